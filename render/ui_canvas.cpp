#include "render/ui_canvas.hpp"

namespace tabacus::render {

void append_text(DrawList& list, Layer& layer, TextRun run, std::string_view utf8) {
  const fonts::TextCells cells = fonts::split_cells(utf8);
  const auto base = static_cast<std::uint32_t>(list.text.size());
  run.first = static_cast<std::uint32_t>(list.clusters.size());
  run.count = static_cast<std::uint32_t>(cells.clusters.size());
  list.text += cells.text;
  for (fonts::Cluster cluster : cells.clusters) {
    cluster.offset += base;
    list.clusters.push_back(cluster);
  }
  if (run.count > 0) layer.runs.push_back(run);
}

int UiCanvas::text(int x, int y, std::string_view utf8, Rgba color, Rgba behind, fonts::FaceStyle style) {
  TextRun run;
  run.x = x;
  run.y = y;
  run.color = color;
  run.behind = behind;
  run.style = style;
  run.role = TypeRole::Ui;
  append_text(list_, list_.ui, run, utf8);
  return width_of(utf8);
}

int UiCanvas::text_before(int right, int y, std::string_view utf8, Rgba color, Rgba behind, fonts::FaceStyle style) {
  const int x = right - width_of(utf8);
  text(x, y, utf8, color, behind, style);
  return x;
}

}  // namespace tabacus::render
