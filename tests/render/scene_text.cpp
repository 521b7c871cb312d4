#include "tests/render/scene_text.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace tabacus::render {
namespace {

std::string color_text(Rgba color) {
  const std::string hex = fmt::format("#{:02x}{:02x}{:02x}", color.r, color.g, color.b);
  return color.a == 255 ? hex : fmt::format("{}/{}", hex, color.a);
}

std::string quad_text(const char* kind, const Quad& quad) {
  const Rect& r = quad.rect;
  const std::string radius = quad.radius > 0 ? fmt::format(" radius {}", quad.radius) : "";
  return fmt::format("{} {},{} {}x{} {}{}\n", kind, r.x, r.y, r.width, r.height, color_text(quad.color), radius);
}

/// The run's clusters, blanks where columns lie between them.
std::string run_text(const DrawList& list, const TextRun& run) {
  std::string text;
  int column = 0;
  for (const fonts::Cluster& cluster : list.clusters_of(run)) {
    for (; column < cluster.column; ++column) text += ' ';
    for (const char32_t c : std::u32string_view{list.text}.substr(cluster.offset, cluster.length)) append_utf8(text, c);
    column += cluster.cells;
  }
  constexpr const char* kStyles[] = {"", " bold", " italic", " bold italic"};
  return fmt::format("text {},{} {}{} \"{}\"\n", run.x, run.y, color_text(run.color),
                     kStyles[static_cast<std::size_t>(run.style)], text);
}

std::string layer_text(const DrawList& list, const Layer& layer) {
  std::string out;
  for (const Quad& quad : layer.below) out += quad_text("quad", quad);
  for (const Curl& curl : layer.curls)
    out += fmt::format("curl {},{} {} cells {}\n", curl.x, curl.y, curl.cells, color_text(curl.color));
  for (const TextRun& run : layer.runs) out += run_text(list, run);
  for (const Quad& quad : layer.above) out += quad_text("over", quad);
  return out;
}

}  // namespace

std::string scene_text(const DrawList& list) {
  return fmt::format("grid\n{}ui\n{}", layer_text(list, list.grid), layer_text(list, list.ui));
}

}  // namespace tabacus::render
