// A recording of terminal output to the screen it leaves, as JSON: for tests, bug reports and comparison with other
// terminals. Pure: same bytes, same text. `tabacus replay` prints it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "terminal/options.hpp"

namespace tabacus::terminal {

/// The window changed when `offset` bytes had been read.
struct ReplayResize {
  std::size_t offset = 0;
  Size size;
};

struct ReplayOptions {
  Size size = {};
  int scrollback_lines = 10'000;
  std::string name_and_version = "tabacus";
  bool answers_checksums = false;          ///< as TerminalOptions
  std::vector<ReplayResize> resizes = {};  ///< in the order of their offsets
};

/// One object: cols, rows, lines (trailing blanks cut), attrs ([row, column, length, {...}] runs that are not plain:
/// fg, bg and ul are "d", a palette index or "#rrggbb"), wrapped (rows that go on in the next), cursor, alt, title,
/// scrollback_lines, replies_base64. InvalidInput: a size out of range, offsets that go back or past the end.
[[nodiscard]] Result<std::string> replay_json(const ReplayOptions& options, std::string_view bytes);

}  // namespace tabacus::terminal
