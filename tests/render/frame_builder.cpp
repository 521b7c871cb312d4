#include "tests/render/frame_builder.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace tabacus::render {
namespace {

constexpr std::array<std::uint32_t, 16> kAnsi{0x1D2026, 0xE06C75, 0x98C379, 0xE5C07B, 0x61AFEF, 0xC678DD,
                                              0x56B6C2, 0xABB2BF, 0x5C6370, 0xFF7A85, 0xB5E890, 0xF0D197,
                                              0x7CC3FF, 0xDDA0F0, 0x70D8E5, 0xE6EAF0};

terminal::Cell styled(terminal::Frame& frame, const terminal::Style& style) {
  terminal::Cell cell;
  set_look(cell, style);
  const terminal::CellExtra extra{style.underline_color};
  const auto known = std::ranges::find(frame.extras, extra);
  cell.extra = static_cast<std::uint16_t>(known - frame.extras.begin());
  if (known == frame.extras.end()) frame.extras.push_back(extra);
  return cell;
}

char32_t text_of(terminal::Frame& frame, std::u32string_view cluster) {
  if (cluster.size() == 1) return cluster.front();
  std::string utf8;
  for (const char32_t c : cluster) append_utf8(utf8, c);
  frame.clusters.push_back(utf8);
  return terminal::Cell::kClusterBit | static_cast<char32_t>(frame.clusters.size() - 1);
}

}  // namespace

terminal::Frame blank_frame(int columns, int rows) {
  terminal::Frame frame;
  frame.columns = columns;
  frame.rows = rows;
  frame.cells.resize(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  frame.extras.emplace_back();
  frame.cursor.visible = false;
  std::ranges::copy(kAnsi, frame.palette.indexed.begin());
  damage_all(frame);
  return frame;
}

int put(terminal::Frame& frame, int row, int column, std::string_view utf8, const terminal::Style& style) {
  const fonts::TextCells split = fonts::split_cells(utf8);
  const terminal::Cell look = styled(frame, style);
  const auto row_start = static_cast<std::size_t>(row * frame.columns);
  for (const fonts::Cluster& cluster : split.clusters) {
    if (column + cluster.cells > frame.columns) break;
    auto* cell = &frame.cells[row_start + static_cast<std::size_t>(column)];
    const auto text = std::u32string_view{split.text}.substr(cluster.offset, cluster.length);
    cell[0] = look;
    cell[0].text = text == U" " ? 0 : text_of(frame, text);
    cell[0].set_width(cluster.cells);
    if (cluster.cells == 2) {
      cell[1] = look;
      cell[1].set_width(0);
    }
    column += cluster.cells;
  }
  if (static_cast<std::size_t>(row) < frame.damaged.size()) frame.damaged[static_cast<std::size_t>(row)] = 1;
  return column;
}

void damage_all(terminal::Frame& frame) { frame.damaged.assign(static_cast<std::size_t>(frame.rows), 1); }
void damage_none(terminal::Frame& frame) { frame.damaged.assign(static_cast<std::size_t>(frame.rows), 0); }

}  // namespace tabacus::render
