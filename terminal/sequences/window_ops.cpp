// XTWINOPS: sizes and the title stack. Programs cannot move, resize or read the title of the window: a title that a
// hostile file has set must not come back as if it were typed, but in conformance suites (TerminalOptions).
#include "terminal/sequences/window_ops.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxTitles = 16;

enum class Titles : std::uint8_t { Both, Icon, Window };

Titles titles_named(const Sequence& s) {
  const int which = s.parameters.value(1, 0);
  return which == 1 ? Titles::Icon : which == 2 ? Titles::Window : Titles::Both;
}

void push_titles(SequenceContext& c, Titles which) {
  auto& stack = c.state.title_stack;
  SavedTitles saved = stack.empty() ? SavedTitles{} : stack.back();
  if (which != Titles::Icon) saved.window = c.state.title;
  if (which != Titles::Window) saved.icon = c.state.icon_title;
  if (stack.size() == kMaxTitles) stack.erase(stack.begin());
  stack.push_back(std::move(saved));
}

void pop_titles(SequenceContext& c, Titles which) {
  auto& stack = c.state.title_stack;
  if (stack.empty()) return;
  SavedTitles saved = std::move(stack.back());
  stack.pop_back();
  if (which != Titles::Window && saved.icon) c.state.icon_title = std::move(*saved.icon);
  if (which == Titles::Icon || !saved.window) return;
  c.state.title = std::move(*saved.window);
  c.host.title_changed(c.state.title);
}

void report_title(SequenceContext& c, char kind, const std::string& title) {
  if (!c.options.answers_checksums) return;
  std::string told = title;
  if (c.state.tells_hex_titles) {
    told.clear();
    for (const char byte : title) told += fmt::format("{:02X}", static_cast<unsigned char>(byte));
  }
  c.reply(fmt::format("\x1B]{}{}\x1B\\", kind, told));
}

/// 0: titles come in hexadecimal digits, 1: they are told so; 2 and 3, as UTF-8, is what there is otherwise.
void choose_title_form(SequenceContext& c, const Sequence& s, bool on) {
  for (std::size_t i = 0; i < std::max<std::size_t>(s.parameters.size(), 1); ++i) {
    const int form = s.parameters.value(i, 0);
    if (form == 0) c.state.takes_hex_titles = on;
    if (form == 1) c.state.tells_hex_titles = on;
  }
}
void set_title_form(SequenceContext& c, const Sequence& s) { choose_title_form(c, s, true); }
void reset_title_form(SequenceContext& c, const Sequence& s) { choose_title_form(c, s, false); }

void window_operation(SequenceContext& c, const Sequence& s) {
  const Size size = c.state.size;
  const PixelSize cell = c.state.cell_pixels;
  switch (s.parameters.value(0, 0)) {
    case 11:
      c.reply("\x1B[1t");  // not iconified
      break;
    case 13:  // where it stands is none of a program's business, but programs wait for an answer
      c.reply("\x1B[3;0;0t");
      break;
    case 14:
      c.reply(fmt::format("\x1B[4;{};{}t", size.rows * cell.height, size.columns * cell.width));
      break;
    case 16:
      c.reply(fmt::format("\x1B[6;{};{}t", cell.height, cell.width));
      break;
    case 18:
      c.reply(fmt::format("\x1B[8;{};{}t", size.rows, size.columns));
      break;
    case 15:  // of the screen: what lies beyond the window is none of a program's business
      c.reply(fmt::format("\x1B[5;{};{}t", size.rows * cell.height, size.columns * cell.width));
      break;
    case 19:
      c.reply(fmt::format("\x1B[9;{};{}t", size.rows, size.columns));
      break;
    case 20:
      report_title(c, 'L', c.state.icon_title);
      break;
    case 21:
      report_title(c, 'l', c.state.title);
      break;
    case 22:
      push_titles(c, titles_named(s));
      break;
    case 23:
      pop_titles(c, titles_named(s));
      break;
    default:
      break;
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "t", window_operation,
     "XTWINOPS: sizes (14, 15, 16, 18, 19), a place (13) that is always the corner, title stack (22, 23)"},
    {Introducer::Csi, ">t", set_title_form, "XTSMTITLE: titles in hexadecimal digits (0), told so (1)"},
    {Introducer::Csi, ">T", reset_title_form, "XTRMTITLE: titles as UTF-8 again"},
};

}  // namespace

void report_resize(SequenceContext& c) {
  const Size size = c.state.size;
  const PixelSize cell = c.state.cell_pixels;
  c.reply(
      fmt::format("\x1B[48;{};{};{};{}t", size.rows, size.columns, size.rows * cell.height, size.columns * cell.width));
}

extern const SequenceFamily kWindowSequences;
constinit const SequenceFamily kWindowSequences{"window_ops", kHandlers};

}  // namespace tabacus::terminal
