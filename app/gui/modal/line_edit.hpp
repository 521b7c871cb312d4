// One line of text that is typed: what the keys of a modal do to it. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "terminal/key_encoder.hpp"

namespace tabacus::app {

class LineEdit {
 public:
  static constexpr std::size_t kMaxBytes = 1000;

  explicit LineEdit(std::string text = {}) : text_{std::move(text)} {}

  [[nodiscard]] const std::string& text() const { return text_; }

  void insert(std::string_view text) {
    const std::string safe = display_safe(text);
    text_ += cut_utf8(safe, kMaxBytes - std::min(kMaxBytes, text_.size()));
  }

  /// True: the text changed.
  bool key(const terminal::KeyPress& key) {
    const std::string before = text_;
    if (key.key == terminal::Key::Backspace)
      key.modifiers.control || key.modifiers.alt ? remove_word() : remove_character();
    else if (key.key == terminal::Key::Character && key.modifiers.control)
      key.code_point == U'u' ? text_.clear() : key.code_point == U'w' ? remove_word() : void();
    else if (!key.modifiers.alt && !key.modifiers.super)
      insert(key.text);
    return text_ != before;
  }

 private:
  void remove_character() {
    while (!text_.empty() && (static_cast<unsigned char>(text_.back()) & 0xC0) == 0x80) text_.pop_back();
    if (!text_.empty()) text_.pop_back();
  }
  void remove_word() {
    while (!text_.empty() && text_.back() == ' ') remove_character();
    while (!text_.empty() && text_.back() != ' ') remove_character();
  }

  std::string text_;
};

}  // namespace tabacus::app
