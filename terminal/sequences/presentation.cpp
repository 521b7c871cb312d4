// Presentation state: where the cursor is with all that DECSC saves (DECCIR), and the tab stops (DECTABSR), told so
// that they can be brought back (DECRSPS); what part of the page is shown (DECRQDE); which set stands behind ASCII
// (DECRQUPSS). Source: DEC VT420 and VT510 manuals, "Presentation state reports". A field that is none voids the whole.
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kCursor = 1;
constexpr int kTabStops = 2;

// Flags come as the low bits of a printable byte.
constexpr int kFlagBase = 0x40;
constexpr int kBold = 1, kUnderline = 2, kBlink = 4, kReverse = 8;
constexpr int kProtected = 1;
constexpr int kOrigin = 1, kSingleShift2 = 2, kSingleShift3 = 4, kPendingWrap = 8;
constexpr int kMostColumns = 4096;  // a report of a wider screen than ours is one too
constexpr int kMostPages = 255;     // likewise of a terminal with pages

char flags(int bits) { return static_cast<char>(kFlagBase + bits); }

int rendition(const Style& pen) {
  return (pen.bold ? kBold : 0) | (pen.underline != Underline::None ? kUnderline : 0) | (pen.blink ? kBlink : 0) |
         (pen.reverse ? kReverse : 0);
}

/// Rows and columns count from the screen's corner, origin mode or not.
void report_cursor(SequenceContext& c) {
  const Cursor& cursor = c.screen.cursor();
  const Charsets& sets = c.screen.charsets();
  const int state = (c.screen.modes().origin ? kOrigin : 0) | (sets.single_shift == 2 ? kSingleShift2 : 0) |
                    (sets.single_shift == 3 ? kSingleShift3 : 0) | (cursor.pending_wrap ? kPendingWrap : 0);
  std::string designated;
  int big_sets = 0;
  for (std::size_t i = 0; i < sets.designated.size(); ++i) {
    const CharacterSet& set = sets.designated[i] == nullptr ? ascii_set() : *sets.designated[i];
    designated += set.designator;
    if (set.size == CharsetSize::Of96) big_sets |= 1 << i;
  }
  c.reply(fmt::format("\x1BP1$u{};{};1;{};{};{};{};2;{};{}\x1B\\", cursor.row + 1, cursor.column + 1,
                      flags(rendition(c.screen.pen())), flags(c.screen.is_pen_protected() ? kProtected : 0),
                      flags(state), sets.shifted_in, flags(big_sets), designated));
}

void report_tab_stops(SequenceContext& c) {
  std::string columns;
  for (int column = 0; column < c.screen.columns(); ++column)
    if (c.screen.is_tab_stop(column)) columns += fmt::format("{}{}", columns.empty() ? "" : "/", column + 1);
  c.reply(fmt::format("\x1BP2$u{}\x1B\\", columns));
}

void request(SequenceContext& c, const Sequence& s) {
  const int report = s.parameters.value(0, 0);
  if (report == kCursor) report_cursor(c);
  if (report == kTabStops) report_tab_stops(c);
}

std::optional<int> number_in(std::string_view text, int least, int most) {
  const auto number = parse_int(text);
  if (!number || *number < least || *number > most) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<int> flags_in(std::string_view text) {
  if (text.size() != 1 || text[0] < kFlagBase || text[0] > kFlagBase + 0x1F) return std::nullopt;
  return text[0] - kFlagBase;
}

/// Four designators, each of intermediates and a final byte; bit 0 of `big_sets` says that the first is of 96. A set
/// that is not known is ASCII.
std::optional<std::array<const CharacterSet*, 4>> sets_in(std::string_view text, int big_sets) {
  std::array<const CharacterSet*, 4> sets{};
  std::size_t count = 0;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (byte < 0x20 || byte == 0x7F || count == sets.size()) return std::nullopt;
    if (byte < 0x30) continue;
    const auto size = (big_sets >> count & 1) != 0 ? CharsetSize::Of96 : CharsetSize::Of94;
    sets[count++] = find_character_set(size, text.substr(start, at + 1 - start));
    start = at + 1;
  }
  if (count != sets.size() || start != text.size()) return std::nullopt;
  return sets;
}

/// The fields of DECCIR, in its order.
void restore_cursor(SequenceContext& c, std::string_view report) {
  const auto fields = split(report, ';');
  if (fields.size() != 10) return;
  const auto row = number_in(fields[0], 1, c.screen.rows());
  const auto column = number_in(fields[1], 1, c.screen.columns());
  const auto page = number_in(fields[2], 1, kMostPages);
  const auto look = flags_in(fields[3]);
  const auto protection = flags_in(fields[4]);
  const auto state = flags_in(fields[5]);
  const auto shifted_in = number_in(fields[6], 0, 3);
  const auto shifted_in_right = number_in(fields[7], 0, 3);
  const auto big_sets = flags_in(fields[8]);
  const auto sets = sets_in(fields[9], big_sets.value_or(0));
  if (!row || !column || !page || !look || !protection || !state || !shifted_in || !shifted_in_right || !big_sets ||
      !sets)
    return;

  Style pen = c.screen.pen();
  pen.bold = (*look & kBold) != 0;
  pen.blink = (*look & kBlink) != 0;
  pen.reverse = (*look & kReverse) != 0;
  if ((*look & kUnderline) == 0) pen.underline = Underline::None;
  if ((*look & kUnderline) != 0 && pen.underline == Underline::None) pen.underline = Underline::Single;
  c.screen.set_pen(pen);
  c.screen.set_pen_protection((*protection & kProtected) != 0);
  Charsets& charsets = c.screen.charsets();
  for (std::size_t i = 0; i < sets->size(); ++i)
    charsets.designate(i, (*sets)[i] == nullptr ? ascii_set() : *(*sets)[i]);
  charsets.shifted_in = static_cast<std::uint8_t>(*shifted_in);
  charsets.single_shift = (*state & kSingleShift2) != 0 ? 2 : (*state & kSingleShift3) != 0 ? 3 : -1;
  c.screen.modes().origin = (*state & kOrigin) != 0;
  c.screen.put_cursor({*row - 1, *column - 1, (*state & kPendingWrap) != 0});
}

void restore_tab_stops(SequenceContext& c, std::string_view report) {
  std::vector<int> columns;
  if (!report.empty()) {
    for (const std::string_view part : split(report, '/')) {
      const auto column = number_in(part, 1, kMostColumns);
      if (!column) return;
      columns.push_back(*column - 1);
    }
  }
  c.screen.clear_all_tab_stops();
  for (const int column : columns)
    if (column < c.screen.columns()) c.screen.set_tab_stop(column);
}

void restore(SequenceContext& c, const Sequence& s) {
  const int report = s.parameters.value(0, 0);
  if (report == kCursor) restore_cursor(c, s.data);
  if (report == kTabStops) restore_tab_stops(c, s.data);
}

/// All of the one page, from its corner.
void report_extent(SequenceContext& c, const Sequence&) {
  c.reply(fmt::format("\x1B[{};{};1;1;1\"w", c.screen.rows(), c.screen.columns()));
}

/// DEC supplemental, of 94: what ESC ( < designates.
void report_supplemental_set(SequenceContext& c, const Sequence&) { c.reply("\x1BP0!u%5\x1B\\"); }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "$w", request, "DECRQPSR: cursor (1, DECCIR) or tab stops (2, DECTABSR)"},
    {Introducer::Dcs, "$t", restore, "DECRSPS: bring back what DECRQPSR told"},
    {Introducer::Csi, "\"v", report_extent, "DECRQDE: which part of the page is shown"},
    {Introducer::Csi, "&u", report_supplemental_set, "DECRQUPSS: which set stands behind ASCII"},
};

}  // namespace

extern const SequenceFamily kPresentationSequences;
constinit const SequenceFamily kPresentationSequences{"presentation", kHandlers};

}  // namespace tabacus::terminal
