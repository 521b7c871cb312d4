// Scenes without GL: a small window against golden text, and rules that hold for every one.
#include "render/scene.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>
#include <vector>

#include "base/paths.hpp"
#include "render/overlay/panel.hpp"
#include "render/ui_canvas.hpp"
#include "tests/render/frame_builder.hpp"
#include "tests/render/scene_text.hpp"

namespace tabacus::render {
namespace {

using terminal::Color;
using terminal::Style;

constexpr fonts::CellMetrics kCell{10, 20, 16, 17, 11, 1};
constexpr fonts::CellMetrics kUiCell{8, 16, 13, 14, 9, 1};

struct Golden {
  const char* name;
  void (*fill)(WindowContent& content, terminal::Frame& frame);
};

Style styled(void (*change)(Style&)) {
  Style style;
  change(style);
  return style;
}

void plain_text(WindowContent&, terminal::Frame& frame) {
  put(frame, 0, 0, "$ make");
  put(frame, 1, 0, "ok", styled([](Style& s) {
        s.foreground = Color::indexed(2);
        s.bold = true;
      }));
  put(frame, 1, 4, "wide 日本", styled([](Style& s) { s.background = Color::rgb(0x20, 0x30, 0x40); }));
}

void attributes(WindowContent&, terminal::Frame& frame) {
  put(frame, 0, 0, "rev", styled([](Style& s) { s.reverse = true; }));
  put(frame, 0, 4, "dim", styled([](Style& s) { s.dim = true; }));
  put(frame, 0, 8, "hid", styled([](Style& s) {
        s.hidden = true;
        s.underline = terminal::Underline::Single;
      }));
  put(frame, 1, 0, "s", styled([](Style& s) { s.underline = terminal::Underline::Single; }));
  put(frame, 1, 1, "d", styled([](Style& s) { s.underline = terminal::Underline::Double; }));
  put(frame, 1, 2, "cc", styled([](Style& s) {
        s.underline = terminal::Underline::Curly;
        s.underline_color = Color::indexed(1);
      }));
  put(frame, 1, 4, "a", styled([](Style& s) { s.underline = terminal::Underline::Dashed; }));
  put(frame, 1, 5, "k", styled([](Style& s) {
        s.strike = true;
        s.overline = true;
      }));
  put(frame, 1, 6, "i", styled([](Style& s) { s.italic = true; }));
}

void block_cursor_on_wide(WindowContent&, terminal::Frame& frame) {
  put(frame, 0, 0, "a日b");
  frame.cursor = {0, 2, true, false, terminal::CursorShape::Block};
}

void unfocused_cursor(WindowContent& content, terminal::Frame& frame) {
  put(frame, 0, 0, "abc");
  frame.cursor = {0, 1, true, false, terminal::CursorShape::Bar};
  content.focus = Focus::Unfocused;
  content.cursor_phase = CursorPhase::Hidden;
}

void bar_cursor_and_selection(WindowContent&, terminal::Frame& frame) {
  put(frame, 0, 0, "select");
  frame.selection.push_back({0, 1, 4});
  frame.cursor = {0, 5, true, false, terminal::CursorShape::Bar};
}

void tabs_and_prompt(WindowContent& content, terminal::Frame&) {
  static const TabBarModel kTabs{{{"one", "$0.10", TabBadge::Working}, {"two", "", TabBadge::None}}, 1, {}};
  static const PromptModel kPrompt{"Find", "needle", "3 of 17"};
  content.tabs = &kTabs;
  content.prompt = &kPrompt;
}

class SceneGolden : public testing::TestWithParam<Golden> {};

TEST_P(SceneGolden, IsAsReviewed) {
  terminal::Frame frame = blank_frame(24, 2);
  WindowContent content;
  content.frame = &frame;
  GetParam().fill(content, frame);
  const auto bar = content.tabs != nullptr ? TabBarVisibility::Shown : TabBarVisibility::Hidden;
  const Rect window = window_for(24, 2, kCell, kUiCell, 1.0, Theme{}, bar);
  const Theme theme;
  const Layout layout = layout_window(window.width, window.height, kCell, kUiCell, 1.0, theme, bar);
  DrawList list;
  build_scene(content, {layout, theme, kCell, kUiCell}, list);

  const auto path =
      std::filesystem::path{TABACUS_SOURCE_DIR} / "tests/render/golden" / (std::string{GetParam().name} + ".txt");
  if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr) std::ofstream{path} << scene_text(list);
  EXPECT_EQ(scene_text(list), read_file(path).value_or("(no golden file)"));
}

INSTANTIATE_TEST_SUITE_P(Scenes, SceneGolden,
                         testing::Values(Golden{"plain_text", plain_text}, Golden{"attributes", attributes},
                                         Golden{"block_cursor_on_wide", block_cursor_on_wide},
                                         Golden{"unfocused_cursor", unfocused_cursor},
                                         Golden{"bar_cursor_and_selection", bar_cursor_and_selection},
                                         Golden{"tabs_and_prompt", tabs_and_prompt}),
                         [](const auto& test) { return std::string{test.param.name}; });

/// A window of cells with an overlay in it.
struct OverlayScene {
  explicit OverlayScene(int columns, int rows) : frame{blank_frame(columns, rows)} {
    const Rect window = window_for(columns, rows, kCell, kUiCell, 1.0, theme, TabBarVisibility::Shown);
    layout = layout_window(window.width, window.height, kCell, kUiCell, 1.0, theme, TabBarVisibility::Shown);
    model.summary = {{"claude-sonnet-4-5"}, {"$0.4831", OverlayInk::Accent, true}};
    model.lines = {{.left = {{"claude-sonnet-4-5"}}, .right = {{"$0.4831", OverlayInk::Accent, true}}},
                   {.fields = {{"in", "182.3k"}, {"cached", "95%"}, {"out", "12.0k"}}},
                   {.fields = {{"calls", "3"}}}};
  }
  [[nodiscard]] SceneStyle style() const { return {layout, theme, kCell, kUiCell}; }
  [[nodiscard]] std::optional<Rect> rect() const { return overlay_rect(model, &frame, style()); }

  terminal::Frame frame;
  Theme theme;
  Layout layout;
  OverlayModel model;
};

TEST(Overlay, NeverCoversTheCursorsRowNorLeavesTheGrid) {
  for (const int columns : {10, 30, 50, 80, 200})
    for (const int rows : {1, 2, 3, 5, 6, 9, 24}) {
      OverlayScene scene{columns, rows};
      for (int row = 0; row < rows; ++row) {
        scene.frame.cursor.row = row;
        const auto rect = scene.rect();
        if (!rect) continue;
        const int top = scene.layout.cell_y(row);
        EXPECT_TRUE(rect->bottom() <= top || rect->y >= top + kCell.height) << columns << "x" << rows << " " << row;
        EXPECT_GE(rect->x, scene.layout.grid.x);
        EXPECT_GE(rect->y, scene.layout.grid.y);
        EXPECT_LE(rect->right(), scene.layout.grid.right());
        EXPECT_LE(rect->bottom(), scene.layout.grid.bottom());
      }
    }
}

/// The right edges of its texts, but for those at its left.
std::vector<int> right_edges(const OverlayScene& scene) {
  DrawList list;
  const Rect rect = *scene.rect();
  build_overlay(scene.model, scene.style(), rect, list);
  std::map<int, int> edges;  // by the line's top
  for (const TextRun& run : list.ui.runs) {
    const fonts::Cluster& last = list.clusters_of(run).back();
    int& edge = edges[run.y];
    edge = std::max(edge, run.x + (last.column + last.cells) * kUiCell.width);
  }
  std::vector<int> right;
  for (const auto& [y, edge] : edges) right.push_back(edge);
  return right;
}

/// Its edges are those of cells, which leaves room that its columns do not need.
TEST(Overlay, EndsItsLastColumnWhereItsOtherLinesEnd) {
  OverlayScene scene{100, 30};
  scene.model.lines.pop_back();
  const std::vector<int> right = right_edges(scene);
  ASSERT_EQ(right.size(), 2u);
  EXPECT_LE(std::abs(right[0] - right[1]), 1);
}

TEST(Overlay, StandsInTheUpperRightCornerWhenTheCursorIsElsewhere) {
  OverlayScene scene{100, 30};
  scene.frame.cursor.row = 29;
  ASSERT_TRUE(scene.rect());
  EXPECT_LT(scene.rect()->y, scene.layout.cell_y(2));
  EXPECT_GT(scene.rect()->right(), scene.layout.cell_x(98));
}

TEST(Overlay, CutsNoCellInHalf) {
  for (const OverlayCorner corner :
       {OverlayCorner::TopLeft, OverlayCorner::TopRight, OverlayCorner::BottomLeft, OverlayCorner::BottomRight})
    for (const int cursor : {0, 3, 15, 29}) {
      OverlayScene scene{100, 30};
      scene.model.corner = corner;
      scene.frame.cursor.row = cursor;
      const auto rect = scene.rect();
      ASSERT_TRUE(rect);
      EXPECT_EQ((rect->x - scene.layout.cell_x(0)) % kCell.width, 0);
      EXPECT_EQ((rect->y - scene.layout.cell_y(0)) % kCell.height, 0);
      EXPECT_EQ(rect->width % kCell.width, 0);
      EXPECT_EQ(rect->height % kCell.height, 0);
    }
}

TEST(Overlay, FallsBackToOneLineThenToNothing) {
  OverlayScene wide{100, 30};
  OverlayScene narrow{36, 30};
  OverlayScene tiny{12, 30};
  ASSERT_TRUE(wide.rect());
  ASSERT_TRUE(narrow.rect());
  EXPECT_LT(narrow.rect()->height, wide.rect()->height);
  EXPECT_FALSE(tiny.rect());
}

TEST(Overlay, TextStaysInsideThePanel) {
  for (const bool full : {true, false}) {
    OverlayScene scene{100, 30};
    scene.frame.cursor.row = 29;
    scene.model.size = full ? OverlaySize::Full : OverlaySize::OneLine;
    const std::string wide = full ? std::string(200, 'w') : "wide";
    scene.model.lines[0].left[0].text = wide;
    scene.model.lines[0].right.push_back({"a very long error message from upstream"});
    scene.model.lines[1].fields = {{wide, "1"}, {"in", wide}, {"a", "b"}, {"one too", "many"}};
    scene.model.lines.push_back({.left = {{"bars"}}, .bars = std::vector<float>(100, 1.0F)});
    scene.model.lines.push_back({.left = {{wide}}, .gauge = OverlayGauge{9.0F, OverlayInk::Error, 2.0F}});
    scene.model.lines.push_back({.left = {{"context"}}, .gauge = OverlayGauge{9.0F, OverlayInk::Error, 2.0F}});
    const Rect panel = *scene.rect();
    DrawList list;
    build_overlay(scene.model, scene.style(), panel, list);
    ASSERT_FALSE(list.ui.runs.empty());
    for (const TextRun& run : list.ui.runs) {
      const fonts::Cluster& last = list.clusters_of(run).back();
      EXPECT_GE(run.x, panel.x);
      EXPECT_LE(run.x + (last.column + last.cells) * kUiCell.width, panel.right());
      EXPECT_GE(run.y, panel.y);
      EXPECT_LE(run.y + kUiCell.height, panel.bottom());
    }
    for (const Quad& quad : list.ui.below) {
      EXPECT_GE(quad.rect.x, panel.x);
      EXPECT_LE(quad.rect.right(), panel.right());
    }
  }
}

TEST(Overlay, WithoutLinesIsItsSummary) {
  OverlayScene scene{100, 30};
  scene.model.lines.clear();
  scene.model.summary = {{"capture off"}};
  DrawList list;
  build_overlay(scene.model, scene.style(), *scene.rect(), list);
  EXPECT_NE(scene_text(list).find("capture off"), std::string::npos);
}

TEST(Overlay, StandsInTheCornerThatWasChosen) {
  OverlayScene scene{100, 30};
  scene.frame.cursor.row = 15;
  const Rect& grid = scene.layout.grid;
  scene.model.corner = OverlayCorner::BottomLeft;
  EXPECT_LT(scene.rect()->x, grid.x + 30);
  EXPECT_GT(scene.rect()->bottom(), grid.bottom() - 30);
  scene.model.corner = OverlayCorner::BottomRight;
  EXPECT_GT(scene.rect()->right(), grid.right() - 30);
  scene.frame.cursor.row = 29;
  EXPECT_LE(scene.rect()->bottom(), scene.layout.cell_y(29)) << "above the cursor's row";
  scene.model.corner = OverlayCorner::TopLeft;
  EXPECT_LT(scene.rect()->y, grid.y + 30);
}

TEST(Overlay, SaysInWordsAllThatItDraws) {
  OverlayScene scene{100, 30};
  EXPECT_EQ(plain_text(scene.model), "claude-sonnet-4-5  $0.4831\nin 182.3k  cached 95%  out 12.0k\ncalls 3\n");
  scene.model.size = OverlaySize::OneLine;
  EXPECT_EQ(plain_text(scene.model), "claude-sonnet-4-5  $0.4831\n");
}

TEST(Sheet, StaysInTheGrid) {
  for (const int columns : {20, 40, 100})
    for (const int rows : {2, 6, 30}) {
      OverlayScene scene{columns, rows};
      SheetModel sheet;
      sheet.title = "What to do";
      sheet.note = "3 of 17";
      sheet.input = std::string(200, 'x');
      sheet.footer = std::string(200, 'f');
      for (int i = 0; i < 40; ++i) sheet.rows.push_back({"row " + std::string(150, 'r'), "detail"});
      sheet.chosen = 1;
      for (const SheetSize size : {SheetSize::Fitting, SheetSize::Whole}) {
        sheet.size = size;
        const Rect rect = sheet_rect(sheet, scene.style());
        const Rect& grid = scene.layout.grid;
        EXPECT_GE(rect.x, grid.x);
        EXPECT_GE(rect.y, grid.y);
        EXPECT_LE(rect.right(), grid.right());
        DrawList list;
        build_sheet(sheet, scene.style(), rect, list);
        for (const TextRun& run : list.ui.runs) {
          const fonts::Cluster& last = list.clusters_of(run).back();
          EXPECT_LE(run.x + (last.column + last.cells) * kUiCell.width, rect.right());
        }
      }
    }
}

TEST(Sheet, CoversAllTextWhereItIsWhole) {
  OverlayScene scene{100, 30};
  SheetModel sheet;
  sheet.size = SheetSize::Whole;
  EXPECT_EQ(sheet_rect(sheet, scene.style()), scene.layout.grid);
}

TEST(Sheet, ShowsWhatItIsGiven) {
  OverlayScene scene{100, 30};
  SheetModel sheet;
  sheet.title = "Close this tab?";
  sheet.rows = {{"vim is running", "tab 2"}};
  sheet.footer = "Enter closes it";
  DrawList list;
  build_sheet(sheet, scene.style(), sheet_rect(sheet, scene.style()), list);
  const std::string text = scene_text(list);
  for (const char* words : {"Close this tab?", "vim is running", "tab 2", "Enter closes it"})
    EXPECT_NE(text.find(words), std::string::npos) << words;
  EXPECT_GT(sheet_room(scene.style()).rows, 10);
}

TEST(Sheet, PaintsBarsLighterThanText) {
  OverlayScene scene{100, 30};
  SheetModel sheet;
  sheet.title = "Charts";
  sheet.rows = {{"12:00 ██▌ $1", ""}};
  DrawList list;
  build_sheet(sheet, scene.style(), sheet_rect(sheet, scene.style()), list);
  std::map<char32_t, std::pair<Rgba, int>> seen;  // of the last one: its colour, its left edge
  for (const TextRun& run : list.ui.runs)
    for (const fonts::Cluster& cluster : list.clusters_of(run))
      seen[list.text[cluster.offset]] = {run.color, run.x + cluster.column * kUiCell.width};
  const Theme theme = scene.style().theme;
  EXPECT_EQ(seen[U':'].first, theme.text);
  EXPECT_EQ(seen[U'█'].first, bar_color(theme, with_alpha(theme.panel, 255)));
  EXPECT_EQ(seen[U'▌'].first, seen[U'█'].first);
  EXPECT_EQ(seen[U'$'].first, theme.text);
  EXPECT_EQ(seen[U'$'].second - seen[U':'].second, 8 * kUiCell.width) << "in its place";
}

TEST(Scene, BrokenFramesAreDrawnWithoutReadingPastThem) {
  terminal::Frame frame = blank_frame(8, 2);
  frame.cells[0].text = terminal::Cell::kClusterBit | 999;  // no such cluster
  frame.cells[1].text = U'x';
  frame.cells[1].extra = 4711;  // no such extra
  frame.clusters.push_back(std::string(100'000, 'e'));
  frame.cells[2].text = terminal::Cell::kClusterBit;
  frame.selection = {{-5, 0, 3}, {0, 6, 90}, {7, 0, 1}};
  frame.cursor = {0, 500, true, false, terminal::CursorShape::Block};
  WindowContent content;
  content.frame = &frame;
  const Theme theme;
  const Layout layout = layout_window(200, 100, kCell, kUiCell, 1.0, theme, TabBarVisibility::Hidden);
  DrawList list;
  build_scene(content, {layout, theme, kCell, kUiCell}, list);
  EXPECT_LT(list.text.size(), 100u) << "one cell's cluster is cut";
}

}  // namespace
}  // namespace tabacus::render
