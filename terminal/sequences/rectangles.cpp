// Rectangles of the VT400 and VT420: DECCRA, DECFRA, DECERA, DECSERA, DECCARA, DECRARA, DECSACE, DECRQCRA, XTREPORTSGR;
// columns: DECIC, DECDC, DECBI, DECFI, SL, SR. Source: DEC STD 070, xterm's ctlseqs.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "terminal/sequences/sequence.hpp"
#include "terminal/sequences/sgr.hpp"
#include "terminal/width.hpp"

namespace tabacus::terminal {
namespace {

/// Of a stream over several rows the last column may lie left of the first.
enum class Extent : std::uint8_t { Rectangle, Stream };

/// Four parameters from `index` on: top, left, bottom, right; the last two are the edges when left out. Empty when the
/// area is none.
std::optional<CellRectangle> area_at(const SequenceContext& c, const Sequence& s, std::size_t index,
                                     Extent extent = Extent::Rectangle) {
  const Screen& screen = c.screen;
  const bool is_relative = screen.modes().origin;
  const int row_offset = is_relative ? screen.top_margin() : 0;
  const int column_offset = is_relative ? screen.left_margin() : 0;
  const int last_row = is_relative ? screen.bottom_margin() : screen.rows() - 1;
  const int last_column = is_relative ? screen.right_margin() : screen.columns() - 1;
  const auto last = [&s](std::size_t at, int offset, int edge) {
    const int value = s.parameters.value(at, 0);
    return value == 0 ? edge : std::min(value - 1 + offset, edge);
  };
  const CellRectangle area{s.parameters.at_least_one(index) - 1 + row_offset,
                           s.parameters.at_least_one(index + 1) - 1 + column_offset,
                           last(index + 2, row_offset, last_row), last(index + 3, column_offset, last_column)};
  const bool is_flowing = extent == Extent::Stream && area.top < area.bottom && area.left <= last_column;
  if (area.top > area.bottom || (area.left > area.right && !is_flowing)) return std::nullopt;
  return area;
}

/// There is one page; whatever page is named, it is that.
void copy(SequenceContext& c, const Sequence& s) {
  const auto area = area_at(c, s, 0);
  if (!area) return;
  const bool is_relative = c.screen.modes().origin;
  const int row = s.parameters.at_least_one(5) - 1 + (is_relative ? c.screen.top_margin() : 0);
  const int column = s.parameters.at_least_one(6) - 1 + (is_relative ? c.screen.left_margin() : 0);
  c.screen.copy_rectangle(*area, row, column);
}

void fill(SequenceContext& c, const Sequence& s) {
  const int character = s.parameters.value(0, 0);
  const bool is_printable = (character >= 0x20 && character < 0x7F) || (character >= 0xA0 && character <= 0xFF);
  const auto area = area_at(c, s, 1);
  if (area && is_printable) c.screen.fill_rectangle(*area, static_cast<char32_t>(character));
}

void erase(SequenceContext& c, const Sequence& s) {
  if (const auto area = area_at(c, s, 0)) c.screen.erase_rectangle(*area);
}
void erase_unprotected(SequenceContext& c, const Sequence& s) {
  if (const auto area = area_at(c, s, 0)) c.screen.erase_rectangle_selectively(*area);
}

/// Calls for the area, or, as DECSACE has it at first, for the text from its first to its last corner.
template <typename Change>
void change_area(SequenceContext& c, const CellRectangle& area, Change change) {
  if (c.changes_rectangles() || area.top == area.bottom) return c.screen.change_rectangle(area, change);
  const int last = c.screen.columns() - 1;
  c.screen.change_rectangle({area.top, area.left, area.top, last}, change);
  if (area.bottom - area.top > 1) c.screen.change_rectangle({area.top + 1, 0, area.bottom - 1, last}, change);
  c.screen.change_rectangle({area.bottom, 0, area.bottom, area.right}, change);
}

void set_attribute(Style& style, int number) {
  switch (number) {
    case 0:
      style.bold = style.blink = style.reverse = false;
      style.underline = Underline::None;
      break;
    case 1:
    case 22:
      style.bold = number == 1;
      break;
    case 4:
    case 24:
      style.underline = number == 4 ? Underline::Single : Underline::None;
      break;
    case 5:
    case 25:
      style.blink = number == 5;
      break;
    case 7:
    case 27:
      style.reverse = number == 7;
      break;
    default:
      break;
  }
}

void flip_attribute(Style& style, int number) {
  if (number == 0 || number == 1) style.bold = !style.bold;
  if (number == 0 || number == 4)
    style.underline = style.underline == Underline::None ? Underline::Single : Underline::None;
  if (number == 0 || number == 5) style.blink = !style.blink;
  if (number == 0 || number == 7) style.reverse = !style.reverse;
}

void change_attributes(SequenceContext& c, const Sequence& s, void (*change)(Style&, int)) {
  const auto area = area_at(c, s, 0, c.changes_rectangles() ? Extent::Rectangle : Extent::Stream);
  if (!area) return;
  const std::size_t count = std::max<std::size_t>(s.parameters.size(), 5);
  change_area(c, *area, [&](Cell& cell) {
    Style style = style_of(cell, {});
    for (std::size_t i = 4; i < count; ++i) change(style, s.parameters.value(i, 0));
    set_look(cell, style);
  });
}
void set_attributes(SequenceContext& c, const Sequence& s) { change_attributes(c, s, set_attribute); }
void flip_attributes(SequenceContext& c, const Sequence& s) { change_attributes(c, s, flip_attribute); }

void choose_extent(SequenceContext& c, const Sequence& s) {
  const int extent = s.parameters.value(0, 0);
  if (extent >= 0 && extent <= 2) c.state.attribute_extent = extent;
}

/// It shows the screen to the program, so only those who test us switch it on.
void request_checksum(SequenceContext& c, const Sequence& s) {
  if (!c.options.answers_checksums) return;
  const auto area = area_at(c, s, 2);
  const std::uint16_t sum = area ? c.screen.checksum(*area) : std::uint16_t{0};
  c.reply(fmt::format("\x1BP{}!~{:04X}\x1B\\", s.parameters.value(0, 0), sum));
}

/// What two looks share. Parts that are one of several, as colours are, are shared when they are the same.
Style shared(Style one, const Style& other) {
  one.set_flags(one.flags() & other.flags());
  if (one.underline != other.underline) one.underline = Underline::None;
  if (one.foreground != other.foreground) one.foreground = {};
  if (one.background != other.background) one.background = {};
  if (one.underline_color != other.underline_color) one.underline_color = {};
  return one;
}

void report_look(SequenceContext& c, const Sequence& s) {
  Style look;
  if (const auto area = area_at(c, s, 0)) {
    look = c.screen.style_of(c.screen.line(area->top).at(area->left));
    for (int row = area->top; row <= area->bottom; ++row)
      for (int column = area->left; column <= area->right; ++column)
        look = shared(look, c.screen.style_of(c.screen.line(row).at(column)));
  }
  c.reply(fmt::format("\x1B[{}m", sgr_parameters(look)));
}

void insert_columns(SequenceContext& c, const Sequence& s) { c.screen.insert_columns(s.parameters.at_least_one(0)); }
void delete_columns(SequenceContext& c, const Sequence& s) { c.screen.delete_columns(s.parameters.at_least_one(0)); }
void left(SequenceContext& c, const Sequence& s) { c.screen.scroll_left(s.parameters.at_least_one(0)); }
void right(SequenceContext& c, const Sequence& s) { c.screen.scroll_right(s.parameters.at_least_one(0)); }
void back_index(SequenceContext& c, const Sequence&) { c.screen.back_index(); }
void forward_index(SequenceContext& c, const Sequence&) { c.screen.forward_index(); }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "$v", copy, "DECCRA: copy a rectangle"},
    {Introducer::Csi, "$x", fill, "DECFRA: fill a rectangle"},
    {Introducer::Csi, "$z", erase, "DECERA: erase a rectangle"},
    {Introducer::Csi, "${", erase_unprotected, "DECSERA: erase what is not protected in a rectangle"},
    {Introducer::Csi, "$r", set_attributes, "DECCARA: bold, underline, blink, reverse in a rectangle"},
    {Introducer::Csi, "$t", flip_attributes, "DECRARA: the same, the other way round"},
    {Introducer::Csi, "*x", choose_extent, "DECSACE: whether these two mean a rectangle or a stream"},
    {Introducer::Csi, "*y", request_checksum, "DECRQCRA: checksum of a rectangle; an option, off"},
    {Introducer::Csi, "#|", report_look, "XTREPORTSGR: the look that all cells of a rectangle share"},
    {Introducer::Csi, "'}", insert_columns, "DECIC: insert columns"},
    {Introducer::Csi, "'~", delete_columns, "DECDC: delete columns"},
    {Introducer::Csi, " @", left, "SL: scroll left"},
    {Introducer::Csi, " A", right, "SR: scroll right"},
    {Introducer::Escape, "6", back_index, "DECBI: left, scrolling"},
    {Introducer::Escape, "9", forward_index, "DECFI: right, scrolling"},
};

}  // namespace

extern const SequenceFamily kRectangleSequences;
constinit const SequenceFamily kRectangleSequences{"rectangles", kHandlers};

}  // namespace tabacus::terminal
