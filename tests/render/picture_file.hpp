// Pictures as files, for golden tests: reads what render/png.cpp writes, and no other PNG.
#pragma once

#include <optional>
#include <string>

#include "render/renderer.hpp"

namespace tabacus::render {

/// Nothing when the text is not such a file.
[[nodiscard]] std::optional<Picture> decode_png(const std::string& png);

/// How far two pictures of one size are apart.
struct PictureDifference {
  int largest = 0;  ///< of any channel of any pixel
  int pixels = 0;   ///< that differ at all
};
[[nodiscard]] PictureDifference difference(const Picture& a, const Picture& b);

}  // namespace tabacus::render
