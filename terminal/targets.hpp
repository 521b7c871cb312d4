// What in a line can be opened: URLs and places in files ("src/main.cpp:12:5"). Pure. Text is a program's: who opens it
// shows it first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tabacus::terminal {

enum class TargetKind : std::uint8_t { Url, File };

struct Target {
  TargetKind kind = TargetKind::Url;
  std::string text;       ///< the URL, or the path as written
  int line = 0;           ///< of a file, from 1; 0: not said
  int column = 0;         ///< of a file, from 1; 0: not said
  std::size_t first = 0;  ///< where it stands, [first, last)
  std::size_t last = 0;
};

/// The target that covers `index`. http, https, ftp, file and mailto are URLs; a path has a slash or a suffix (and then
/// a line number, "(12,5)" included), and no blanks. Punctuation and closing brackets at its end belong to the
/// sentence.
[[nodiscard]] std::optional<Target> target_at(std::u32string_view line, std::size_t index);

}  // namespace tabacus::terminal
