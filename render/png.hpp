// Pictures to PNG files' bytes: eight bits a channel, RGBA. Pure. Source: W3C PNG, third edition.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"

namespace tabacus::render {

/// `rgba` holds width * height * 4 bytes from the upper left corner. InvalidInput: the sizes disagree.
[[nodiscard]] Result<std::string> encode_png(int width, int height, std::span<const std::uint8_t> rgba);

}  // namespace tabacus::render
