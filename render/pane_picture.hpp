// One pane's part of the picture that the renderer keeps: what of it stands, and the rows that must be drawn again.
// Thread: the one that draws.
#pragma once

#include <vector>

#include "render/batch.hpp"
#include "render/content.hpp"
#include "render/damage.hpp"
#include "render/layout.hpp"
#include "render/scene.hpp"

namespace tabacus::render {

class PanePicture {
 public:
  /// Nothing of it stands any more.
  void forget() { is_valid_ = false; }
  /// Builds the rows of `content.frame` that differ from what stands, and those which they drag along. `scratch` is
  /// only kept for its memory. AtlasFull: glyphs are missing, and it ends there unless `accept_missing`.
  [[nodiscard]] Batcher::Outcome build(const WindowContent& content, const SceneStyle& style, Batcher& batcher,
                                       DrawList& scratch, bool accept_missing);
  /// Of the rows that were built, in order.
  [[nodiscard]] const Batch& batch() const { return batch_; }
  [[nodiscard]] int rows_built() const { return damage_.count(); }
  /// The batch is drawn: this is what stands now.
  void drawn(const WindowContent& content, const Layout& layout);

 private:
  /// How far glyphs of a row stuck out of its band when it was last drawn.
  struct Overhang {
    bool up = false;
    bool down = false;
  };

  void begin(const WindowContent& content, const Layout& layout);
  [[nodiscard]] Batcher::Outcome build_all(const WindowContent& content, const SceneStyle& style, Batcher& batcher,
                                           DrawList& scratch);
  [[nodiscard]] Batcher::Outcome build_row(const WindowContent& content, const SceneStyle& style, int row,
                                           Batcher& batcher, DrawList& scratch);

  bool is_valid_ = false;
  Layout layout_;
  int columns_ = 0;
  int rows_ = 0;
  int shift_ = 0;  // in pixels, of a view between two lines
  FrameLook look_;
  std::vector<Overhang> overhangs_;
  std::vector<Batch> row_batches_;
  RowDamage damage_{0};
  Batch batch_;
};

}  // namespace tabacus::render
