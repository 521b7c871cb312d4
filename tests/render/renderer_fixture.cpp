#include "tests/render/renderer_fixture.hpp"

#include <utility>

namespace tabacus::render {

using terminal::Color;
using terminal::Style;

void RendererTest::SetUpTestSuite() {
  auto context = GlContext::create(640, 480);
  if (context)
    context_ = std::make_unique<GlContext>(std::move(*context));
  else
    error_ = context.error().message;
}

void RendererTest::TearDownTestSuite() { context_.reset(); }

void RendererTest::SetUp() {
  ASSERT_NE(context_, nullptr) << error_;
  tabs_.tabs = {{"one", "", TabBadge::None}};
  ASSERT_NO_FATAL_FAILURE(open(1.0));
}

void RendererTest::open(double scale, double size_pt) {
  renderer_ = make(font(scale, size_pt));
  ASSERT_NE(renderer_, nullptr);
}

fonts::FontOptions RendererTest::font(double scale, double size_pt) {
  fonts::FontOptions options;
  options.family = "DejaVu Sans Mono";
  options.scale = scale;
  options.size_pt = size_pt;
  return options;
}

std::unique_ptr<Renderer> RendererTest::make(const fonts::FontOptions& font, int columns, int rows) {
  auto type = Typography::open(font);
  if (!type) return ADD_FAILURE() << type.error().message, nullptr;
  const Rect window =
      window_for(columns, rows, type->cell(), type->ui_cell(), font.scale, Theme{}, TabBarVisibility::Shown);
  auto renderer = Renderer::create(&GlContext::get_proc, std::move(*type), window.width, window.height);
  if (!renderer) return ADD_FAILURE() << renderer.error().message, nullptr;
  return std::move(*renderer);
}

FrameStats RendererTest::draw(terminal::Frame& frame) {
  content_.frame = &frame;
  content_.tabs = &tabs_;
  const FrameStats stats = renderer_->draw(content_);
  damage_none(frame);
  picture_ = renderer_->read_pixels();
  return stats;
}

Rgba RendererTest::at(int x, int y) const {
  const auto* pixel = &picture_.rgba.at(static_cast<std::size_t>(y * picture_.width + x) * 4);
  return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

Rect RendererTest::cells(int row, int column, int count) const {
  const Layout now = renderer_->layout(TabBarVisibility::Shown);
  return {now.cell_x(column), now.cell_y(row), now.cell_width * count, now.cell_height};
}

std::map<std::uint32_t, int> RendererTest::colors(const Rect& rect) const {
  std::map<std::uint32_t, int> seen;
  for (int y = rect.y; y < rect.bottom(); ++y)
    for (int x = rect.x; x < rect.right(); ++x) ++seen[hex(at(x, y))];
  return seen;
}

bool RendererTest::is_uniform(const Rect& rect, std::uint32_t color) const {
  for (int y = rect.y; y < rect.bottom(); ++y)
    for (int x = rect.x; x < rect.right(); ++x)
      if (hex(at(x, y)) != color) return false;
  return !rect.is_empty();
}

Style with(void (*change)(Style&)) {
  Style style;
  change(style);
  return style;
}

terminal::Frame showcase() {
  terminal::Frame frame = blank_frame(60, 16);
  const Style red = with([](Style& s) { s.foreground = Color::indexed(1); });
  const Style green = with([](Style& s) { s.foreground = Color::indexed(2); });
  const Style blue = with([](Style& s) { s.foreground = Color::indexed(4); });
  put(frame, 0, 0, "~/src/tabacus", blue);
  put(frame, 0, 14, "$ make test && echo \"0123456789\" {}[]<>");
  put(frame, 1, 0, "The quick brown fox jumps over the lazy dog. gjpqy ÄÖÜ");
  put(frame, 2, 0, "bold brown fox", with([](Style& s) { s.bold = true; }));
  put(frame, 2, 15, "italic brown fox", with([](Style& s) { s.italic = true; }));
  put(frame, 2, 32, "both brown", with([](Style& s) { s.bold = s.italic = true; }));
  put(frame, 2, 44, "dim text", with([](Style& s) { s.dim = true; }));
  put(frame, 3, 0, "╭──────────────┬─────┐ ╔═══╦═══╗ ┏━━┳━━┓ ▁▂▃▄▅▆▇█ ░▒▓", green);
  put(frame, 4, 0, "│ rounded      │ box │ ║ 1 ║ 2 ║ ┃ab┃cd┃ ▖▗▘▝▚▞▙▟");
  put(frame, 5, 0, "├──────────────┼─────┤ ╠═══╬═══╣ ┣━━╋━━┫ ⠁⠃⠇⡇⣇⣧⣷⣿");
  put(frame, 6, 0, "╰──────────────┴─────╯ ╚═══╩═══╝ ┗━━┻━━┛ ╱╲╳ ┄┅┈┉╌╍", red);
  put(frame, 7, 0, " main ", with([](Style& s) {
        s.background = Color::indexed(4);
        s.foreground = Color::indexed(0);
      }));
  put(frame, 7, 6, "\uE0B0 \uE0B1 \uE0B2 \uE0B3", blue);
  int column = 0;
  for (const char* name : {"single", "double", "curly", "dotted", "dashed"}) {
    Style style;
    style.underline = static_cast<terminal::Underline>(column / 8 + 1);
    if (style.underline == terminal::Underline::Curly) style.underline_color = Color::indexed(1);
    put(frame, 8, column, name, style);
    column += 8;
  }
  put(frame, 8, column, "strike", with([](Style& s) { s.strike = true; }));
  put(frame, 8, column + 8, "over", with([](Style& s) { s.overline = true; }));
  put(frame, 9, 0,
      "🦊 🎉 👩‍👧‍👦 🇩🇪 ❤️ 👍🏽 🚀 日本 ✳ ✻ ⏺ ⎿ → ≠ é̂ Z͑ ñ ⚡");
  put(frame, 10, 0, "dark text on a light ground: The quick brown fox", with([](Style& s) {
        s.background = Color::rgb(0xF5, 0xF5, 0xF0);
        s.foreground = Color::rgb(0x22, 0x22, 0x22);
      }));
  put(frame, 11, 0, "selected text here");
  frame.selection.push_back({11, 3, 13});
  put(frame, 12, 0, "⏺ cursor here");
  put(frame, 13, 0, "  ⎿ ok (12 lines)");
  frame.cursor = {12, 9, true, false, terminal::CursorShape::Block};
  return frame;
}

OverlayModel busy_overlay() {
  OverlayModel overlay;
  overlay.state = OverlayInk::Working;
  overlay.summary = {{"claude-sonnet-4-5"}, {"0:07", OverlayInk::Working}, {"$0.4831", OverlayInk::Accent, true}};
  OverlayLine title;
  title.left = {{"claude-sonnet-4-5"}};
  title.right = {{"0:07", OverlayInk::Working}, {"$0.4831", OverlayInk::Accent, true}};
  title.bars = {20, 35, 50, 42, 61, 58, 30, 70, 66, 52};
  OverlayLine context;
  context.left = {{"context", OverlayInk::Dim}};
  context.right = {{"182.3k of 1.00M"}};
  context.gauge = OverlayGauge{0.18F, OverlayInk::Accent, 0.2F};
  overlay.lines = {title,
                   {.fields = {{"in", "182.3k"}, {"cached", "95%"}, {"out", "12.0k"}}},
                   {.fields = {{"calls", "12"}, {"first", "820ms"}, {"last", "4.12s"}}},
                   context};
  return overlay;
}

}  // namespace tabacus::render
