// A Terminal with ears, and its screen as text: what most tests of the terminal look at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "terminal/host.hpp"
#include "terminal/screen.hpp"
#include "terminal/terminal.hpp"

namespace tabacus::testing_support {

class RecordingHost : public terminal::Host {
 public:
  void reply(std::string_view bytes) override { replies.append(bytes); }
  void title_changed(std::string_view title) override { titles.emplace_back(title); }
  void bell() override { ++bells; }
  void copy_to_clipboard(std::string_view text) override { copies.emplace_back(text); }
  void working_directory_changed(std::string_view path) override { directories.emplace_back(path); }

  void notified(const terminal::Notification& notification) override { notifications.push_back(notification); }
  void progress_changed() override { ++progress_changes; }
  void program_status_changed() override { ++status_changes; }
  void prompt_returned() override { ++prompts; }

  std::string replies;
  std::vector<terminal::Notification> notifications;
  int progress_changes = 0;
  int status_changes = 0;
  int prompts = 0;
  std::vector<std::string> titles;
  std::vector<std::string> copies;
  std::vector<std::string> directories;
  int bells = 0;
};

/// The text of a line, trailing blanks cut.
inline std::string text_of(const terminal::Screen& screen, const std::vector<terminal::Cell>& cells) {
  std::string text;
  for (const terminal::Cell& cell : cells) {
    if (cell.width == 0) continue;
    if (cell.is_cluster()) {
      text += screen.clusters()[cell.cluster_index()];
    } else {
      append_utf8(text, cell.text == 0 ? U' ' : cell.text);
    }
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

struct Probe {
  explicit Probe(terminal::Size size = {20, 4}, terminal::TerminalOptions options = {})
      : terminal{size, host, std::move(options)} {}

  Probe& feed(std::string_view bytes) {
    terminal.feed(bytes);
    return *this;
  }
  [[nodiscard]] const terminal::Screen& screen() const { return terminal.screen(); }
  [[nodiscard]] std::string row(int index) const {
    const terminal::Line& line = screen().line(index);
    return text_of(screen(), {line.cells.get(), line.cells.get() + line.used});
  }
  [[nodiscard]] std::string history_row(int index) const {
    std::vector<terminal::Cell> cells;
    screen().history().read(index, cells);
    return text_of(screen(), cells);
  }
  /// All rows, each ended by '|'.
  [[nodiscard]] std::string rows() const {
    std::string text;
    for (int index = 0; index < screen().rows(); ++index) text += row(index) + '|';
    return text;
  }
  [[nodiscard]] terminal::Style style_at(int row, int column) const {
    return screen().style_of(screen().line(row).at(column));
  }
  /// "row,column", with '+' when a wrap is pending.
  [[nodiscard]] std::string cursor() const {
    const terminal::Cursor& at = screen().cursor();
    return std::to_string(at.row) + ',' + std::to_string(at.column) + (at.pending_wrap ? "+" : "");
  }
  /// What was replied since the last call.
  std::string take_replies() { return std::exchange(host.replies, {}); }

  RecordingHost host;
  terminal::Terminal terminal;
};

}  // namespace tabacus::testing_support
