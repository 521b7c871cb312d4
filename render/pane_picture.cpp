#include "render/pane_picture.hpp"

#include <utility>

namespace tabacus::render {

void PanePicture::begin(const WindowContent& content, const Layout& layout) {
  const terminal::Frame& frame = *content.frame;
  if (layout_ != layout || frame.rows != rows_ || frame.columns != columns_) is_valid_ = false;
  damage_ = RowDamage{frame.rows};
  if (!is_valid_) {
    overhangs_.assign(static_cast<std::size_t>(frame.rows), {});
    row_batches_.resize(static_cast<std::size_t>(frame.rows));
    return damage_.mark_all();
  }
  for (std::size_t row = 0; row < frame.damaged.size(); ++row)
    if (frame.damaged[row] != 0) damage_.mark(static_cast<int>(row));
  mark_difference(look_, look_of(content), damage_);
  // Between two lines no row has a place of its own.
  const int shift = glide_shift(frame, layout);
  if (shift != shift_ || (shift > 0 && damage_.any())) damage_.mark_all();
}

Batcher::Outcome PanePicture::build_all(const WindowContent& content, const SceneStyle& style, Batcher& batcher,
                                        DrawList& scratch) {
  batch_.clear();
  if (!damage_.any()) return Batcher::Outcome::Complete;
  scratch.clear();
  build_gliding_rows(content, style, scratch);
  return batcher.append(scratch, scratch.grid, batch_);
}

/// Rows are dragged along whose glyphs reach into a damaged one, and those that a damaged one reaches into.
Batcher::Outcome PanePicture::build(const WindowContent& content, const SceneStyle& style, Batcher& batcher,
                                    DrawList& scratch, bool accept_missing) {
  begin(content, style.layout);
  if (glide_shift(*content.frame, style.layout) > 0) return build_all(content, style, batcher, scratch);
  std::vector<std::uint8_t> built(static_cast<std::size_t>(damage_.rows()), 0);
  for (bool grew = true; grew;) {
    grew = false;
    for (int row = 0; row < damage_.rows(); ++row) {
      if (!damage_.contains(row) || built[static_cast<std::size_t>(row)] != 0) continue;
      built[static_cast<std::size_t>(row)] = 1;
      if (build_row(content, style, row, batcher, scratch) == Batcher::Outcome::AtlasFull && !accept_missing)
        return Batcher::Outcome::AtlasFull;
      grew = true;
    }
  }
  batch_.clear();
  for (int row = 0; row < damage_.rows(); ++row)
    if (damage_.contains(row)) batch_.append(row_batches_[static_cast<std::size_t>(row)]);
  return Batcher::Outcome::Complete;
}

Batcher::Outcome PanePicture::build_row(const WindowContent& content, const SceneStyle& style, int row,
                                        Batcher& batcher, DrawList& scratch) {
  const auto index = static_cast<std::size_t>(row);
  scratch.clear();
  render::build_row(content, style, row, scratch);
  Batch& batch = row_batches_[index];
  batch.clear();
  const auto outcome = batcher.append(scratch, scratch.grid, batch);
  const Rect band = style.layout.band(row, damage_.rows());
  const Overhang before = std::exchange(overhangs_[index], {batch.ink_top<band.y, batch.ink_bottom> band.bottom()});
  if (before.up || overhangs_[index].up) damage_.mark(row - 1);
  if (before.down || overhangs_[index].down) damage_.mark(row + 1);
  if (row > 0 && overhangs_[index - 1].down) damage_.mark(row - 1);
  if (row + 1 < damage_.rows() && overhangs_[index + 1].up) damage_.mark(row + 1);
  return outcome;
}

void PanePicture::drawn(const WindowContent& content, const Layout& layout) {
  layout_ = layout;
  rows_ = content.frame->rows;
  columns_ = content.frame->columns;
  shift_ = glide_shift(*content.frame, layout);
  look_ = look_of(content);
  is_valid_ = true;
}

}  // namespace tabacus::render
