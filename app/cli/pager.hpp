// Shows what is longer than the screen through the user's pager, as git does.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace tabacus::app {

/// The command line of $TABACUS_PAGER, $PAGER or "less"; empty where the first of these that is set says "" or "cat".
[[nodiscard]] std::string pager_command();

/// Whether a text takes more lines than a screen of `height` by `width`.
[[nodiscard]] bool is_longer_than_screen(std::string_view text, std::size_t width, std::size_t height);

/// Runs `command` by the shell with `text` as its input and waits for it. Where it cannot run, the text goes to `out`.
void page(const std::string& command, std::string_view text, std::ostream& out);

}  // namespace tabacus::app
