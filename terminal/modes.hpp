// Every mode a program can set, in one struct, and their numbers. Pure.
#pragma once

#include <array>
#include <string_view>

namespace tabacus::terminal {

struct Modes {
  // ANSI
  bool keyboard_locked = false;  ///< KAM 2: keys send nothing
  bool insert = false;           ///< IRM 4
  bool no_local_echo = true;     ///< SRM 12: reset, what is typed shows without the program
  bool newline = false;          ///< LNM 20: a line feed also returns, Enter sends CR LF
  // DEC private
  bool ansi = true;                    ///< DECANM 2: reset, only a VT52's sequences are understood
  bool application_cursor = false;     ///< DECCKM 1
  bool wide_columns = false;           ///< DECCOLM 3: 132 columns are asked for; the window keeps those it has
  bool reverse_screen = false;         ///< DECSCNM 5
  bool origin = false;                 ///< DECOM 6
  bool autowrap = true;                ///< DECAWM 7
  bool mouse_x10 = false;              ///< 9: presses only
  bool cursor_blink = false;           ///< 12
  bool cursor_visible = true;          ///< DECTCEM 25
  bool allow_wide_columns = false;     ///< 40: DECCOLM does something
  bool more_fix = false;               ///< 41: a tab behind a full line goes on in the next
  bool national_sets = false;          ///< DECNRCM 42: national replacement character sets may be designated
  bool reverse_wrap = false;           ///< 45: going left from the first column leads into the line above
  bool application_keypad = false;     ///< DECNKM 66, DECKPAM, DECKPNM
  bool backarrow_backspace = false;    ///< DECBKM 67: the Backspace key sends BS, not DEL
  bool left_right_margins = false;     ///< DECLRMM 69
  bool keep_screen = false;            ///< DECNCSM 95: DECCOLM leaves the text
  bool mouse_buttons = false;          ///< 1000: presses and releases
  bool mouse_drag = false;             ///< 1002: and motion while a button is held
  bool mouse_motion = false;           ///< 1003: and all motion
  bool focus_reports = false;          ///< 1004
  bool mouse_sgr = false;              ///< 1006
  bool alternate_scroll = true;        ///< 1007: the wheel sends arrow keys on the alternate screen
  bool mouse_urxvt = false;            ///< 1015
  bool mouse_sgr_pixels = false;       ///< 1016
  bool extended_reverse_wrap = false;  ///< 1045: as 45, into any line, and from the first into the last
  bool bracketed_paste = false;        ///< 2004
  bool synchronized_output = false;    ///< 2026
  bool color_scheme_reports = false;   ///< 2031
  bool resize_reports = false;         ///< 2048

  [[nodiscard]] bool wants_mouse() const { return mouse_x10 || mouse_buttons || mouse_drag || mouse_motion; }
};

/// A mode that is nothing but a flag; those that act when set are in sequences/modes.cpp.
struct ModeNumber {
  int number;
  bool Modes::*flag;
  std::string_view doc;
};

inline constexpr std::array kAnsiModes = std::to_array<ModeNumber>({
    {2, &Modes::keyboard_locked, "KAM: keys send nothing, until the shell is back"},
    {4, &Modes::insert, "IRM: what is printed moves the rest of the line"},
    {12, &Modes::no_local_echo, "SRM: reset, what is typed shows without the program, until the shell is back"},
    {20, &Modes::newline, "LNM: a line feed also returns, Enter sends CR LF"},
});

inline constexpr std::array kPrivateModes = std::to_array<ModeNumber>({
    {1, &Modes::application_cursor, "DECCKM: arrow keys send SS3"},
    {2, &Modes::ansi, "DECANM: reset, the terminal is a VT52 until ESC <"},
    {3, &Modes::wide_columns, "DECCOLM: where 40 allows it, clears the screen; the window keeps its columns"},
    {5, &Modes::reverse_screen, "DECSCNM: light and dark change places"},
    {6, &Modes::origin, "DECOM: positions count from the margins"},
    {7, &Modes::autowrap, "DECAWM: text goes on in the next line"},
    {9, &Modes::mouse_x10, "mouse: presses"},
    {12, &Modes::cursor_blink, "the cursor blinks"},
    {25, &Modes::cursor_visible, "DECTCEM: the cursor is shown"},
    {40, &Modes::allow_wide_columns, "DECCOLM is heard"},
    {41, &Modes::more_fix, "more(1) fix: a tab behind a full line goes on in the next"},
    {42, &Modes::national_sets, "DECNRCM: national replacement character sets may be designated"},
    {45, &Modes::reverse_wrap, "going left from the first column leads into the line above, where that wrapped"},
    {66, &Modes::application_keypad, "DECNKM: keypad keys send SS3"},
    {67, &Modes::backarrow_backspace, "DECBKM: Backspace sends BS"},
    {69, &Modes::left_right_margins, "DECLRMM: CSI s sets left and right margins"},
    {95, &Modes::keep_screen, "DECNCSM: DECCOLM leaves the text"},
    {1000, &Modes::mouse_buttons, "mouse: presses and releases"},
    {1002, &Modes::mouse_drag, "mouse: also motion while a button is held"},
    {1003, &Modes::mouse_motion, "mouse: also all motion"},
    {1004, &Modes::focus_reports, "focus in and out are reported"},
    {1006, &Modes::mouse_sgr, "mouse reports as CSI < numbers"},
    {1007, &Modes::alternate_scroll, "the wheel sends arrow keys on the alternate screen"},
    {1015, &Modes::mouse_urxvt, "mouse reports as CSI numbers M"},
    {1016, &Modes::mouse_sgr_pixels, "mouse reports as CSI < numbers, in pixels"},
    {1045, &Modes::extended_reverse_wrap, "as 45, into any line, and from the region's first into its last"},
    {2004, &Modes::bracketed_paste, "what is pasted comes in brackets"},
    {2026, &Modes::synchronized_output, "synchronized output: no picture until it ends, at most 150 ms"},
    {2031, &Modes::color_scheme_reports, "a change between dark and light is reported"},
    {2048, &Modes::resize_reports, "changes of size are reported"},
});

/// Known modes that never change here; DECRQM answers "permanently".
struct FixedMode {
  int number;
  bool is_set;
};
inline constexpr std::array kFixedAnsiModes = std::to_array<FixedMode>({
    {1, false},
    {3, false},
    {5, false},
    {7, false},
    {10, false},
    {11, false},
    {13, false},
    {14, false},
    {15, false},
    {16, false},
    {17, false},
    {18, false},
    {19, false},
});
/// Smooth scrolling (4), key repeat (8), printing (18, 19), highlight tracking (1001), UTF-8 mouse
/// (1005), Alt sends ESC (1036, 1039).
inline constexpr std::array kFixedPrivateModes = std::to_array<FixedMode>({
    {4, false},
    {8, true},
    {18, false},
    {19, false},
    {1001, false},
    {1005, false},
    {1036, true},
    {1039, true},
});

/// Modes that do something instead of being remembered; DECRQM answers them too.
inline constexpr std::array kActingModes = std::to_array<ModeNumber>({
    {47, nullptr, "alternate screen"},
    {1047, nullptr, "alternate screen, cleared when it goes"},
    {1048, nullptr, "save and restore the cursor"},
    {1049, nullptr, "save the cursor, alternate screen, cleared"},
    {2027, nullptr, "grapheme clusters: always on"},
});

}  // namespace tabacus::terminal
