// Screen: the tables of clusters, links and extras that cells point into, and the sweep that frees what no cell uses.
#include <functional>

#include "terminal/screen.hpp"

namespace tabacus::terminal {
namespace {

/// A sweep that leaves less than this part free is not repeated for kMissesBeforeNextSweep misses, so that a program
/// with more clusters than numbers costs marks and not time.
constexpr std::size_t kWorthwhilePart = 16;
constexpr int kMissesBeforeNextSweep = 4096;

}  // namespace

std::size_t LinkHash::operator()(const Link& link) const {
  const std::hash<std::string> hash;
  return hash(link.uri) * 31 + hash(link.id);
}

std::size_t CellExtraHash::operator()(const CellExtra& extra) const {
  const std::uint64_t bits = extra.underline_color.bits() | std::uint64_t{extra.link} << 32;
  return static_cast<std::size_t>((bits * 0x9E3779B97F4A7C15u) >> 16);
}

void Screen::make_pen_cell() {
  Cell cell;
  set_look(cell, pen_);
  cell.is_protected = is_pen_protected_;
  const CellExtra extra{pen_.underline_color, pen_link_};
  if (!(extra == CellExtra{})) cell.extra = number_of(extra);
  pen_cell_ = cell;
  is_pen_cell_made_ = true;
}

/// Each link keeps a number that no underline colour can take from it.
std::uint16_t Screen::number_of(const CellExtra& extra) {
  std::uint32_t number = extras_.find_or_add(extra, kMaxLinks);
  if (number == extras_.kNone) {
    sweep_tables();
    number = extras_.find_or_add(extra, kMaxLinks);
  }
  if (number == extras_.kNone) number = extras_.find_or_add({Color{}, extra.link});
  return number == extras_.kNone ? std::uint16_t{0} : static_cast<std::uint16_t>(number);
}

std::uint32_t Screen::number_of(const std::string& cluster) {
  const std::uint32_t number = clusters_.find_or_add(cluster);
  if (number != InternTable<std::string>::kNone) return number;
  sweep_tables();
  return clusters_.find_or_add(cluster);
}

void Screen::set_link(const Link& link) {
  pen_link_ = 0;
  is_pen_cell_made_ = false;
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
  extras_.begin_sweep();
  clusters_.begin_sweep();
  links_.begin_sweep();
  mark_grid(primary_);
  mark_grid(alternate_);
  history_.visit_cells([this](const Cell& cell) { mark_cell(cell); });
  transcript_.visit_cells([this](const Cell& cell) { mark_cell(cell); });
  Cell held;  // what the next glyph may still use
  held.text = last_.cell_text;
  held.extra = is_pen_cell_made_ ? pen_cell_.extra : std::uint16_t{0};
  mark_cell(held);
  links_.mark(pen_link_);
  extras_.end_sweep();
  clusters_.end_sweep();
  joined_ = {};
  unshared_bytes_ = 0;
  for (const std::string& cluster : clusters_.values())
    if (cluster.size() > kMaxSharedCluster) unshared_bytes_ += cluster.size();
  links_.end_sweep();
  const auto freed_little = [](const auto& table, std::size_t reserved) {
    return table.room() < reserved + table.capacity() / kWorthwhilePart;
  };
  if (freed_little(extras_, kMaxLinks) || freed_little(clusters_, 0) || freed_little(links_, 0))
    sweeps_to_skip_ = kMissesBeforeNextSweep;
}

void Screen::mark_cell(const Cell& cell) {
  extras_.mark(cell.extra);
  links_.mark(extras_[cell.extra].link);
  if (cell.is_cluster()) clusters_.mark(cell.cluster_index());
}

void Screen::mark_grid(const Grid& grid) {
  for (int row = 0; row < grid.rows(); ++row) {
    const Line& line = grid.line(row);
    for (int column = 0; column < line.used; ++column) mark_cell(line.cells[static_cast<std::size_t>(column)]);
  }
}

}  // namespace tabacus::terminal
