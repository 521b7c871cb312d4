// Every mode a program can set, in one struct, and their numbers. Pure.
#pragma once

#include <array>

namespace tabacus::terminal {

struct Modes {
  // ANSI
  bool insert = false;   ///< IRM 4
  bool newline = false;  ///< LNM 20: a line feed also returns, Enter sends CR LF
  // DEC private
  bool application_cursor = false;    ///< DECCKM 1
  bool reverse_screen = false;        ///< DECSCNM 5
  bool origin = false;                ///< DECOM 6
  bool autowrap = true;               ///< DECAWM 7
  bool mouse_x10 = false;             ///< 9: presses only
  bool cursor_blink = false;          ///< 12
  bool cursor_visible = true;         ///< DECTCEM 25
  bool application_keypad = false;    ///< DECNKM 66, DECKPAM, DECKPNM
  bool mouse_buttons = false;         ///< 1000: presses and releases
  bool mouse_drag = false;            ///< 1002: and motion while a button is held
  bool mouse_motion = false;          ///< 1003: and all motion
  bool focus_reports = false;         ///< 1004
  bool mouse_sgr = false;             ///< 1006
  bool alternate_scroll = true;       ///< 1007: the wheel sends arrow keys on the alternate screen
  bool mouse_sgr_pixels = false;      ///< 1016
  bool bracketed_paste = false;       ///< 2004
  bool synchronized_output = false;   ///< 2026
  bool color_scheme_reports = false;  ///< 2031
  bool resize_reports = false;        ///< 2048

  [[nodiscard]] bool wants_mouse() const { return mouse_x10 || mouse_buttons || mouse_drag || mouse_motion; }
};

/// A mode that is nothing but a flag; those that act when set are in sequences/modes.cpp.
struct ModeNumber {
  int number;
  bool Modes::*flag;
};

inline constexpr std::array kAnsiModes = std::to_array<ModeNumber>({{4, &Modes::insert}, {20, &Modes::newline}});

inline constexpr std::array kPrivateModes = std::to_array<ModeNumber>({
    {1, &Modes::application_cursor},
    {5, &Modes::reverse_screen},
    {6, &Modes::origin},
    {7, &Modes::autowrap},
    {9, &Modes::mouse_x10},
    {12, &Modes::cursor_blink},
    {25, &Modes::cursor_visible},
    {66, &Modes::application_keypad},
    {1000, &Modes::mouse_buttons},
    {1002, &Modes::mouse_drag},
    {1003, &Modes::mouse_motion},
    {1004, &Modes::focus_reports},
    {1006, &Modes::mouse_sgr},
    {1007, &Modes::alternate_scroll},
    {1016, &Modes::mouse_sgr_pixels},
    {2004, &Modes::bracketed_paste},
    {2026, &Modes::synchronized_output},
    {2031, &Modes::color_scheme_reports},
    {2048, &Modes::resize_reports},
});

}  // namespace tabacus::terminal
