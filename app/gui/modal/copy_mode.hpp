// Moving and selecting by keys, as in vi: h j k l, w b e, 0 ^ $, g G, H M L, Ctrl with d u f b, { } to prompts, v V and
// Ctrl+V, y copies. The cursor is ours; the selection is the tab's. Main thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

class CopyMode final : public Modal {
 public:
  explicit CopyMode(std::function<void(TabMessage)> send) : send_{std::move(send)} {}

  ModalStep key(const terminal::KeyPress& key) override;
  void dismissed() override { send_(ClearSelection{}); }
  [[nodiscard]] std::optional<render::PromptModel> prompt() const override;
  bool decorate(terminal::Frame& frame) override;

 private:
  [[nodiscard]] const std::u32string& line() const;
  [[nodiscard]] char32_t at(int column) const;
  [[nodiscard]] int last_of_line() const;
  void move_rows(int by);
  void move_to_word(bool forward, bool to_end);
  void mark(terminal::SelectBy by);
  ModalStep motion(char32_t letter);
  ModalStep control_motion(char32_t letter);
  void moved();

  const std::function<void(TabMessage)> send_;
  std::vector<std::u32string> rows_;  // what the view showed last, a code point per cell
  int columns_ = 1;
  int back_ = 0;       // lines above the live screen, as last drawn
  int most_back_ = 0;  // that there are
  std::optional<int> row_;
  int column_ = 0;
  std::optional<terminal::SelectBy> marks_;
};

}  // namespace tabacus::app
