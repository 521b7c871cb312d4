// Colours: OSC 4 (indexed), 5 (special), 10 (foreground), 11 (background), 12 (cursor): query and set; 104, 105, 110 to
// 112: back to the user's own; 6: whether special ones are used. Replies are built from numbers, never from what was
// sent.
#include <fmt/format.h>

#include "base/text.hpp"
#include "terminal/palette.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

std::optional<std::size_t> color_number(std::string_view text, std::size_t count) {
  const auto number = parse_int(text);
  if (!number || *number < 0 || *number >= static_cast<std::int64_t>(count)) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

void set_color(SequenceContext& c, std::uint32_t& color, std::string_view text) {
  const auto parsed = parse_color(text);
  if (!parsed || *parsed == color) return;
  color = *parsed;
  c.screen.damage().mark_all();
}

void set_special(SequenceContext& c, std::size_t index, std::optional<std::uint32_t> color) {
  c.state.palette.special[index] = color;
  if (c.state.palette.special_in_use != 0) c.screen.damage().mark_all();
}

/// Pairs of a number and a colour or "?". Behind the 256 of the palette, OSC 4 counts on with the special ones, with
/// which OSC 5 begins.
void numbered(SequenceContext& c, const Sequence& s, int osc, std::size_t indexed_colors) {
  const auto parts = split(osc_argument(s), ';');
  FramePalette& palette = c.state.palette;
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    const auto number = color_number(parts[i], indexed_colors + kSpecialColors);
    if (!number) return;
    const bool is_special = *number >= indexed_colors;
    const std::size_t index = is_special ? *number - indexed_colors : *number;
    if (parts[i + 1] == "?") {
      const std::uint32_t color =
          is_special ? palette.special[index].value_or(palette.foreground) : palette.indexed[index];
      c.reply(fmt::format("\x1B]{};{};{}{}", osc, *number, color_reply(color), terminator_of(s)));
    } else if (!is_special) {
      set_color(c, palette.indexed[index], parts[i + 1]);
    } else if (const auto color = parse_color(parts[i + 1])) {
      set_special(c, index, color);
    }
  }
}
void indexed(SequenceContext& c, const Sequence& s) { numbered(c, s, 4, c.state.palette.indexed.size()); }
void special(SequenceContext& c, const Sequence& s) { numbered(c, s, 5, 0); }

/// "0;1": bold text has its special colour from now on, "0;0": no more. Other terminals mean other things by OSC 6.
void use_special(SequenceContext& c, const Sequence& s) {
  const auto parts = split(osc_argument(s), ';');
  if (parts.size() != 2) return;
  const auto which = color_number(parts[0], kSpecialColors + 1);
  const auto on = parse_int(parts[1]);
  if (!which || !on) return;
  const auto bit = static_cast<std::uint8_t>(1u << *which);
  std::uint8_t& in_use = c.state.palette.special_in_use;
  in_use = static_cast<std::uint8_t>(*on != 0 ? in_use | bit : in_use & ~bit);
  c.screen.damage().mark_all();
}

std::uint32_t* dynamic_color(FramePalette& palette, int number) {
  switch (number) {
    case 10:
      return &palette.foreground;
    case 11:
      return &palette.background;
    case 12:
      return &palette.cursor;
    default:
      return nullptr;
  }
}

/// "10;?;?" asks for 10 and 11: each further part is about the next number.
void dynamic(SequenceContext& c, const Sequence& s, int number) {
  for (const std::string_view part : split(osc_argument(s), ';')) {
    std::uint32_t* const color = dynamic_color(c.state.palette, number);
    if (color == nullptr) return;
    if (part == "?") {
      c.reply(fmt::format("\x1B]{};{}{}", number, color_reply(*color), terminator_of(s)));
    } else {
      set_color(c, *color, part);
    }
    ++number;
  }
}
/// Colours that xterm keeps and we do not: of the pointer (13, 14), Tektronix (15, 16, 18) and the selection (17, 19).
/// They are answered with those that stand for them here; programs that probe wait for each.
std::uint32_t stand_in(const FramePalette& palette, int number) {
  if (number == 18) return palette.cursor;
  const bool is_foreground = number == 13 || number == 15 || number == 17;
  return is_foreground ? palette.foreground : palette.background;
}
void answer_only(SequenceContext& c, const Sequence& s) {
  const auto number = parse_int(s.data.substr(0, s.data.find(';')));
  if (number && osc_argument(s) == "?")
    c.reply(fmt::format("\x1B]{};{}{}", *number, color_reply(stand_in(c.state.palette, static_cast<int>(*number))),
                        terminator_of(s)));
}
void foreground(SequenceContext& c, const Sequence& s) { dynamic(c, s, 10); }
void background(SequenceContext& c, const Sequence& s) { dynamic(c, s, 11); }
void cursor(SequenceContext& c, const Sequence& s) { dynamic(c, s, 12); }

void reset_numbered(SequenceContext& c, const Sequence& s, std::size_t indexed_colors) {
  const std::string_view argument = osc_argument(s);
  FramePalette& palette = c.state.palette;
  const FramePalette& own = c.options.palette;
  if (argument.empty() && indexed_colors != 0) palette.indexed = own.indexed;
  if (argument.empty() && indexed_colors == 0) palette.special = own.special;
  for (const std::string_view part : split(argument, ';')) {
    const auto number = color_number(part, indexed_colors + kSpecialColors);
    if (number && *number < indexed_colors) palette.indexed[*number] = own.indexed[*number];
    if (number && *number >= indexed_colors) set_special(c, *number - indexed_colors, std::nullopt);
  }
  c.screen.damage().mark_all();
}
void reset_indexed(SequenceContext& c, const Sequence& s) { reset_numbered(c, s, c.state.palette.indexed.size()); }
void reset_special(SequenceContext& c, const Sequence& s) { reset_numbered(c, s, 0); }
void reset_foreground(SequenceContext& c, const Sequence&) {
  c.state.palette.foreground = c.options.palette.foreground;
  c.screen.damage().mark_all();
}
void reset_background(SequenceContext& c, const Sequence&) {
  c.state.palette.background = c.options.palette.background;
  c.screen.damage().mark_all();
}
void reset_cursor(SequenceContext& c, const Sequence&) { c.state.palette.cursor = c.options.palette.cursor; }

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Osc, "4", indexed, "indexed colours, from 256 on the special ones: query, set"},
    {Introducer::Osc, "5", special,
     "special colours, of bold (0), underlined, blinking, reverse, italic text (4): query, set"},
    {Introducer::Osc, "6", use_special, "special colours: whether one is used; 5: also where SGR set another"},
    {Introducer::Osc, "10", foreground, "foreground: query, set"},
    {Introducer::Osc, "11", background, "background: query, set"},
    {Introducer::Osc, "12", cursor, "cursor colour: query, set"},
    {Introducer::Osc, "13", answer_only, "pointer foreground: query"},
    {Introducer::Osc, "14", answer_only, "pointer background: query"},
    {Introducer::Osc, "15", answer_only, "Tektronix foreground: query"},
    {Introducer::Osc, "16", answer_only, "Tektronix background: query"},
    {Introducer::Osc, "17", answer_only, "selection background: query"},
    {Introducer::Osc, "18", answer_only, "Tektronix cursor: query"},
    {Introducer::Osc, "19", answer_only, "selection foreground: query"},
    {Introducer::Osc, "104", reset_indexed, "indexed colours: reset"},
    {Introducer::Osc, "105", reset_special, "special colours: reset"},
    {Introducer::Osc, "106", use_special, "the same as OSC 6"},
    {Introducer::Osc, "110", reset_foreground, "foreground: reset"},
    {Introducer::Osc, "111", reset_background, "background: reset"},
    {Introducer::Osc, "112", reset_cursor, "cursor colour: reset"},
};

}  // namespace

extern const SequenceFamily kColorSequences;
constinit const SequenceFamily kColorSequences{"osc_colours", kHandlers};

}  // namespace tabacus::terminal
