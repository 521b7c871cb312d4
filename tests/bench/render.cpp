// What a picture costs: a whole 200 x 60 window, one changed row, and the processor's part of both without OpenGL.
// Medians in milliseconds with glFinish inside, and the processor time of all threads, one JSON line each. Uses the
// software OpenGL that the tests use.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <vector>

#include "render/batch.hpp"
#include "render/renderer.hpp"
#include "render/scene.hpp"
#include "tests/render/frame_builder.hpp"
#include "tests/render/gl_context.hpp"

namespace tabacus::render {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kColumns = 200;
constexpr int kRows = 60;

template <typename Work>
void measure(const char* name, int runs, Work work) {
  std::vector<double> times;
  const std::clock_t cpu_start = std::clock();
  for (int run = 0; run < runs; ++run) {
    const auto start = SteadyClock::now();
    work(run);
    times.push_back(std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count());
  }
  const double cpu_ms = static_cast<double>(std::clock() - cpu_start) * 1000 / CLOCKS_PER_SEC / runs;
  std::ranges::sort(times);
  fmt::print(
      "{{\"bench\":\"render\",\"case\":\"{}\",\"median_ms\":{:.3f},\"p99_ms\":{:.3f},\"cpu_ms\":{:.3f},\"runs\":{}}}\n",
      name, times[times.size() / 2], times[times.size() * 99 / 100], cpu_ms, runs);
}

/// Code as an agent shows it: about a third of the cells have ink, some in colour.
terminal::Frame code_frame() {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  terminal::Style keyword;
  keyword.foreground = terminal::Color::indexed(5);
  terminal::Style comment;
  comment.foreground = terminal::Color::indexed(8);
  comment.italic = true;
  for (int row = 0; row < kRows; ++row) {
    int column = put(frame, row, row % 8, "if ", keyword);
    column = put(frame, row, column, "(const auto known = by_file_.find(key); known != end) ");
    put(frame, row, column, "// found again, row " + std::to_string(row), comment);
  }
  return frame;
}

/// What the meter adds to a window in which nothing else changes: its clock ticks, and a row below it changes.
template <typename Draw>
void measure_overlay(WindowContent& content, Draw draw) {
  OverlayModel overlay;
  overlay.summary = {{"claude-sonnet-4-5", OverlayInk::Plain, true}, {"$0.4831", OverlayInk::Accent}};
  overlay.lines.resize(2);
  overlay.lines[0].fields = {{"calls", "12"}, {"running", "1"}, {"elapsed", "0.0 s"}};
  overlay.lines[1].bars = {20, 35, 50, 42, 61, 58, 30, 70, 66, 52};
  content.overlay = &overlay;
  draw();
  measure("overlay_ticks_200x60", 200, [&](int run) {
    overlay.lines[0].fields[2].value = std::to_string(run / 10) + "." + std::to_string(run % 10) + " s";
    draw();
  });
  content.overlay = nullptr;
  draw();
}

int run() {
  const auto context = GlContext::create(64, 64);
  fonts::FontOptions options;
  options.family = "DejaVu Sans Mono";
  auto type = Typography::open(options);
  auto other_type = Typography::open(options);
  if (!context || !type || !other_type) {
    std::fprintf(stderr, "bench_render: %s\n", (!context ? context.error() : type.error()).message.c_str());
    return 1;
  }
  const Theme theme;
  const Rect window = window_for(kColumns, kRows, type->cell(), type->ui_cell(), 1.0, theme, TabBarVisibility::Hidden);
  auto renderer = Renderer::create(&GlContext::get_proc, std::move(*type), window.width, window.height, theme);
  if (!renderer) return std::fprintf(stderr, "bench_render: %s\n", renderer.error().message.c_str()), 1;

  terminal::Frame frame = code_frame();
  WindowContent content;
  content.frame = &frame;
  const auto draw = [&] {
    (*renderer)->draw(content);
    GlContext::finish();
    damage_none(frame);
  };
  draw();  // fills the atlas
  measure("full_redraw_200x60", 100, [&](int) {
    (*renderer)->invalidate();
    draw();
  });
  measure("one_row_200x60", 200, [&](int run) {
    put(frame, 30, run % 100, "x");
    draw();
  });
  measure("nothing_changed_200x60", 200, [&](int) { draw(); });
  measure_overlay(content, draw);

  const Layout layout = (*renderer)->layout(TabBarVisibility::Hidden);
  Batcher batcher{*other_type};
  DrawList list;
  Batch batch;
  measure("cpu_scene_and_batch_200x60", 100, [&](int) {
    list.clear();
    batch.clear();
    build_scene(content, {layout, theme, other_type->cell(), other_type->ui_cell()}, list);
    (void)batcher.append(list, list.grid, batch);
  });
  return 0;
}

}  // namespace
}  // namespace tabacus::render

int main() { return tabacus::render::run(); }
