// Builds one row of the grid into a DrawList: neighbours that look alike become one run. Pure; part of the scene.
#pragma once

#include <span>

#include "render/cell_colors.hpp"
#include "render/decorations.hpp"
#include "render/scene.hpp"

namespace tabacus::render {

class RowBuilder {
 public:
  RowBuilder(const WindowContent& content, const SceneStyle& style, int row, DrawList& out);
  void build();

 private:
  /// Cells [from, to) that look alike and share a state, hence every colour and line.
  struct Stretch {
    int from = 0;
    int to = 0;
    CellState state = CellState::Plain;
    CellInk ink = CellInk::Text;
  };

  [[nodiscard]] CellState state_at(int column) const;
  [[nodiscard]] CellInk ink_at(int column) const;
  [[nodiscard]] Stretch stretch_at(int column) const;
  void add_stretch(const Stretch& stretch);
  void add_text(const Stretch& stretch, const terminal::Style& style, const CellColors& colors);
  bool append_cluster(const terminal::Cell& cell, int column);
  void add_line_cursor();

  const terminal::Frame& frame_;
  const SceneStyle& style_;
  const int row_;
  DrawList& out_;
  std::span<const terminal::Cell> cells_;
  const int y_;
  int cursor_from_ = -1;  ///< columns under the cursor; -1: it is elsewhere
  int cursor_to_ = -1;
  int selected_from_ = 0;
  int selected_to_ = 0;
  bool is_block_ = false;
  CursorLook look_ = CursorLook::Hollow;
};

}  // namespace tabacus::render
