// Colours: OSC 4 (indexed), 10 (foreground), 11 (background), 12 (cursor): query and set; 104, 110 to 112: back to the
// user's own. Replies are built from numbers, never from what was sent.
#include <fmt/format.h>

#include "base/text.hpp"
#include "terminal/palette.hpp"
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

std::optional<std::size_t> palette_index(std::string_view text) {
  const auto number = parse_int(text);
  if (!number || *number < 0 || *number > 255) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

void set_color(SequenceContext& c, std::uint32_t& color, std::string_view text) {
  const auto parsed = parse_color(text);
  if (!parsed || *parsed == color) return;
  color = *parsed;
  c.screen.damage().mark_all();
}

void indexed(SequenceContext& c, const Sequence& s) {
  const auto parts = split(osc_argument(s), ';');
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    const auto index = palette_index(parts[i]);
    if (!index) return;
    std::uint32_t& color = c.state.palette.indexed[*index];
    if (parts[i + 1] == "?") {
      c.reply(fmt::format("\x1B]4;{};{}{}", *index, color_reply(color), terminator_of(s)));
    } else {
      set_color(c, color, parts[i + 1]);
    }
  }
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

void reset_indexed(SequenceContext& c, const Sequence& s) {
  const std::string_view argument = osc_argument(s);
  if (argument.empty()) c.state.palette.indexed = c.options.palette.indexed;
  for (const std::string_view part : split(argument, ';'))
    if (const auto index = palette_index(part)) c.state.palette.indexed[*index] = c.options.palette.indexed[*index];
  c.screen.damage().mark_all();
}
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
    {Introducer::Osc, "4", indexed, "indexed colours: query, set"},
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
    {Introducer::Osc, "110", reset_foreground, "foreground: reset"},
    {Introducer::Osc, "111", reset_background, "background: reset"},
    {Introducer::Osc, "112", reset_cursor, "cursor colour: reset"},
};

}  // namespace

extern const SequenceFamily kColorSequences;
constinit const SequenceFamily kColorSequences{"osc_colours", kHandlers};

}  // namespace tabacus::terminal
