// What is to be drawn, in device pixels from the window's upper left corner: rectangles and runs of text, in two
// layers. No GL here, so that a scene is tested as text. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fonts/metrics.hpp"
#include "render/color.hpp"
#include "render/layout.hpp"

namespace tabacus::render {

struct Quad {
  Rect rect;
  Rgba color;
  int radius = 0;  ///< of rounded corners
};

enum class TypeRole : std::uint8_t { Grid, Ui };  ///< which FontSet of the Typography

/// Clusters [first, first + count) of the list, in one style and colour.
struct TextRun {
  int x = 0;  ///< of the first cell's upper left corner
  int y = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  Rgba color;
  Rgba behind;  ///< what it stands on: decides the weight of its antialiased edges
  fonts::FaceStyle style = fonts::FaceStyle::Regular;
  TypeRole role = TypeRole::Grid;
};

/// A curly underline below `cells` cells.
struct Curl {
  int x = 0;
  int y = 0;  ///< of the row
  int cells = 1;
  Rgba color;
};

/// Drawn in this order: quads below, curls, text, quads above.
struct Layer {
  std::vector<Quad> below;
  std::vector<Curl> curls;
  std::vector<TextRun> runs;
  std::vector<Quad> above;
};

struct DrawList {
  Layer grid;
  Layer ui;
  std::u32string text;
  std::vector<fonts::Cluster> clusters;  ///< offsets are into `text`, columns count from their run's start

  [[nodiscard]] std::span<const fonts::Cluster> clusters_of(const TextRun& run) const {
    return std::span{clusters}.subspan(run.first, run.count);
  }
  /// Empties everything, keeps the memory.
  void clear() {
    for (Layer* layer : {&grid, &ui}) {
      layer->below.clear();
      layer->curls.clear();
      layer->runs.clear();
      layer->above.clear();
    }
    text.clear();
    clusters.clear();
  }
};

}  // namespace tabacus::render
