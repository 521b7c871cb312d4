// A line along the lower edge in which one thing is typed: a tab's name. Main thread.
#pragma once

#include <functional>
#include <string>

#include "app/gui/modal/line_edit.hpp"
#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

class LinePrompt final : public Modal {
 public:
  LinePrompt(std::string label, std::string text, std::function<void(const std::string&)> take)
      : label_{std::move(label)}, line_{std::move(text)}, take_{std::move(take)} {}

  ModalStep key(const terminal::KeyPress& key) override {
    if (key.key == terminal::Key::Escape) return closes();
    if (key.key == terminal::Key::Enter || key.key == terminal::Key::KeypadEnter)
      return closes([take = take_, text = line_.text()] { take(text); });
    line_.key(key);
    return stays();
  }
  void typed(std::string_view text) override { line_.insert(text); }
  [[nodiscard]] std::optional<render::PromptModel> prompt() const override {
    return render::PromptModel{label_, line_.text(), "Enter takes it · Esc leaves it"};
  }

 private:
  const std::string label_;
  LineEdit line_;
  const std::function<void(const std::string&)> take_;
};

}  // namespace tabacus::app
