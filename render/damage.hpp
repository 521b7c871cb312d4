// Which rows of the grid must be drawn again: what the terminal says changed, and what else makes a row look different
// from the picture that stands. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "render/scene.hpp"

namespace tabacus::render {

class RowDamage {
 public:
  explicit RowDamage(int rows) : rows_(static_cast<std::size_t>(std::max(rows, 0)), 0) {}

  void mark(int row);
  void mark_all() { std::fill(rows_.begin(), rows_.end(), 1); }
  [[nodiscard]] bool contains(int row) const { return rows_[static_cast<std::size_t>(row)] != 0; }
  [[nodiscard]] bool any() const;
  [[nodiscard]] int count() const;
  [[nodiscard]] int rows() const { return static_cast<int>(rows_.size()); }

 private:
  std::vector<std::uint8_t> rows_;
};

/// The parts of a frame that are no cells and yet colour rows.
struct FrameLook {
  terminal::FrameCursor cursor;
  terminal::FramePalette palette;
  std::vector<terminal::SelectedSpan> selection;
  bool reverse_screen = false;
  Focus focus = Focus::Focused;
  CursorPhase cursor_phase = CursorPhase::Shown;
};

[[nodiscard]] FrameLook look_of(const WindowContent& content);

/// Marks the rows in which two looks differ.
void mark_difference(const FrameLook& before, const FrameLook& now, RowDamage& damage);

}  // namespace tabacus::render
