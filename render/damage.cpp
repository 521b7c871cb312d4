#include "render/damage.hpp"

#include <numeric>

namespace tabacus::render {
namespace {

bool same_cursor(const FrameLook& a, const FrameLook& b) {
  return a.cursor.row == b.cursor.row && a.cursor.column == b.cursor.column && a.cursor.visible == b.cursor.visible &&
         a.cursor.shape == b.cursor.shape && a.focus == b.focus && a.cursor_phase == b.cursor_phase;
}

bool same_palette(const FrameLook& a, const FrameLook& b) {
  return a.palette == b.palette && a.reverse_screen == b.reverse_screen;
}

bool holds(const std::vector<terminal::SelectedSpan>& spans, const terminal::SelectedSpan& wanted) {
  return std::ranges::any_of(spans, [&](const terminal::SelectedSpan& span) {
    return span.row == wanted.row && span.first == wanted.first && span.last == wanted.last;
  });
}

void mark_missing(const std::vector<terminal::SelectedSpan>& from, const std::vector<terminal::SelectedSpan>& in,
                  RowDamage& damage) {
  for (const terminal::SelectedSpan& span : from)
    if (!holds(in, span)) damage.mark(span.row);
}

}  // namespace

void RowDamage::mark(int row) {
  if (row >= 0 && row < rows()) rows_[static_cast<std::size_t>(row)] = 1;
}

bool RowDamage::any() const { return std::ranges::find(rows_, 1) != rows_.end(); }

int RowDamage::count() const { return std::accumulate(rows_.begin(), rows_.end(), 0); }

FrameLook look_of(const WindowContent& content) {
  const terminal::Frame& frame = *content.frame;
  return {frame.cursor, frame.palette, frame.selection, frame.reverse_screen, content.focus, content.cursor_phase};
}

void mark_difference(const FrameLook& before, const FrameLook& now, RowDamage& damage) {
  if (!same_palette(before, now)) return damage.mark_all();
  if (!same_cursor(before, now)) {
    damage.mark(before.cursor.row);
    damage.mark(now.cursor.row);
  }
  mark_missing(before.selection, now.selection, damage);
  mark_missing(now.selection, before.selection, damage);
}

}  // namespace tabacus::render
