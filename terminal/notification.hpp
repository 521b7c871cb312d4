// What a program wants the user to notice (OSC 9, 99, 777), and how far it is (OSC 9;4). Pure values; text is a
// program's, bounded and display-safe.
#pragma once

#include <cstdint>
#include <string>

namespace tabacus::terminal {

struct Notification {
  std::string title;  ///< "" when the program gave none
  std::string body;
  friend bool operator==(const Notification&, const Notification&) = default;
};

enum class ProgressKind : std::uint8_t { None, Normal, Error, Indeterminate, Paused };

struct Progress {
  ProgressKind kind = ProgressKind::None;
  int percent = 0;  ///< 0 to 100; nothing to show for None and Indeterminate
  friend bool operator==(const Progress&, const Progress&) = default;
};

}  // namespace tabacus::terminal
