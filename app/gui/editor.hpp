// Which program opens a place in a file, and how it is told the line. Pure but for the environment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tabacus::app {

/// `configured`, else $VISUAL, $EDITOR, vi.
[[nodiscard]] std::string editor_program(const std::string& configured);

/// The words that open `file` there; `line` and `column` count from 1, 0 is not said. An editor of several words
/// ("code --wait") keeps them.
[[nodiscard]] std::vector<std::string> editor_command(std::string_view editor, const std::string& file, int line,
                                                      int column);

}  // namespace tabacus::app
