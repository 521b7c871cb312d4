// Modes: SM, RM, DECSET, DECRST, DECRQM, XTSAVE, XTRESTORE, keypad. Flags are listed in terminal/modes.hpp; here is
// what some of them do when they change.
#include <fmt/format.h>

#include "terminal/sequences/modes.hpp"
#include "terminal/sequences/sequence.hpp"
#include "terminal/sequences/vt52.hpp"
#include "terminal/sequences/window_ops.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kAnsi = 2;
constexpr int kColumns = 3;
constexpr int kOrigin = 6;
constexpr int kMousePresses = 9;
constexpr int kOldAlternate = 47;
constexpr int kMouseButtons = 1000;
constexpr int kMouseDrag = 1002;
constexpr int kMouseMotion = 1003;
constexpr int kAlternate = 1047;
constexpr int kSaveCursor = 1048;
constexpr int kSaveAndAlternate = 1049;
constexpr int kLeftRightMargins = 69;
constexpr int kSynchronizedOutput = 2026;
constexpr int kGraphemeClusters = 2027;
constexpr int kResizeReports = 2048;

bool Modes::*flag_of(std::span<const ModeNumber> modes, int number) {
  for (const ModeNumber& mode : modes)
    if (mode.number == number) return mode.flag;
  return nullptr;
}

void set_alternate(Screen& screen, int number, bool on) {
  if (number == kSaveAndAlternate && on) screen.save_cursor();
  const bool leaves = !on && screen.kind() == ScreenKind::Alternate;
  screen.switch_to(on ? ScreenKind::Alternate : ScreenKind::Primary);
  if (number == kSaveAndAlternate && on) screen.erase_display(EraseFrom::All, Erasing::All);
  if (number == kAlternate && leaves) screen.clear_alternate();
  if (number == kSaveAndAlternate && !on) screen.restore_cursor();
}

/// DECCOLM, whichever way: what xterm does beside resizing its window, which is the user's here.
void begin_columns(Screen& screen) {
  screen.modes().left_right_margins = false;
  screen.reset_margins();
  if (!screen.modes().keep_screen) screen.erase_display(EraseFrom::All, Erasing::All);
  screen.move_to(0, 0);
}

/// What is told of the mouse is one choice, whose last one holds: resetting any of its modes ends them all, as in
/// xterm.
void report_no_mouse(Modes& modes) {
  modes.mouse_x10 = modes.mouse_buttons = modes.mouse_drag = modes.mouse_motion = false;
}

void set_private_mode(SequenceContext& c, int number, bool on) {
  Screen& screen = c.screen;
  switch (number) {
    case kOldAlternate:
    case kAlternate:
    case kSaveAndAlternate:
      set_alternate(screen, number, on);
      return;
    case kSaveCursor:
      if (on) {
        screen.save_cursor();
      } else {
        screen.restore_cursor();
      }
      return;
    case kAnsi:  // SET is nothing new: it comes in ANSI's own form
      if (!on) enter_vt52(c);
      return;
    case kColumns:
      if (!screen.modes().allow_wide_columns) return;
      begin_columns(screen);
      break;
    case kOrigin:
      screen.set_origin_mode(on);
      return;
    case kLeftRightMargins:
      if (!on) screen.reset_side_margins();
      break;
    case kMousePresses:
    case kMouseButtons:
    case kMouseDrag:
    case kMouseMotion:
      report_no_mouse(screen.modes());
      break;
    case kSynchronizedOutput:
      if (on && !screen.modes().synchronized_output) ++c.state.synchronized_updates;
      break;
    default:
      break;
  }
  if (bool Modes::*const flag = flag_of(kPrivateModes, number)) screen.modes().*flag = on;
  if (number == kResizeReports && on) report_resize(c);
  if (number == 5) screen.damage().mark_all();
}

void set_private(SequenceContext& c, const Sequence& s) {
  for (std::size_t i = 0; i < s.parameters.size(); ++i) set_private_mode(c, s.parameters.value(i, 0), true);
}
void reset_private(SequenceContext& c, const Sequence& s) {
  for (std::size_t i = 0; i < s.parameters.size(); ++i) set_private_mode(c, s.parameters.value(i, 0), false);
}

/// Of the modes of the alternate screen the one is kept that all of them are: which screen is shown.
int number_to_save(int number) { return number == kAlternate || number == kSaveAndAlternate ? kOldAlternate : number; }

void save_private(SequenceContext& c, const Sequence& s) {
  for (std::size_t i = 0; i < s.parameters.size(); ++i) {
    const int number = number_to_save(s.parameters.value(i, 0));
    if (number == kSaveCursor) {
      c.screen.save_cursor();
    } else if (number == kOldAlternate) {
      c.state.saved_private_modes[number] = c.screen.kind() == ScreenKind::Alternate;
    } else if (bool Modes::*const flag = flag_of(kPrivateModes, number)) {
      c.state.saved_private_modes[number] = c.screen.modes().*flag;
    }
  }
}
/// Screens come back as they were left: nothing is cleared.
void restore_private(SequenceContext& c, const Sequence& s) {
  for (std::size_t i = 0; i < s.parameters.size(); ++i) {
    const int number = number_to_save(s.parameters.value(i, 0));
    if (number == kSaveCursor) c.screen.restore_cursor();
    const auto saved = c.state.saved_private_modes.find(number);
    if (saved != c.state.saved_private_modes.end()) set_private_mode(c, number, saved->second);
  }
}

void set_ansi_modes(SequenceContext& c, const Sequence& s, bool on) {
  for (std::size_t i = 0; i < s.parameters.size(); ++i)
    if (bool Modes::*const flag = flag_of(kAnsiModes, s.parameters.value(i, 0))) c.screen.modes().*flag = on;
}
void set_ansi(SequenceContext& c, const Sequence& s) { set_ansi_modes(c, s, true); }
void reset_ansi(SequenceContext& c, const Sequence& s) { set_ansi_modes(c, s, false); }

/// DECRPM's answers.
enum class ModeStatus : int { Unknown = 0, Set = 1, Reset = 2, AlwaysSet = 3, AlwaysReset = 4 };

ModeStatus fixed_status(std::span<const FixedMode> modes, int number) {
  for (const FixedMode& mode : modes)
    if (mode.number == number) return mode.is_set ? ModeStatus::AlwaysSet : ModeStatus::AlwaysReset;
  return ModeStatus::Unknown;
}

ModeStatus private_status(const Screen& screen, int number) {
  switch (number) {
    case kOldAlternate:
    case kAlternate:
    case kSaveAndAlternate:
      return screen.kind() == ScreenKind::Alternate ? ModeStatus::Set : ModeStatus::Reset;
    case kSaveCursor:
      return ModeStatus::Reset;
    case kGraphemeClusters:
      return ModeStatus::AlwaysSet;
    default:
      break;
  }
  bool Modes::*const flag = flag_of(kPrivateModes, number);
  if (flag == nullptr) return fixed_status(kFixedPrivateModes, number);
  return screen.modes().*flag ? ModeStatus::Set : ModeStatus::Reset;
}

void request_private(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  c.reply(fmt::format("\x1B[?{};{}$y", number, static_cast<int>(private_status(c.screen, number))));
}
void request_ansi(SequenceContext& c, const Sequence& s) {
  const int number = s.parameters.value(0, 0);
  ModeStatus status = fixed_status(kFixedAnsiModes, number);
  if (bool Modes::*const flag = flag_of(kAnsiModes, number))
    status = c.screen.modes().*flag ? ModeStatus::Set : ModeStatus::Reset;
  c.reply(fmt::format("\x1B[{};{}$y", number, static_cast<int>(status)));
}

void application_keypad(SequenceContext& c, const Sequence&) { c.screen.modes().application_keypad = true; }
void numeric_keypad(SequenceContext& c, const Sequence&) { c.screen.modes().application_keypad = false; }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "h", set_ansi, "SM: set ANSI modes"},
    {Introducer::Csi, "l", reset_ansi, "RM: reset ANSI modes"},
    {Introducer::Csi, "?h", set_private, "DECSET: set private modes"},
    {Introducer::Csi, "?l", reset_private, "DECRST: reset private modes"},
    {Introducer::Csi, "?s", save_private, "XTSAVE: save private modes"},
    {Introducer::Csi, "?r", restore_private, "XTRESTORE: restore private modes"},
    {Introducer::Csi, "$p", request_ansi, "DECRQM: report an ANSI mode"},
    {Introducer::Csi, "?$p", request_private, "DECRQM: report a private mode"},
    {Introducer::Escape, "=", application_keypad, "DECKPAM: application keypad"},
    {Introducer::Escape, ">", numeric_keypad, "DECKPNM: numeric keypad"},
};

}  // namespace

void reset_input_modes(SequenceContext& c) {
  Modes& modes = c.screen.modes();
  report_no_mouse(modes);
  modes.mouse_sgr = modes.mouse_urxvt = modes.mouse_sgr_pixels = false;
  modes.bracketed_paste = modes.focus_reports = false;
  modes.application_cursor = modes.application_keypad = false;
  modes.synchronized_output = false;
  leave_vt52(c);
  modes.keyboard_locked = false;
  modes.no_local_echo = true;
  c.state.keyboard = {};
  c.state.sends_eight_bit_controls = false;
}

extern const SequenceFamily kModeSequences;
constinit const SequenceFamily kModeSequences{"modes", kHandlers};

}  // namespace tabacus::terminal
