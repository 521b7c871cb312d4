// The colours that programs may ask for and change: 256 indexed ones, foreground, background, cursor. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/frame.hpp"

namespace tabacus::terminal {

/// xterm's 256 colours; the first 16 chosen to be read on a dark ground.
[[nodiscard]] FramePalette default_palette();

/// X11's forms, as 0xRRGGBB: "#rgb" to "#rrrrggggbbbb"; "rgb:r/g/b" with one to four digits each; "rgbi:r/g/b", linear
/// intensities from 0 to 1; "CIEXYZ:", "CIExyY:", "CIEuvY:", "CIELab:", "CIELuv:" with three numbers each, taken to
/// sRGB under D65 and cut to what that has. Not X11's names of colours, nor TekHVC.
[[nodiscard]] std::optional<std::uint32_t> parse_color(std::string_view text);

/// "rgb:rrrr/gggg/bbbb", as replies have it.
[[nodiscard]] std::string color_reply(std::uint32_t rgb);

/// Mode 2031's question: is the ground darker than the text?
[[nodiscard]] bool is_dark(const FramePalette& palette);

}  // namespace tabacus::terminal
