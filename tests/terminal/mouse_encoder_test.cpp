// Mouse reports: which events a mode lets through, and how they are written.
#include "terminal/mouse_encoder.hpp"

#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

constexpr MouseEvent kPress{.action = MouseAction::Press, .button = MouseButton::Left, .row = 2, .column = 4};
constexpr MouseEvent kRelease{.action = MouseAction::Release, .button = MouseButton::Left, .row = 2, .column = 4};
constexpr MouseEvent kDrag{.action = MouseAction::Motion, .button = MouseButton::Left, .row = 3, .column = 4};
constexpr MouseEvent kHover{.action = MouseAction::Motion, .button = MouseButton::None, .row = 3, .column = 5};
constexpr MouseEvent kWheel{.action = MouseAction::Press, .button = MouseButton::WheelDown, .row = 0, .column = 0};

TEST(MouseEncoder, TellsOnlyWhatWasAskedFor) {
  const auto told = [](const Modes& modes) {
    std::string kinds;
    if (!encode_mouse(kPress, modes).empty()) kinds += 'p';
    if (!encode_mouse(kRelease, modes).empty()) kinds += 'r';
    if (!encode_mouse(kDrag, modes).empty()) kinds += 'd';
    if (!encode_mouse(kHover, modes).empty()) kinds += 'h';
    return kinds;
  };
  EXPECT_EQ(told({}), "");
  EXPECT_EQ(told({.mouse_x10 = true}), "p");
  EXPECT_EQ(told({.mouse_buttons = true}), "pr");
  EXPECT_EQ(told({.mouse_drag = true}), "prd");
  EXPECT_EQ(told({.mouse_motion = true}), "prdh");
}

TEST(MouseEncoder, WritesSgrReports) {
  const Modes modes{.mouse_motion = true, .mouse_sgr = true};
  EXPECT_EQ(encode_mouse(kPress, modes), "\x1B[<0;5;3M");
  EXPECT_EQ(encode_mouse(kRelease, modes), "\x1B[<0;5;3m");
  EXPECT_EQ(encode_mouse(kDrag, modes), "\x1B[<32;5;4M");
  EXPECT_EQ(encode_mouse(kHover, modes), "\x1B[<35;6;4M");
  EXPECT_EQ(encode_mouse(kWheel, modes), "\x1B[<65;1;1M");
  MouseEvent event = kPress;
  event.modifiers = {.shift = true, .control = true};
  event.column = 500;
  EXPECT_EQ(encode_mouse(event, modes), "\x1B[<20;501;3M");
}

TEST(MouseEncoder, WritesPixels) {
  MouseEvent event = kPress;
  event.pixel_x = 40;
  event.pixel_y = 33;
  EXPECT_EQ(encode_mouse(event, {.mouse_buttons = true, .mouse_sgr_pixels = true}), "\x1B[<0;41;34M");
}

TEST(MouseEncoder, WritesOldReportsWhereTheyFit) {
  const Modes modes{.mouse_buttons = true};
  EXPECT_EQ(encode_mouse(kPress, modes), "\x1B[M %#");
  EXPECT_EQ(encode_mouse(kRelease, modes), "\x1B[M#%#");
  MouseEvent far = kPress;
  far.column = 223;
  EXPECT_EQ(encode_mouse(far, modes), "");
}

TEST(TerminalMouse, TellsMotionWithinACellOnce) {
  Probe probe;
  probe.feed("\x1B[?1003h\x1B[?1006h");
  EXPECT_NE(probe.terminal.encode_mouse(kHover), "");
  EXPECT_EQ(probe.terminal.encode_mouse(kHover), "");
}

TEST(TerminalMouse, TurnsTheWheelIntoArrowsOnTheAlternateScreen) {
  Probe probe;
  EXPECT_EQ(probe.terminal.encode_mouse(kWheel), "");
  probe.feed("\x1B[?1049h");
  EXPECT_EQ(probe.terminal.encode_mouse(kWheel), "\x1B[B\x1B[B\x1B[B");
  probe.feed("\x1B[?1007l");
  EXPECT_EQ(probe.terminal.encode_mouse(kWheel), "");
  probe.feed("\x1B[?1000h\x1B[?1006h");
  EXPECT_EQ(probe.terminal.encode_mouse(kWheel), "\x1B[<65;1;1M");
}

}  // namespace
}  // namespace tabacus::terminal
