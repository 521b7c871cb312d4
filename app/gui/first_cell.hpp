// What a cell measured when a window was last opened: with it programs start before the font is found and the display
// is reached, which together take more than half of a start. They hear of another size as of any resize.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "app/gui/window.hpp"
#include "fonts/metrics.hpp"

namespace tabacus::app {

/// As getenv.
using Variables = std::function<const char*(const char* name)>;

/// Empty: no window was opened with that font yet, or the file says nothing sensible.
[[nodiscard]] std::optional<PixelSize> remembered_cell(const std::filesystem::path& directory,
                                                       const fonts::FontOptions& font);

/// Writes only what is new. Where it cannot, the next start waits for its font.
void remember_cell(const std::filesystem::path& directory, const fonts::FontOptions& font, PixelSize cell);

/// A display's server takes connections, so that a window may be expected: no program should start where it cannot be
/// seen. Asked without the display's library; false also of servers on other machines.
[[nodiscard]] bool display_answers(const Variables& variable);

}  // namespace tabacus::app
