// How large an X11 display wants text to be: SDL 2 does not ask. Main thread.
#pragma once

#include <optional>
#include <string_view>

namespace tabacus::app {

/// Xft.dpi / 96 of $DISPLAY's resources, as desktops set it; 1 where nobody did, or where there is no libX11.
[[nodiscard]] double x11_scale();

/// The resource database is lines of "name:\tvalue". Empty: it has no Xft.dpi, or none between 24 and 960. Pure.
[[nodiscard]] std::optional<double> dpi_of_resources(std::string_view resources);

}  // namespace tabacus::app
