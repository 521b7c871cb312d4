// The renderer by read-back: what stands in the pixels, from a software OpenGL without a screen.
#include "render/renderer.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "tests/render/frame_builder.hpp"
#include "tests/render/gl_context.hpp"

namespace tabacus::render {
namespace {

using terminal::Color;
using terminal::Style;

constexpr int kColumns = 60;
constexpr int kRows = 16;

/// A renderer in a window of exactly 60 x 16 cells with a tab bar.
class RendererTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto context = GlContext::create(640, 480);
    if (context)
      context_ = new GlContext{std::move(*context)};
    else
      error_ = context.error().message;
  }
  static void TearDownTestSuite() {
    delete context_;
    context_ = nullptr;
  }

  void SetUp() override {
    ASSERT_NE(context_, nullptr) << error_;
    open(1.0);
  }

  void open(double scale) {
    fonts::FontOptions options;
    options.family = "DejaVu Sans Mono";
    options.scale = scale;
    auto type = Typography::open(options);
    ASSERT_TRUE(type) << type.error().message;
    const Rect window =
        window_for(kColumns, kRows, type->cell(), type->ui_cell(), scale, Theme{}, TabBarVisibility::Shown);
    auto renderer = Renderer::create(&GlContext::get_proc, std::move(*type), window.width, window.height);
    ASSERT_TRUE(renderer) << renderer.error().message;
    renderer_ = std::move(*renderer);
  }

  FrameStats draw(const terminal::Frame& frame) {
    content_.frame = &frame;
    content_.tabs = &tabs_;
    const FrameStats stats = renderer_->draw(content_);
    picture_ = renderer_->read_pixels();
    return stats;
  }

  [[nodiscard]] Rgba at(int x, int y) const {
    const auto index =
        (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture_.width) + static_cast<std::size_t>(x)) * 4;
    const auto* p = &picture_.rgba.at(index);
    return {p[0], p[1], p[2], p[3]};
  }
  [[nodiscard]] Layout layout() const { return renderer_->layout(TabBarVisibility::Shown); }
  [[nodiscard]] Rect cell(int row, int column, int cells = 1) const {
    const Layout l = layout();
    return {l.cell_x(column), l.cell_y(row), l.cell_width * cells, l.cell_height};
  }
  [[nodiscard]] std::set<std::uint32_t> colors(const Rect& rect) const {
    std::set<std::uint32_t> seen;
    for (int y = rect.y; y < rect.bottom(); ++y)
      for (int x = rect.x; x < rect.right(); ++x) {
        const Rgba c = at(x, y);
        seen.insert(std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b);
      }
    return seen;
  }

  static GlContext* context_;
  static std::string error_;
  std::unique_ptr<Renderer> renderer_;
  TabBarModel tabs_;
  WindowContent content_;
  Picture picture_;
};

GlContext* RendererTest::context_ = nullptr;
std::string RendererTest::error_;

terminal::Frame showcase() {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  Style dim;
  dim.dim = true;
  Style bold;
  bold.bold = true;
  Style italic;
  italic.italic = true;
  Style both = bold;
  both.italic = true;
  Style red;
  red.foreground = Color::indexed(1);
  Style green;
  green.foreground = Color::indexed(2);
  Style blue;
  blue.foreground = Color::indexed(4);
  Style bar;
  bar.background = Color::indexed(4);
  bar.foreground = Color::indexed(0);
  put(frame, 0, 0, "~/src/tabacus", blue);
  put(frame, 0, 14, "$ make test && echo \"0123456789\" {}[]<>", {});
  put(frame, 1, 0, "The quick brown fox jumps over the lazy dog. gjpqy ÄÖÜ");
  put(frame, 2, 0, "bold brown fox", bold);
  put(frame, 2, 15, "italic brown fox", italic);
  put(frame, 2, 32, "both brown", both);
  put(frame, 2, 44, "dim text", dim);
  put(frame, 3, 0, "╭──────────────┬─────┐ ╔═══╦═══╗ ┏━━┳━━┓ ▁▂▃▄▅▆▇█ ░▒▓", green);
  put(frame, 4, 0, "│ rounded      │ box │ ║ 1 ║ 2 ║ ┃ab┃cd┃ ▖▗▘▝▚▞▙▟");
  put(frame, 5, 0, "├──────────────┼─────┤ ╠═══╬═══╣ ┣━━╋━━┫ ⠁⠃⠇⡇⣇⣧⣷⣿");
  put(frame, 6, 0, "╰──────────────┴─────╯ ╚═══╩═══╝ ┗━━┻━━┛ ╱╲╳ ┄┅┈┉╌╍", red);
  put(frame, 7, 0, " main ", bar);
  Style tip;
  tip.foreground = Color::indexed(4);
  put(frame, 7, 6, "\uE0B0 \uE0B1 \uE0B2 \uE0B3", tip);
  const char* names[] = {"single", "double", "curly", "dotted", "dashed"};
  int column = 0;
  for (int i = 0; i < 5; ++i) {
    Style s;
    s.underline = static_cast<terminal::Underline>(i + 1);
    if (i == 2) s.underline_color = Color::indexed(1);
    put(frame, 8, column, names[i], s);
    column += 8;
  }
  Style strike;
  strike.strike = true;
  Style over;
  over.overline = true;
  put(frame, 8, column, "strike", strike);
  put(frame, 8, column + 8, "over", over);
  put(frame, 9, 0,
      "🦊 🎉 👩‍👧‍👦 🇩🇪 ❤️ 👍🏽 🚀 日本語 한국어 ✳ ✻ ⏺ ⎿ → ≠ é̂ Z͑ "
      "ñ");
  Style bg;
  bg.background = Color::rgb(0xF5, 0xF5, 0xF0);
  bg.foreground = Color::rgb(0x22, 0x22, 0x22);
  put(frame, 10, 0, "dark text on a light ground: The quick brown fox", bg);
  put(frame, 11, 0, "selected text here");
  frame.selection.push_back({11, 3, 13});
  put(frame, 12, 0, "cursor here");
  frame.cursor = {12, 7, true, false, terminal::CursorShape::Block};
  return frame;
}

TEST_F(RendererTest, ShowsEverythingAtOnce) {
  tabs_.tabs = {{"claude — tabacus", "$0.48", TabBadge::Working},
                {"make test", "", TabBadge::Done},
                {"ssh build-host", "$12.04", TabBadge::Blocked}};
  OverlayModel overlay;
  overlay.capture = CaptureState::Active;
  overlay.calls = 12;
  overlay.running = 1;
  overlay.elapsed = std::chrono::milliseconds{7400};
  overlay.input_tokens = 182'311;
  overlay.cached_tokens = 174'910;
  overlay.output_tokens = 12'043;
  overlay.cost = "$0.4831";
  overlay.last_latency = std::chrono::milliseconds{4120};
  overlay.time_to_first_token = std::chrono::milliseconds{820};
  overlay.model = "claude-sonnet-4-5";
  overlay.rates = {20, 35, 50, 42, 61, 58, 30, 70, 66, 52};
  content_.overlay = &overlay;
  const auto stats = draw(showcase());
  EXPECT_TRUE(stats.presented);
  keep_picture(picture_, "showcase");
}

}  // namespace
}  // namespace tabacus::render
