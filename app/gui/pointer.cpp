#include "app/gui/pointer.hpp"

#include <SDL.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tabacus::app {
namespace {

using terminal::MouseButton;

MouseButton button_of(int sdl) {
  switch (sdl) {
    case SDL_BUTTON_LEFT:
      return MouseButton::Left;
    case SDL_BUTTON_MIDDLE:
      return MouseButton::Middle;
    case SDL_BUTTON_RIGHT:
      return MouseButton::Right;
    case SDL_BUTTON_X1:
      return MouseButton::Back;
    case SDL_BUTTON_X2:
      return MouseButton::Forward;
    default:
      return MouseButton::None;
  }
}

MouseButton lowest_held(std::uint32_t mask) {
  for (const int button : {SDL_BUTTON_LEFT, SDL_BUTTON_MIDDLE, SDL_BUTTON_RIGHT})
    if ((mask & static_cast<std::uint32_t>(SDL_BUTTON(button))) != 0) return button_of(button);
  return MouseButton::None;
}

terminal::Modifiers held_modifiers() {
  const auto held = SDL_GetModState();
  return {.shift = (held & KMOD_SHIFT) != 0,
          .alt = (held & KMOD_ALT) != 0,
          .control = (held & KMOD_CTRL) != 0,
          .super = (held & KMOD_GUI) != 0};
}

struct Pixel {
  int x;
  int y;
};

Pixel to_pixel(int x, int y, double ratio) {
  return {static_cast<int>(std::lround(x * ratio)), static_cast<int>(std::lround(y * ratio))};
}

terminal::MouseEvent event_at(render::CellPoint cell, Pixel pixel, const render::Layout& layout) {
  terminal::MouseEvent event;
  event.row = cell.row;
  event.column = cell.column;
  event.pixel_x = std::max(0, pixel.x - layout.cell_x(0));
  event.pixel_y = std::max(0, pixel.y - layout.cell_y(0));
  event.modifiers = held_modifiers();
  return event;
}

}  // namespace

std::optional<PointerInput> Pointer::button(const SDL_MouseButtonEvent& event, const render::Layout& layout,
                                            double pixel_ratio) {
  const Pixel pixel = to_pixel(event.x, event.y, pixel_ratio);
  const auto mask = static_cast<std::uint32_t>(SDL_BUTTON(event.button));
  const bool is_press = event.type == SDL_MOUSEBUTTONDOWN;
  // A drag that began in the grid ends there, wherever the pointer is by then.
  const auto cell = layout.cell_at(pixel.x, is_press ? pixel.y : std::max(pixel.y, layout.grid.y));
  const bool is_ours = is_press ? layout.grid.contains(pixel.x, pixel.y) : (held_ & mask) != 0;
  if (!cell || !is_ours) return std::nullopt;
  held_ = is_press ? held_ | mask : held_ & ~mask;
  last_cell_ = *cell;
  PointerInput input{event_at(*cell, pixel, layout), event.clicks};
  input.event.action = is_press ? terminal::MouseAction::Press : terminal::MouseAction::Release;
  input.event.button = button_of(event.button);
  return input;
}

std::optional<PointerInput> Pointer::motion(const SDL_MouseMotionEvent& event, const render::Layout& layout,
                                            double pixel_ratio) {
  const Pixel pixel = to_pixel(event.x, event.y, pixel_ratio);
  if (held_ == 0 && !layout.grid.contains(pixel.x, pixel.y)) return std::nullopt;
  const auto cell = layout.cell_at(pixel.x, std::max(pixel.y, layout.grid.y));
  if (!cell || cell == last_cell_) return std::nullopt;
  last_cell_ = *cell;
  PointerInput input{event_at(*cell, pixel, layout), 1};
  input.event.action = terminal::MouseAction::Motion;
  input.event.button = lowest_held(held_);
  return input;
}

std::optional<WheelTurn> Pointer::wheel(const SDL_MouseWheelEvent& event, const render::Layout& layout,
                                        double pixel_ratio) {
  const Pixel pixel = to_pixel(event.mouseX, event.mouseY, pixel_ratio);
  const auto cell = layout.cell_at(pixel.x, pixel.y);
  if (!cell) return std::nullopt;
  const float direction = event.direction == SDL_MOUSEWHEEL_FLIPPED ? -1.0F : 1.0F;
  const float lines = event.preciseY * direction * static_cast<float>(lines_per_notch_);
  notch_rest_ += event.preciseY * direction;
  line_rest_ += lines;
  part_rest_ += lines * static_cast<float>(terminal::kLineParts);
  const auto take_whole = [](float& rest) {
    const float whole = std::trunc(rest);
    rest -= whole;
    return static_cast<int>(whole);
  };
  WheelTurn turn;
  turn.lines = take_whole(line_rest_);
  turn.input.where = event_at(*cell, pixel, layout);
  turn.input.notches = std::abs(take_whole(notch_rest_));
  turn.input.parts = take_whole(part_rest_);
  if (wheel_motion_ == WheelMotion::Lines) turn.input.parts = turn.lines * terminal::kLineParts;
  if (turn.input.parts == 0 && turn.input.notches == 0) return std::nullopt;
  return turn;
}

}  // namespace tabacus::app
