// Screen: the tables of styles, clusters and links that cells point into, and the sweep that frees what no cell uses.
#include <functional>

#include "terminal/screen.hpp"

namespace tabacus::terminal {
namespace {

/// A sweep that leaves less than this part free is not repeated for as many misses, so that a program with more styles
/// than numbers costs colours and not time.
constexpr std::size_t kWorthwhilePart = 16;

}  // namespace

std::size_t LinkHash::operator()(const Link& link) const {
  const std::hash<std::string> hash;
  return hash(link.uri) * 31 + hash(link.id);
}

StyleId Screen::number_of(const Style& style) {
  std::uint32_t number = styles_.number_of(style);
  if (number == StyleTable::kNone) {
    sweep_tables();
    number = styles_.number_of(style);
  }
  if (number == StyleTable::kNone) number = styles_.number_of_coarse(style);
  return number == StyleTable::kNone ? StyleId{0} : static_cast<StyleId>(number);
}

std::uint32_t Screen::number_of(const std::string& cluster) {
  const std::uint32_t number = clusters_.find_or_add(cluster);
  if (number != InternTable<std::string>::kNone) return number;
  sweep_tables();
  return clusters_.find_or_add(cluster);
}

void Screen::set_link(const Link& link) {
  pen_link_ = 0;
  if (link.uri.empty()) return;
  std::uint32_t number = links_.find_or_add(link);
  if (number == InternTable<Link, LinkHash>::kNone) {
    sweep_tables();
    number = links_.find_or_add(link);
  }
  if (number != InternTable<Link, LinkHash>::kNone) pen_link_ = static_cast<std::uint16_t>(number);
}

void Screen::sweep_tables() {
  if (sweeps_to_skip_ > 0) {
    --sweeps_to_skip_;
    return;
  }
  styles_.begin_sweep();
  clusters_.begin_sweep();
  links_.begin_sweep();
  mark_grid(primary_);
  mark_grid(alternate_);
  history_.visit_cells([this](const Cell& cell) { mark_cell(cell); });
  Cell held;  // what the next glyph may still use
  held.text = last_.cell_text;
  held.link = pen_link_;
  held.style = is_pen_interned_ ? pen_style_ : StyleId{0};
  mark_cell(held);
  styles_.end_sweep();
  styles_.forget_cached();
  clusters_.end_sweep();
  links_.end_sweep();
  const auto freed_little = [](const auto& table, std::size_t reserved) {
    return table.room() < reserved + table.capacity() / kWorthwhilePart;
  };
  if (freed_little(styles_, StyleTable::kReserved) || freed_little(clusters_, 0) || freed_little(links_, 0))
    sweeps_to_skip_ = static_cast<int>(styles_.capacity() / kWorthwhilePart);
}

void Screen::mark_cell(const Cell& cell) {
  styles_.mark(cell.style);
  links_.mark(cell.link);
  if (cell.is_cluster()) clusters_.mark(cell.cluster_index());
}

void Screen::mark_grid(const Grid& grid) {
  for (int row = 0; row < grid.rows(); ++row) {
    const Line& line = grid.line(row);
    for (int column = 0; column < line.used; ++column) mark_cell(line.cells[static_cast<std::size_t>(column)]);
  }
}

}  // namespace tabacus::terminal
