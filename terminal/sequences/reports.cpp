// Who are you, where is the cursor, which version: DA1 to DA3, DSR, XTVERSION. Answered at once and in order, because
// programs wait for DA1 as the end of their probing.
#include <fmt/format.h>

#include "terminal/palette.hpp"
#include "terminal/sequences/reports.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

/// A VT420 with selective erase (6), national sets (9), DEC technical (15), side margins (21), colour (22), rectangles
/// (28) and clipboard access (52): tmux for one scrolls its panes within side margins and clears them by rectangles
/// only where it is told of these.
void primary_attributes(SequenceContext& c, const Sequence& s) {
  if (s.parameters.value(0, 0) == 0) c.reply("\x1B[?64;6;9;15;21;22;28;52c");
}
void secondary_attributes(SequenceContext& c, const Sequence& s) {
  if (s.parameters.value(0, 0) == 0) c.reply("\x1B[>1;10;0c");
}
void tertiary_attributes(SequenceContext& c, const Sequence& s) {
  if (s.parameters.value(0, 0) == 0) c.reply("\x1BP!|54424353\x1B\\");
}
void version(SequenceContext& c, const Sequence& s) {
  if (s.parameters.value(0, 0) == 0) c.reply(fmt::format("\x1BP>|{}\x1B\\", c.options.name_and_version));
}

/// `form` takes row and column.
void report_cursor(SequenceContext& c, fmt::format_string<int, int> form) {
  const Cursor& cursor = c.screen.cursor();
  const bool is_relative = c.screen.modes().origin;
  const int row = cursor.row - (is_relative ? c.screen.top_margin() : 0);
  const int column = cursor.column - (is_relative ? c.screen.left_margin() : 0);
  c.reply(fmt::format(form, row + 1, column + 1));
}

/// From the VT400 on with the page, of which there is one.
void report_cursor_and_page(SequenceContext& c) {
  if (c.state.conformance_level >= kVt400) return report_cursor(c, "\x1B[?{};{};1R");
  report_cursor(c, "\x1B[?{};{}R");
}

void status(SequenceContext& c, const Sequence& s) {
  const int question = s.parameters.value(0, 0);
  if (question == 5) c.reply("\x1B[0n");
  if (question == 6) report_cursor(c, "\x1B[{};{}R");
}
/// What VT420 programs ask of devices that are not there: no printer, user keys locked, a North American keyboard, no
/// locator of no kind, no room for macros, data integrity well, no second session. Terminals before the one that could
/// be asked say nothing, or of the keyboard less.
struct DeviceReport {
  int question;
  int since;
  std::string_view answer;
};
constexpr DeviceReport kDeviceReports[] = {
    {15, kVt200, "\x1B[?13n"},   {25, kVt200, "\x1B[?21n"},   {53, kVt300, "\x1B[?53n"}, {55, kVt300, "\x1B[?53n"},
    {56, kVt300, "\x1B[?57;0n"}, {62, kVt400, "\x1B[0000*{"}, {75, kVt400, "\x1B[?70n"}, {85, kVt400, "\x1B[?83n"},
};

void report_keyboard(SequenceContext& c, int level) {
  if (level >= kVt400) return c.reply("\x1B[?27;1;0;0n");
  if (level >= kVt300) return c.reply("\x1B[?27;1;0n");
  if (level >= kVt200) c.reply("\x1B[?27;1n");
}

void private_status(SequenceContext& c, const Sequence& s) {
  const int question = s.parameters.value(0, 0);
  const int level = c.state.conformance_level;
  if (question == 6) report_cursor_and_page(c);
  if (question == 26) report_keyboard(c, level);
  if (question == 63 && level >= kVt400) c.reply(fmt::format("\x1BP{}!~0000\x1B\\", s.parameters.value(1, 0)));
  if (question == 996) report_color_scheme(c);
  for (const auto& [asked, since, answer] : kDeviceReports)
    if (asked == question && level >= since) c.reply(answer);
}

/// DECREPTPARM: no parity, eight bits, 38,400 baud both ways, no flags.
void terminal_parameters(SequenceContext& c, const Sequence& s) {
  const int question = s.parameters.value(0, 0);
  if (question <= 1) c.reply(fmt::format("\x1B[{};1;1;128;128;1;0x", question + 2));
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "c", primary_attributes, "DA1: what kind of terminal"},
    {Introducer::Escape, "Z", primary_attributes, "DECID: the same, as a VT100 is asked"},
    {Introducer::Csi, ">c", secondary_attributes, "DA2: which model"},
    {Introducer::Csi, "=c", tertiary_attributes, "DA3: unit number"},
    {Introducer::Csi, ">q", version, "XTVERSION: name and version"},
    {Introducer::Csi, "n", status, "DSR: health, cursor position"},
    {Introducer::Csi, "x", terminal_parameters, "DECREQTPARM: speed and parity of a line that is none"},
    {Introducer::Csi, "?n", private_status, "DSR: cursor position, colour scheme, devices that are not there"},
};

}  // namespace

void report_color_scheme(SequenceContext& c) { c.reply(is_dark(c.state.palette) ? "\x1B[?997;1n" : "\x1B[?997;2n"); }

extern const SequenceFamily kReportSequences;
constinit const SequenceFamily kReportSequences{"reports", kHandlers};

}  // namespace tabacus::terminal
