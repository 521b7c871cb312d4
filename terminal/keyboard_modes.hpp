// How much detail about keys the program asked for: the kitty keyboard protocol's flags, one stack per screen
// (sw.kovidgoyal.net/kitty/keyboard-protocol), and xterm's modifyOtherKeys. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tabacus::terminal {

struct KittyFlags {
  static constexpr std::uint8_t kDisambiguate = 1;
  static constexpr std::uint8_t kEventTypes = 2;
  static constexpr std::uint8_t kAlternateKeys = 4;
  static constexpr std::uint8_t kAllKeys = 8;
  static constexpr std::uint8_t kText = 16;
  static constexpr std::uint8_t kAll = 31;
};

class KittyStack {
 public:
  [[nodiscard]] std::uint8_t flags() const { return entries_[top_]; }
  void set(std::uint8_t flags) { entries_[top_] = flags & KittyFlags::kAll; }
  void push(std::uint8_t flags) {
    if (top_ + 1 == entries_.size()) {  // full: the oldest goes
      for (std::size_t i = 1; i < entries_.size(); ++i) entries_[i - 1] = entries_[i];
    } else {
      ++top_;
    }
    set(flags);
  }
  void pop(int count) {
    for (; count > 0 && top_ > 0; --count) entries_[top_--] = 0;
    if (count > 0) entries_[0] = 0;
  }

 private:
  std::array<std::uint8_t, 17> entries_{};
  std::size_t top_ = 0;
};

struct KeyboardModes {
  std::array<KittyStack, 2> kitty;     ///< by ScreenKind
  std::uint8_t modify_other_keys = 0;  ///< 0, 1 or 2
};

}  // namespace tabacus::terminal
