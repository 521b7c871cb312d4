// SDL's mouse events to cells and to what the tab's thread decides on: a report to the program, or our selection.
// Main thread.
#pragma once

#include <cstdint>
#include <optional>

#include "app/tabs/tab_message.hpp"
#include "render/layout.hpp"

struct SDL_MouseButtonEvent;
struct SDL_MouseMotionEvent;
struct SDL_MouseWheelEvent;

namespace tabacus::app {

enum class WheelMotion : std::uint8_t {
  Smooth,  ///< by as much as the wheel or touchpad says
  Lines,   ///< by whole lines
};

struct WheelTurn {
  WheelInput input;
  int lines = 0;  ///< whole ones, for what has no smaller steps
};

class Pointer {
 public:
  /// A press or release over the grid, or a release after a press there. Empty: not the grid's.
  [[nodiscard]] std::optional<PointerInput> button(const SDL_MouseButtonEvent& event, const render::Layout& layout,
                                                   double pixel_ratio);
  /// Empty: outside the grid, or within the cell of the last motion.
  [[nodiscard]] std::optional<PointerInput> motion(const SDL_MouseMotionEvent& event, const render::Layout& layout,
                                                   double pixel_ratio);
  /// What is left over of a line's parts and of a notch counts towards the next event.
  [[nodiscard]] std::optional<WheelTurn> wheel(const SDL_MouseWheelEvent& event, const render::Layout& layout,
                                               double pixel_ratio);
  void set_wheel(WheelMotion motion, int lines_per_notch) {
    wheel_motion_ = motion;
    lines_per_notch_ = lines_per_notch;
  }

 private:
  std::uint32_t held_ = 0;  // buttons pressed over the grid, as SDL's mask
  std::optional<render::CellPoint> last_cell_;
  WheelMotion wheel_motion_ = WheelMotion::Smooth;
  int lines_per_notch_ = 3;
  float part_rest_ = 0;
  float line_rest_ = 0;
  float notch_rest_ = 0;
};

}  // namespace tabacus::app
