// A list to choose from by typing a part of what is meant: the palette, the tabs, the keys. Main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/gui/modal/line_edit.hpp"
#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

struct ListItem {
  std::string text;
  std::string detail = {};
  render::SheetInk ink = render::SheetInk::Plain;
  std::function<void()> run = {};  ///< chosen; empty: there is nothing to do
};

/// How well what was typed names a text: higher is better. Empty: not at all. Letters in order, in any case; those at
/// the start of words and those side by side count more.
[[nodiscard]] std::optional<int> match_score(std::string_view typed, std::string_view text);

class ListSheet final : public Modal {
 public:
  ListSheet(std::string title, std::vector<ListItem> items);

  ModalStep key(const terminal::KeyPress& key) override;
  void typed(std::string_view text) override;
  [[nodiscard]] std::optional<render::SheetModel> sheet(render::SheetRoom room) override;
  bool scrolled(int lines) override;

 private:
  void filter();
  void move(int by);

  const std::string title_;
  const std::vector<ListItem> items_;
  LineEdit typed_;
  std::vector<std::size_t> shown_;  // indexes of items_, best first
  std::size_t chosen_ = 0;          // of shown_
  std::size_t first_ = 0;           // of shown_, at the top of the sheet
  int page_ = 10;                   // rows in sight when last drawn
};

}  // namespace tabacus::app
