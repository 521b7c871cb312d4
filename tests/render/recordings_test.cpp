// The strongest test of damage: whatever programs print, cut every 4 KiB, the picture that was brought up to date row
// by row equals the one that is drawn from nothing, byte for byte. What agents recorded, what the terminal's own
// fixtures hold, and streams of random sequences; with cursor, selection, scrolling, widgets and sizes changing
// meanwhile.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/terminal.hpp"
#include "tests/render/renderer_fixture.hpp"
#include "tests/support/terminal_probe.hpp"
#include "tests/support/vt_escapes.hpp"

namespace tabacus::render {
namespace {

using testing_support::RecordingHost;
using testing_support::unescaped;

constexpr std::size_t kStep = 4096;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::filesystem::path fixtures() { return std::filesystem::path{TABACUS_SOURCE_DIR} / "tests/fixtures"; }

std::vector<std::string> recording_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{fixtures() / "vt_recordings"})
    names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

/// A terminal, the renderer that follows it, and another that draws each picture from nothing.
class Follower : public RendererTest {
 protected:
  void follow(int columns, int rows) {
    terminal_ = std::make_unique<terminal::Terminal>(terminal::Size{columns, rows}, host_);
    frame_ = {};
    renderer_ = make(font(), columns, rows);
    whole_ = make(font(), columns, rows);
    ASSERT_NE(renderer_, nullptr);
    ASSERT_NE(whole_, nullptr);
  }

  /// False, and the test has failed, when the two pictures differ.
  bool pictures_are_equal(const std::string& where) {
    terminal_->copy_to(frame_);
    draw(frame_);
    whole_->invalidate();
    whole_->draw(content_);
    const Picture whole = whole_->read_pixels();
    if (whole.rgba == picture_.rgba) return true;
    keep_picture(picture_, "incremental");
    keep_picture(whole, "whole");
    ADD_FAILURE() << "the pictures differ " << where << ", first in row " << first_difference(whole);
    return false;
  }

  [[nodiscard]] int first_difference(const Picture& whole) const {
    const auto differs = std::ranges::mismatch(whole.rgba, picture_.rgba).in1 - whole.rgba.begin();
    const Layout now = renderer_->layout(TabBarVisibility::Shown);
    return (static_cast<int>(differs) / 4 / whole.width - now.cell_y(0)) / now.cell_height;
  }

  RecordingHost host_;
  std::unique_ptr<terminal::Terminal> terminal_;
  std::unique_ptr<Renderer> whole_;
  terminal::Frame frame_;
};

class Recordings : public Follower, public testing::WithParamInterface<std::string> {};

TEST_P(Recordings, GiveTheSamePictureByPartsAndWhole) {
  const std::string bytes = bytes_of(fixtures() / "vt_recordings" / (GetParam() + ".raw"));
  ASSERT_GT(bytes.size(), 1000U);
  ASSERT_NO_FATAL_FAILURE(follow(100, 30));
  for (std::size_t at = 0; at < bytes.size(); at += kStep) {
    terminal_->feed(std::string_view{bytes}.substr(at, kStep));
    if (!pictures_are_equal("before byte " + std::to_string(at + kStep))) return;
  }
  keep_picture(picture_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Agents, Recordings, testing::ValuesIn(recording_names()),
                         [](const auto& test) { return test.param; });

/// Each of the terminal's fixtures on top of the one before: what is left over of one must not show in the next.
TEST_F(Follower, FixturesOfTheTerminalGiveTheSamePictureByPartsAndWhole) {
  ASSERT_NO_FATAL_FAILURE(follow(40, 12));
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator{fixtures() / "vt"}) folders.push_back(entry.path());
  std::ranges::sort(folders);
  ASSERT_GT(folders.size(), 50U);
  for (const auto& folder : folders) {
    terminal_->feed(unescaped(bytes_of(folder / "in.txt")));
    if (!pictures_are_equal("after " + folder.filename().string())) return;
  }
}

/// Sequences that change the screen in every way a row can change, in random order.
std::string random_output(std::mt19937& random, int columns, int rows) {
  const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  static const std::vector<std::string> kTexts{"plain text ", "日本語 wide ", "🦊👩‍👧‍👦❤️ ",
                                               "é̂Z͑͑͑͑͑͑͑͑ tall ",    "x̱̱̱̱̱̱̱ deep ",      "│├┼╬═╗",
                                               "gjpqy_ÂÅ ",   "█▀▄▌▐░▒▓",     "\uE0B0\uE0B4",
                                               "⠁⠃⠇⡇⣇",       "🬀🬞𜴀", "\t\r\n\v"};
  std::string out;
  for (int i = 0; i < 12; ++i) {
    switch (below(16)) {
      case 0:
        out += fmt::format("\x1b[{};{}H", 1 + below(rows), 1 + below(columns));
        break;
      case 1:
        out += fmt::format("\x1b[{}m", below(110));
        break;
      case 2:
        out += fmt::format("\x1b[48;2;{};{};{}m\x1b[4:{}m", below(256), below(256), below(256), below(6));
        break;
      case 3:
        out += fmt::format("\x1b[{}{}", below(3), "JK"[below(2)]);
        break;
      case 4:
        out += fmt::format("\x1b[{}{}", 1 + below(4), "LMPXST@"[below(7)]);
        break;
      case 5:
        out += fmt::format("\x1b[{};{}r", 1 + below(rows - 1), rows - below(2));
        break;
      case 6:
        out +=
            fmt::format("\x1b[?{}{}", std::vector{5, 7, 25, 1049}[static_cast<std::size_t>(below(4))], "hl"[below(2)]);
        break;
      case 7:
        out += fmt::format("\x1b]4;{};#{:02x}{:02x}{:02x}\x1b\\", below(16), below(256), below(256), below(256));
        break;
      case 8:
        out += fmt::format("\x1b[{} q", below(7));
        break;
      case 9:
        out += "\x1b[m\n\n";
        break;
      default:
        out += kTexts[static_cast<std::size_t>(below(static_cast<int>(kTexts.size())))];
    }
  }
  return out;
}

TEST_F(Follower, RandomOutputUnderChangingWidgetsGivesTheSamePictureByPartsAndWhole) {
  constexpr int kWide = 48;
  constexpr int kHigh = 14;
  ASSERT_NO_FATAL_FAILURE(follow(kWide, kHigh));
  std::mt19937 random{20'261'121};
  const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  OverlayModel overlay = busy_overlay();
  for (int step = 0; step < 150; ++step) {
    terminal_->feed(random_output(random, kWide, kHigh));
    switch (below(8)) {
      case 0:
        terminal_->begin_selection(below(kHigh), below(kWide), terminal::SelectBy::Character);
        terminal_->extend_selection(below(kHigh), below(kWide));
        break;
      case 1:
        below(2) > 0 ? terminal_->scroll_view(below(9) - 4) : terminal_->glide_view(below(9000) - 4500);
        break;
      case 2:
        content_.overlay = below(2) > 0 ? &overlay : nullptr;
        break;
      case 3:
        overlay.lines[1].fields[2].value = below(2) > 0 ? "1" : "2";
        break;
      case 4:
        content_.preedit = below(2) > 0 ? "にほん" : "";
        break;
      case 5:
        content_.cursor_phase = below(2) > 0 ? CursorPhase::Shown : CursorPhase::Hidden;
        break;
      case 6:
        content_.focus = below(2) > 0 ? Focus::Focused : Focus::Unfocused;
        break;
      default:
        break;
    }
    if (!pictures_are_equal("after step " + std::to_string(step))) return;
  }
}

TEST_F(Follower, AWindowThatChangesItsSizeMeanwhileIsTheSameByPartsAndWhole) {
  ASSERT_NO_FATAL_FAILURE(follow(48, 14));
  std::mt19937 random{7};
  const Picture first = renderer_->read_pixels();
  for (int step = 0; step < 12; ++step) {
    const int columns = 20 + step * 3;
    const int rows = 6 + step % 5;
    const Layout now = renderer_->layout(TabBarVisibility::Shown);
    const int width = columns * now.cell_width + 2 * now.padding + step % now.cell_width;
    const int height = now.grid.y + rows * now.cell_height + 2 * now.padding;
    ASSERT_TRUE(renderer_->resize(width, height));
    ASSERT_TRUE(whole_->resize(width, height));
    // The program hears of it later: for a while the frame has another size than the window.
    for (const bool resized : {false, true}) {
      if (resized) terminal_->resize({columns, rows});
      terminal_->feed(random_output(random, columns, rows));
      if (!pictures_are_equal("at " + std::to_string(columns) + "x" + std::to_string(rows))) return;
    }
  }
  EXPECT_NE(renderer_->read_pixels().width, first.width);
}

}  // namespace
}  // namespace tabacus::render
