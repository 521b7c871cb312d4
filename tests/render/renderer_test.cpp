// The renderer by read-back: what stands in the pixels, from a software OpenGL without a screen.
#include "render/renderer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>

#include "base/utf8.hpp"
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
      context_ = std::make_unique<GlContext>(std::move(*context));
    else
      error_ = context.error().message;
  }
  static void TearDownTestSuite() { context_.reset(); }

  void SetUp() override {
    ASSERT_NE(context_, nullptr) << error_;
    tabs_.tabs = {{"one", "", TabBadge::None}};
    ASSERT_NO_FATAL_FAILURE(open(1.0));
  }

  void open(double scale) {
    renderer_ = make(scale);
    ASSERT_NE(renderer_, nullptr);
  }

  static std::unique_ptr<Renderer> make(double scale) {
    fonts::FontOptions options;
    options.family = "DejaVu Sans Mono";
    options.scale = scale;
    auto type = Typography::open(options);
    if (!type) return ADD_FAILURE() << type.error().message, nullptr;
    const Rect window =
        window_for(kColumns, kRows, type->cell(), type->ui_cell(), scale, Theme{}, TabBarVisibility::Shown);
    auto renderer = Renderer::create(&GlContext::get_proc, std::move(*type), window.width, window.height);
    if (!renderer) return ADD_FAILURE() << renderer.error().message, nullptr;
    return std::move(*renderer);
  }

  /// Draws as a window would: what is drawn is no longer damaged.
  FrameStats draw(terminal::Frame& frame) {
    content_.frame = &frame;
    content_.tabs = &tabs_;
    const FrameStats stats = renderer_->draw(content_);
    damage_none(frame);
    picture_ = renderer_->read_pixels();
    return stats;
  }

  [[nodiscard]] Rgba at(int x, int y) const {
    const auto* pixel = &picture_.rgba.at(static_cast<std::size_t>(y * picture_.width + x) * 4);
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
  }
  [[nodiscard]] Rect cells(int row, int column, int count = 1) const {
    const Layout now = renderer_->layout(TabBarVisibility::Shown);
    return {now.cell_x(column), now.cell_y(row), now.cell_width * count, now.cell_height};
  }
  /// How many pixels of each colour.
  [[nodiscard]] std::map<std::uint32_t, int> colors(const Rect& rect) const {
    std::map<std::uint32_t, int> seen;
    for (int y = rect.y; y < rect.bottom(); ++y)
      for (int x = rect.x; x < rect.right(); ++x) ++seen[hex(at(x, y))];
    return seen;
  }
  [[nodiscard]] bool is_uniform(const Rect& rect, std::uint32_t color) const {
    const auto seen = colors(rect);
    return seen.size() == 1 && seen.begin()->first == color;
  }
  static std::uint32_t hex(Rgba c) { return std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b; }

  static inline std::unique_ptr<GlContext> context_;
  static inline std::string error_;
  std::unique_ptr<Renderer> renderer_;
  TabBarModel tabs_;
  WindowContent content_;
  Picture picture_;
};

constexpr std::uint32_t kBlank = 0x181818;  // of FramePalette

Style with(void (*change)(Style&)) {
  Style style;
  change(style);
  return style;
}

/// Everything a grid can show.
terminal::Frame showcase() {
  terminal::Frame frame = blank_frame(kColumns, kRows);
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
  return overlay;
}

TEST_F(RendererTest, ShowsEverythingAtOnce) {
  tabs_.tabs = {{"claude", "$0.48", TabBadge::Working},
                {"make test", "", TabBadge::Done},
                {"ssh build-host", "$12.04", TabBadge::Blocked}};
  const OverlayModel overlay = busy_overlay();
  const PromptModel prompt{"Find", "brown fox", "2 of 4"};
  content_.overlay = &overlay;
  content_.prompt = &prompt;
  for (const double scale : {1.0, 1.5, 2.0}) {
    ASSERT_NO_FATAL_FAILURE(open(scale));
    terminal::Frame frame = showcase();
    const FrameStats stats = draw(frame);
    EXPECT_TRUE(stats.presented);
    EXPECT_EQ(stats.rows_drawn, kRows);
    EXPECT_GT(stats.glyphs, 300);
    keep_picture(picture_, fmt::format("showcase_{}", scale));
  }
}

TEST_F(RendererTest, CornersOfEveryCellShowItsBackground) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  std::mt19937 random{7};
  std::vector<std::uint32_t> expected;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      Style style;
      const std::uint32_t color = random() & 0xFFFFFF;
      style.background = Color::rgb(static_cast<std::uint8_t>(color >> 16), static_cast<std::uint8_t>(color >> 8),
                                    static_cast<std::uint8_t>(color));
      put(frame, row, column, " ", style);
      expected.push_back(color);
    }
  draw(frame);
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column)
      EXPECT_TRUE(is_uniform(cells(row, column), expected[static_cast<std::size_t>(row * kColumns + column)]))
          << row << "," << column;
}

TEST_F(RendererTest, InkStandsOnlyWhereTextIs) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  for (char c = '!'; c < 0x7F; ++c) put(frame, 1 + (c - '!') / 24 * 2, (c - '!') % 24 * 2 + 1, std::string(1, c));
  draw(frame);
  for (char c = '!'; c < 0x7F; ++c) {
    const int row = 1 + (c - '!') / 24 * 2;
    const int column = (c - '!') % 24 * 2 + 1;
    EXPECT_FALSE(is_uniform(cells(row, column), kBlank)) << c;
    Rect beside = cells(row, column + 1);
    beside.x += 1;  // a stroke may lean one pixel into its neighbour
    beside.width -= 2;
    EXPECT_TRUE(is_uniform(beside, kBlank)) << c;
    EXPECT_TRUE(is_uniform(cells(row - 1, column), kBlank)) << c;
    EXPECT_TRUE(is_uniform(cells(row + 1, column), kBlank)) << c;
  }
}

TEST_F(RendererTest, AnEmojiFillsTwoCellsWithManyColours) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  put(frame, 2, 4, "🦊");
  put(frame, 2, 10, "❤\uFE0E");
  draw(frame);
  EXPECT_GT(colors(cells(2, 4, 2)).size(), 50u);
  EXPECT_FALSE(is_uniform(cells(2, 4), kBlank));
  EXPECT_FALSE(is_uniform(cells(2, 5), kBlank));
  for (const auto& [color, count] : colors(cells(2, 10))) {
    EXPECT_EQ(color >> 16, color & 0xFF) << "text presentation has one hue: grey";
  }
}

TEST_F(RendererTest, ABlockCursorSwapsTheCellsColours) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  put(frame, 0, 0, "██");  // ink everywhere
  put(frame, 1, 0, "x");
  frame.cursor = {0, 1, true, false, terminal::CursorShape::Block};
  draw(frame);
  EXPECT_TRUE(is_uniform(cells(0, 0), 0xD8D8D8));
  EXPECT_TRUE(is_uniform(cells(0, 1), kBlank)) << "the block's ink takes the background's colour";
  frame.cursor.row = 1;
  frame.cursor.column = 0;
  draw(frame);
  const auto seen = colors(cells(1, 0));
  EXPECT_GT(seen.at(0xD8D8D8), 60);
  EXPECT_TRUE(is_uniform(cells(0, 1), 0xD8D8D8)) << "the cell it left is as before";
}

TEST_F(RendererTest, AnUnfocusedCursorIsHollow) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  frame.cursor = {3, 3, true, false, terminal::CursorShape::Block};
  content_.focus = Focus::Unfocused;
  draw(frame);
  const Rect cell = cells(3, 3);
  EXPECT_EQ(hex(at(cell.x, cell.y)), 0xD8D8D8u);
  EXPECT_EQ(hex(at(cell.right() - 1, cell.bottom() - 1)), 0xD8D8D8u);
  EXPECT_TRUE(is_uniform({cell.x + 1, cell.y + 1, cell.width - 2, cell.height - 2}, kBlank));
}

TEST_F(RendererTest, ACurlyUnderlineRunsWithoutAGapInTheLowerPart) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  Style curly;
  curly.underline = terminal::Underline::Curly;
  curly.underline_color = Color::rgb(255, 0, 0);
  put(frame, 1, 2, "      ", curly);
  draw(frame);
  const Rect area = cells(1, 2, 6);
  for (int x = area.x; x < area.right(); ++x) {
    EXPECT_FALSE(is_uniform({x, area.y + area.height * 2 / 3, 1, area.height - area.height * 2 / 3}, kBlank));
    EXPECT_TRUE(is_uniform({x, area.y, 1, area.height * 2 / 3}, kBlank));
  }
}

TEST_F(RendererTest, NothingIsDrawnWhenNothingChanged) {
  terminal::Frame frame = showcase();
  const OverlayModel overlay = busy_overlay();
  content_.overlay = &overlay;
  EXPECT_TRUE(draw(frame).presented);
  const FrameStats again = draw(frame);
  EXPECT_FALSE(again.presented);
  EXPECT_EQ(again.glyphs, 0);
}

TEST_F(RendererTest, OneChangedRowDrawsOneRow) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  for (int row = 0; row < kRows; ++row) put(frame, row, 0, "some text");
  draw(frame);
  put(frame, 9, 0, "other");
  EXPECT_EQ(draw(frame).rows_drawn, 1);
}

TEST_F(RendererTest, AnOverlayThatTicksDrawsOnlyTheRowsBelowIt) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  frame.cursor.row = 12;
  OverlayModel overlay = busy_overlay();
  content_.overlay = &overlay;
  draw(frame);
  overlay.elapsed += std::chrono::seconds{1};
  const FrameStats stats = draw(frame);
  EXPECT_TRUE(stats.presented);
  EXPECT_LE(stats.rows_drawn, 5);
}

/// Random edits, moves and widgets; after each the picture must be that of a renderer which draws it from nothing.
TEST_F(RendererTest, IncrementalPicturesEqualWholeOnes) {
  const auto fresh = make(1.0);
  ASSERT_NE(fresh, nullptr);
  std::mt19937 random{4711};
  const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  const std::vector<std::string_view> texts{"plain text", "日本 wide", "🦊🚀", "é̂Z͑͑͑͑͑͑͑͑ tall marks",
                                            "│├┼╬",       "gjpqy_",    "x̱̱̱̱̱̱̱ deep",   ""};
  terminal::Frame frame = blank_frame(kColumns, kRows);
  OverlayModel overlay = busy_overlay();
  PromptModel prompt{"Find", "x", ""};
  for (int step = 0; step < 80; ++step) {
    switch (below(10)) {
      case 0:
        frame.cursor = {below(kRows), below(kColumns), below(3) > 0, false,
                        static_cast<terminal::CursorShape>(below(3))};
        break;
      case 1:
        overlay.calls += below(2);
        content_.overlay = below(3) > 0 ? &overlay : nullptr;
        break;
      case 2:
        content_.prompt = below(2) > 0 ? &prompt : nullptr;
        prompt.text += 'x';
        break;
      case 3:
        frame.selection = {{below(kRows), 1, 9}};
        break;
      case 4:
        content_.focus = below(2) > 0 ? Focus::Focused : Focus::Unfocused;
        break;
      case 5:
        content_.preedit = below(2) > 0 ? "ni hao" : "";
        break;
      case 6:
        frame.scrollback_lines = 100;
        frame.scrolled_back = below(2) * below(100);
        break;
      case 7:
        tabs_.active = below(2);
        tabs_.tabs.resize(static_cast<std::size_t>(1 + below(3)));
        break;
      default: {
        Style style;
        style.underline = static_cast<terminal::Underline>(below(6));
        style.italic = below(2) > 0;
        style.background = Color::indexed(static_cast<std::uint8_t>(below(8)));
        put(frame, below(kRows), below(kColumns),
            texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))], style);
      }
    }
    draw(frame);
    fresh->invalidate();
    fresh->draw(content_);
    const Picture whole = fresh->read_pixels();
    if (whole.rgba == picture_.rgba) continue;
    keep_picture(picture_, "incremental");
    keep_picture(whole, "whole");
    FAIL() << "the pictures differ after step " << step;
  }
}

TEST_F(RendererTest, AResizedWindowIsDrawnWhole) {
  terminal::Frame frame = showcase();
  draw(frame);
  ASSERT_TRUE(renderer_->resize(picture_.width + 37, picture_.height + 11));
  EXPECT_EQ(draw(frame).rows_drawn, kRows);
  EXPECT_EQ(hex(at(picture_.width - 1, picture_.height - 1)), kBlank);
}

TEST_F(RendererTest, AnotherSizeOfTypeChangesTheCell) {
  terminal::Frame frame = showcase();
  draw(frame);
  const int before = renderer_->layout(TabBarVisibility::Shown).cell_width;
  fonts::FontOptions larger;
  larger.family = "DejaVu Sans Mono";
  larger.size_pt = 18;
  auto type = Typography::open(larger);
  ASSERT_TRUE(type);
  renderer_->set_typography(std::move(*type));
  EXPECT_GT(renderer_->layout(TabBarVisibility::Shown).cell_width, before);
  EXPECT_TRUE(draw(frame).presented);
}

TEST_F(RendererTest, MoreGlyphsThanTheAtlasHoldsStillGiveAPicture) {
  // At this size an atlas holds few emoji: the cache must be emptied on the way.
  ASSERT_NO_FATAL_FAILURE(open(5.0));
  for (char32_t first = 0x1F300; first < 0x1F600; first += 0x100) {
    terminal::Frame frame = blank_frame(kColumns, kRows);
    for (char32_t i = 0; i < 0x100; ++i) {
      std::string utf8;
      append_utf8(utf8, first + i);
      put(frame, static_cast<int>(i / 16), static_cast<int>(i % 16) * 2, utf8);
    }
    EXPECT_TRUE(draw(frame).presented);
    EXPECT_FALSE(is_uniform(cells(0, 0, 2), kBlank));
  }
}

TEST_F(RendererTest, WithoutAFrameTheGridIsBlank) {
  content_.frame = nullptr;
  content_.tabs = &tabs_;
  EXPECT_TRUE(renderer_->draw(content_).presented);
  picture_ = renderer_->read_pixels();
  EXPECT_TRUE(is_uniform(cells(0, 0, 10), kBlank));
}

TEST_F(RendererTest, AContextThatLacksAFunctionIsAnError) {
  auto type = Typography::open({});
  ASSERT_TRUE(type);
  const auto renderer = Renderer::create([](const char*) -> void* { return nullptr; }, std::move(*type), 100, 100);
  ASSERT_FALSE(renderer);
  EXPECT_EQ(renderer.error().code, ErrorCode::Unsupported);
}

}  // namespace
}  // namespace tabacus::render
