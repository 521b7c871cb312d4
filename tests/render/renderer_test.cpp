// The renderer by read-back: what stands in the pixels, from a software OpenGL without a screen.
#include "render/renderer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>

#include "base/utf8.hpp"
#include "tests/render/renderer_fixture.hpp"

namespace tabacus::render {
namespace {

using terminal::Color;
using terminal::Style;

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

TEST_F(RendererTest, WhatIsComposedShowsWhereOneTypes) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  frame.cursor = {3, 5, true, false, terminal::CursorShape::Block};
  content_.preedit = "にほn";
  draw(frame);
  const Picture without = picture_;
  EXPECT_FALSE(is_uniform(cells(3, 5, 5), kBlank));
  for (const auto& [caret, column] : {std::pair{0, 5}, {1, 7}, {2, 9}, {3, 10}}) {
    content_.preedit_caret = caret;
    EXPECT_TRUE(draw(frame).presented);
    const Rect cell = cells(3, column);
    EXPECT_TRUE(is_uniform({cell.x, cell.y, 2, cell.height}, hex(Theme{}.text))) << "before code point " << caret;
  }
  content_.preedit_caret = -1;
  draw(frame);
  EXPECT_EQ(picture_.rgba, without.rgba);
}

/// What a view that stands between two lines shows is what stood there, lower by some pixels, and the line above.
TEST_F(RendererTest, AGlidingViewMovesByPixels) {
  terminal::Frame still = blank_frame(kColumns, kRows);
  for (int row = 0; row < kRows; ++row) put(still, row, row, "glyphs 日本 " + std::to_string(row));
  draw(still);
  const Layout layout = renderer_->layout(TabBarVisibility::Shown);
  const Picture before = picture_;
  terminal::Frame gliding = still;
  damage_none(gliding);
  gliding.scrolled_back = 0;
  gliding.scrolled_part = terminal::kLineParts * 5 / layout.cell_height + 1;
  terminal::Frame above = blank_frame(kColumns, 1);
  put(above, 0, 3, "the line above");
  gliding.row_above.assign(above.row(0).begin(), above.row(0).end());
  draw(gliding);
  const auto row_of = [&](const Picture& picture, int y) {
    const auto stride = static_cast<std::size_t>(picture.width) * 4;
    return std::string{reinterpret_cast<const char*>(picture.rgba.data()) + static_cast<std::size_t>(y) * stride,
                       stride};
  };
  const int top = layout.cell_y(0);
  const int bottom = layout.cell_y(kRows);
  for (int y = top; y + 5 < bottom; ++y) ASSERT_EQ(row_of(picture_, y + 5), row_of(before, y)) << "pixel row " << y;
  for (int y = layout.grid.y; y < top; ++y) EXPECT_EQ(row_of(picture_, y), row_of(before, y)) << "the padding is bare";
  for (int y = bottom; y < picture_.height; ++y) EXPECT_EQ(row_of(picture_, y), row_of(before, y)) << "as below";
  EXPECT_FALSE(is_uniform({layout.cell_x(3), top, 14 * layout.cell_width, 5}, kBlank)) << "the line above is in sight";
  draw(still);
  EXPECT_EQ(picture_.rgba, before.rgba) << "at rest all is as it was";
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

TEST_F(RendererTest, AnOverlayThatTicksDrawsNoRow) {
  terminal::Frame frame = blank_frame(kColumns, kRows);
  frame.cursor.row = 12;
  OverlayModel overlay = busy_overlay();
  content_.overlay = &overlay;
  draw(frame);
  overlay.lines[0].right[0].text = "0:08";
  const FrameStats stats = draw(frame);
  EXPECT_TRUE(stats.presented);
  EXPECT_EQ(stats.rows_drawn, 0);
  EXPECT_GT(stats.glyphs, 0);
}

/// Random edits, moves and widgets; after each the picture must be that of a renderer which draws it from nothing.
TEST_F(RendererTest, IncrementalPicturesEqualWholeOnes) {
  const auto fresh = make(font());
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
        overlay.lines[1].fields[2].value = below(2) > 0 ? "1" : "2";
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

/// A day of emoji: glyphs that were not seen for long give way one shelf at a time, and nothing grows.
TEST_F(RendererTest, GlyphsThatWereNotSeenForLongGiveWay) {
  ASSERT_NO_FATAL_FAILURE(open(6.0));  // about 80 emoji fill the atlas
  const auto fresh = make(font(6.0));
  ASSERT_NE(fresh, nullptr);
  const OverlayModel overlay = busy_overlay();
  content_.overlay = &overlay;
  std::size_t most = 0;
  for (char32_t first = 0x1F300; first < 0x1F3F0; first += 20) {
    terminal::Frame frame = blank_frame(kColumns, kRows);
    put(frame, 0, 0, "the text that stays");
    for (char32_t i = 0; i < 20; ++i) {
      std::string utf8;
      append_utf8(utf8, first + i);
      put(frame, 1, static_cast<int>(i) * 2, utf8);
    }
    const FrameStats stats = draw(frame);
    EXPECT_LE(stats.glyphs_rasterized, first == 0x1F300 ? 200 : 40) << "what stays is not drawn anew";
    most = std::max(most, renderer_->cached_glyphs());
    if ((first - 0x1F300) % 80 != 0) continue;
    damage_all(frame);
    fresh->invalidate();
    fresh->draw(content_);
    ASSERT_EQ(fresh->read_pixels().rgba, picture_.rgba) << "from " << std::hex << std::uint32_t{first};
  }
  EXPECT_LT(most, 200U) << "of 240 emoji and some text";
}

TEST_F(RendererTest, ALostContextIsReplacedAndThePictureComesBack) {
  const OverlayModel overlay = busy_overlay();
  content_.overlay = &overlay;
  terminal::Frame frame = showcase();
  draw(frame);
  const Picture before = picture_;
  EXPECT_FALSE(renderer_->is_context_lost());
  context_.reset();
  auto context = GlContext::create(640, 480);
  ASSERT_TRUE(context) << context.error().message;
  context_ = std::make_unique<GlContext>(std::move(*context));
  ASSERT_TRUE(renderer_->restore(&GlContext::get_proc));
  EXPECT_EQ(draw(frame).rows_drawn, kRows) << "nothing is left of the old one";
  EXPECT_EQ(picture_.rgba, before.rgba);
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

TEST_F(RendererTest, PanesAreDrawnEachForItself) {
  const auto filled = [](int columns, int rows, std::uint8_t red) {
    terminal::Frame frame = blank_frame(columns, rows);
    Style style;
    style.background = Color::rgb(red, 0, 0);
    for (int row = 0; row < rows; ++row) put(frame, row, 0, std::string(static_cast<std::size_t>(columns), ' '), style);
    return frame;
  };
  const CellArea left{0, 0, kRows, 29};
  const CellArea right{0, 30, kRows, 30};
  terminal::Frame focused = filled(29, kRows, 0x40);
  terminal::Frame beside = filled(30, kRows, 0x80);
  content_.area = left;
  content_.beside = {{&beside, right, nullptr}};
  content_.dividers = {{{0, 29, kRows, 1}, DividerKind::Upright, true}};
  EXPECT_EQ(draw(focused).rows_drawn, 2 * kRows);
  damage_none(beside);
  EXPECT_TRUE(is_uniform(cells(5, 0, 29), 0x400000));
  EXPECT_TRUE(is_uniform(cells(5, 30, 30), 0x800000));
  const Layout window = renderer_->layout(TabBarVisibility::Shown);
  const Rect line = divider_rect(window, {0, 29, kRows, 1}, DividerKind::Upright);
  EXPECT_TRUE(is_uniform(line, hex(Theme{}.accent)));

  EXPECT_FALSE(draw(focused).presented) << "nothing changed";
  put(beside, 3, 0, "x");
  EXPECT_EQ(draw(focused).rows_drawn, 1) << "of one pane";
  damage_none(beside);

  content_.dividers[0].is_marked = false;
  EXPECT_EQ(draw(focused).rows_drawn, 0) << "a line alone";
  EXPECT_TRUE(is_uniform(line, hex(Theme{}.line)));

  content_.area.reset();
  content_.beside.clear();
  content_.dividers.clear();
  terminal::Frame alone = filled(kColumns, kRows, 0x20);
  EXPECT_EQ(draw(alone).rows_drawn, kRows);
  EXPECT_TRUE(is_uniform(cells(5, 0, kColumns), 0x200000));
}

}  // namespace
}  // namespace tabacus::render
