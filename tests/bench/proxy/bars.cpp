#include "tests/bench/proxy/bars.hpp"

#include <algorithm>

namespace tabacus::bench {
namespace {

constexpr auto kAdded = Reading::Added;
constexpr auto kAbsolute = Reading::Absolute;

// scenario, figure, label, reading, more is better, nginx where the limits were set, pass, stretch
constexpr Bar kBars[] = {
    {"S1", "p50_us", "p50 added, us", kAdded, false, 27, 40, 30},
    {"S1", "cpu_us", "CPU us/request", kAbsolute, false, 28, 45, 32},
    {"S2", "requests_per_s", "requests/s", kAbsolute, true, 1, 0.75, 1.0},
    {"S3", "p50_us", "p50 added, us", kAdded, false, 52, 75, 60},
    {"S3", "p99_us", "p99 added, us", kAdded, false, 293, 300, 200},
    {"S3", "largest_gap_ms", "largest gap, ms", kAbsolute, false, 0, 5, 2},
    {"S4a", "p50_us", "p50, us", kAbsolute, false, 158, 200, 158},
    {"S4a", "p99_us", "p99, us", kAbsolute, false, 545, 600, 545},
    {"S4a", "cpu_s", "CPU s", kAbsolute, false, 0.80, 1.2, 0.80},
    {"S4a", "peak_mb", "peak MB", kAbsolute, false, 0, 40, 25},
    {"S4b", "p50_us", "p50, us", kAbsolute, false, 86, 150, 100},
    {"S4b", "p99_us", "p99, us", kAbsolute, false, 418, 1000, 500},
    {"S4b", "cpu_s", "CPU s", kAbsolute, false, 3.5, 5, 4},
    {"S4b", "peak_mb", "peak MB", kAbsolute, false, 0, 80, 40},
    {"S4b", "kib_per_stream", "KiB per open stream", kAbsolute, false, 0, 48, 48},
    {"S5a", "ms", "ms", kAbsolute, false, 1.49, 2.5, 1.5},
    {"S5a", "first_byte_ms", "first byte upstream, ms", kAbsolute, false, 0.34, 0.6, 0.4},
    {"S5b", "ms", "ms", kAbsolute, false, 34.5, 60, 35},
    {"S5b", "peak_mb", "peak MB", kAbsolute, false, 0, 32, 20},
    {"S6", "mb_per_s", "MB/s", kAbsolute, true, 636, 600, 1000},
    {"S6", "growth_mb", "RSS growth, MB", kAbsolute, false, 0, 4, 1},
    {"S6-1GB", "growth_mb", "RSS growth, MB", kAbsolute, false, 0, 8, 8},
    {"S7", "closed_ms", "upstream closed after, ms", kAbsolute, false, 0, 2, 0.2},
    {"S7", "closed_silent_ms", "a silent one after, ms", kAbsolute, false, 0, 5, 1},
    {"S8", "held_mb", "held, MB", kAbsolute, false, 6.8, 10, 10},
    {"S8", "growth_mb", "RSS growth, MB", kAbsolute, false, 0, 1, 1},
    {"S9", "connections_per_s", "connections/s", kAbsolute, true, 1, 0.6, 0.9},
    {"S10", "p50_us", "p50 added, us", kAdded, false, 60, 75, 60},
    {"TLS-S1", "p50_us", "p50 added, us", kAdded, false, 35, 50, 38},
    {"TLS-S6", "mb_per_s", "MB/s", kAbsolute, true, 1, 0.75, 1.0},
};

}  // namespace

std::span<const Bar> bars() { return kBars; }

std::optional<double> read(const Bar& bar, const FiguresByTarget& all, const std::string& target) {
  const std::string figure{bar.figure};
  const auto found = all.find(target);
  const auto direct = all.find("direct");
  if (found == all.end() || !found->second.contains(figure)) return std::nullopt;
  const double value = found->second.at(figure);
  if (bar.reading == Reading::Absolute || target == "direct") return value;
  return value - (direct != all.end() ? direct->second.at(figure) : 0);
}

std::optional<Verdict> judge(const Bar& bar, const FiguresByTarget& all) {
  const auto value = read(bar, all, "tabacus");
  const auto nginx = read(bar, all, "nginx");
  if (!value || (bar.nginx > 0 && !nginx)) return std::nullopt;
  double scale = bar.nginx > 0 ? *nginx / bar.nginx : 1;
  if (bar.figure == "p99_us") scale = std::max(scale, 1.0);
  Verdict verdict{.value = *value, .pass = bar.pass * scale, .stretch = bar.stretch * scale, .word = "BEHIND"};
  const auto meets = [&](double limit) { return bar.more_is_better ? *value >= limit : *value <= limit; };
  if (meets(verdict.pass)) verdict.word = "PASS";
  if (meets(verdict.stretch)) verdict.word = "STRETCH";
  return verdict;
}

}  // namespace tabacus::bench
