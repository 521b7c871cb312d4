// The mark at a pane's right edge that says where in the scrollback its view stands, taken by the pointer. It shows
// while the view is scrolled back. Pure; main thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/ids.hpp"
#include "render/scene.hpp"

namespace tabacus::app {

class ScrollDrag {
 public:
  /// True: the edge was pressed. Beside the mark that brings the mark there.
  bool begin(TabId pane, const terminal::Frame& frame, const render::Layout& layout, int x, int y) {
    const render::Rect mark = render::scroll_mark_rect(frame, layout);
    const bool on_edge = layout.grid.contains(x, y) && x >= layout.grid.right() - layout.padding;
    if (mark.is_empty() || !on_edge) return false;
    const bool on_mark = y >= mark.y && y < mark.bottom();
    held_ = Held{pane, layout.grid.y + (on_mark ? y - mark.y : mark.height / 2),
                 std::max(1, layout.grid.height - mark.height), frame.scrollback_lines,
                 frame.scrollback_lines - frame.scrolled_back};
    return true;
  }
  void end() { held_.reset(); }
  /// Empty: nothing is held.
  [[nodiscard]] std::optional<TabId> pane() const { return held_ ? std::optional{held_->pane} : std::nullopt; }
  /// By how many lines to scroll, towards older ones, as the pointer is at `y` now.
  [[nodiscard]] int lines_to(int y) {
    const std::int64_t wanted = (std::int64_t{y} - held_->zero) * held_->lines / held_->travel;
    const int top = static_cast<int>(std::clamp<std::int64_t>(wanted, 0, held_->lines));
    const int lines = held_->top - top;
    held_->top = top;
    return lines;
  }

 private:
  struct Held {
    TabId pane;
    int zero;    // where the pointer is when the oldest line is the first in sight
    int travel;  // from there to the live end
    int lines;   // of the scrollback
    int top;     // the first one in sight
  };
  std::optional<Held> held_;
};

}  // namespace tabacus::app
