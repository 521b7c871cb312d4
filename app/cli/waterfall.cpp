#include "app/cli/waterfall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tabacus::app {
namespace {

constexpr std::size_t kWidestBar = 80;
constexpr std::size_t kFrame = 4;  // indentation, gaps
constexpr std::size_t kEdges = 2;

struct Widths {
  std::size_t name = 0;
  std::size_t time = 0;
};

std::string padded(std::string text, std::size_t width) {
  text.append(width - std::min(width, width_of(text)), ' ');
  return text;
}

}  // namespace

std::vector<Phase> phases_of(const NamedRow& call) {
  std::vector<Phase> phases;
  double at = 0;
  const auto until = [&](std::string_view name, double end_ms) {
    if (end_ms <= at) return;
    phases.push_back({std::string{name}, at, end_ms});
    at = end_ms;
  };
  const auto add = [&](std::string_view name, std::string_view column, double scale) {
    if (call.has(column)) until(name, at + call.real(column) * scale);
  };
  add("tabacus", "overhead_us", 1e-3);
  add("connect", "connect_ms", 1);
  add("TLS", "tls_ms", 1);
  if (call.has("ttfb_ms")) until("waiting", call.real("ttfb_ms"));
  const bool is_streamed = call.has("ttft_ms");
  if (is_streamed) until("first token", call.real("ttft_ms"));
  until(is_streamed ? "streaming" : call.has("ttfb_ms") ? "answer" : "whole call", call.real("duration_ms"));
  return phases;
}

std::vector<std::string> waterfall(const std::vector<Phase>& phases, std::size_t width) {
  if (phases.empty()) return {};
  Widths widths;
  for (const Phase& phase : phases) {
    widths.name = std::max(widths.name, width_of(phase.name));
    widths.time = std::max(widths.time, width_of(format_duration(phase.end_ms - phase.begin_ms)));
  }
  const std::size_t around = kFrame + kEdges + widths.name + widths.time + 2;
  const std::size_t cells = std::clamp(width > around ? width - around : 0, std::size_t{10}, kWidestBar);
  const double per_cell = phases.back().end_ms / static_cast<double>(cells);
  std::vector<std::string> lines;
  for (const Phase& phase : phases) {
    const auto first = std::min(cells - 1, static_cast<std::size_t>(phase.begin_ms / per_cell));
    const auto end = std::clamp(static_cast<std::size_t>(std::lround(phase.end_ms / per_cell)), first + 1, cells);
    std::string bar(first, ' ');
    for (std::size_t cell = first; cell < end; ++cell) bar += "█";
    bar.append(cells - end, ' ');
    const std::string time = format_duration(phase.end_ms - phase.begin_ms);
    lines.push_back(fmt::format("  {}  ▕{}▏  {}{}", padded(phase.name, widths.name), bar,
                                std::string(widths.time - width_of(time), ' '), time));
  }
  return lines;
}

}  // namespace tabacus::app
