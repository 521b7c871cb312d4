// A DrawList as lines of text, for golden files that people read.
#pragma once

#include <string>

#include "render/draw_list.hpp"

namespace tabacus::render {

/// One line per quad, curl and run, in the order they are drawn.
[[nodiscard]] std::string scene_text(const DrawList& list);

}  // namespace tabacus::render
