// A yes or a no, asked in the window. Enter is yes, with Control where nobody asked for the question; Escape is no.
// Main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

struct QuestionText {
  std::string title;
  std::vector<std::string> lines;  ///< display-safe
  std::string yes;                 ///< "close them": what Enter does
  std::string no = "leave it";
  render::SheetInk ink = render::SheetInk::Plain;  ///< of the lines
  bool is_unasked = false;  ///< it may come between a command and its Enter, which must not say yes
};

class Question final : public Modal {
 public:
  Question(QuestionText text, std::function<void()> yes, std::function<void()> no = {})
      : text_{std::move(text)}, yes_{std::move(yes)}, no_{std::move(no)} {}

  ModalStep key(const terminal::KeyPress& key) override {
    const bool is_enter = key.key == terminal::Key::Enter || key.key == terminal::Key::KeypadEnter;
    if (is_enter && (!text_.is_unasked || key.modifiers.control)) return closes(yes_);
    if (key.key == terminal::Key::Escape) return closes(no_);
    return stays();
  }

  [[nodiscard]] std::optional<render::SheetModel> sheet(render::SheetRoom room) override {
    render::SheetModel sheet;
    sheet.title = text_.title;
    for (const std::string& line : text_.lines) {
      if (static_cast<int>(sheet.rows.size()) >= room.rows) break;
      sheet.rows.push_back({line, "", text_.ink});
    }
    sheet.footer = (text_.is_unasked ? "Ctrl+Enter: " : "Enter: ") + text_.yes + " · Esc: " + text_.no;
    return sheet;
  }

 private:
  const QuestionText text_;
  const std::function<void()> yes_;
  const std::function<void()> no_;
};

}  // namespace tabacus::app
