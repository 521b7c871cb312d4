// A picture in the clipboard, which SDL does not hand out: saved as a file, by the desktop's own programs for that.
// Main thread; waits for them, a second or two at most.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace tabacus::app {

/// The program that writes the clipboard's PNG to its standard output, of a Wayland or an X11 desktop.
[[nodiscard]] std::vector<std::string> clipboard_image_command(bool is_wayland);

/// What `command` writes, as a file of ours alone in `directory` whose name ends in ".png". NotFound: the program is
/// not there, or there is no picture; InvalidInput: it is no PNG, or of more than 64 MiB; TimedOut: it took too long.
[[nodiscard]] Result<std::filesystem::path> save_clipboard_image(
    const std::vector<std::string>& command, const std::filesystem::path& directory,
    std::chrono::milliseconds patience = std::chrono::milliseconds{1500});

}  // namespace tabacus::app
