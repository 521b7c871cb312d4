// XTWINOPS: sizes and the title stack. Programs cannot move, resize or read the title of the window: a title that a
// hostile file has set must not come back as if it were typed, but in conformance suites (TerminalOptions).
#include "terminal/sequences/window_ops.hpp"

#include <fmt/format.h>

#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxTitles = 16;

void push_title(SequenceContext& c) {
  auto& stack = c.state.title_stack;
  if (stack.size() == kMaxTitles) stack.erase(stack.begin());
  stack.push_back(c.state.title);
}

void pop_title(SequenceContext& c) {
  auto& stack = c.state.title_stack;
  if (stack.empty()) return;
  c.state.title = std::move(stack.back());
  stack.pop_back();
  c.host.title_changed(c.state.title);
}

void window_operation(SequenceContext& c, const Sequence& s) {
  const Size size = c.state.size;
  const PixelSize cell = c.state.cell_pixels;
  const bool is_window_title = s.parameters.value(1, 0) != 1;  // 1 is the icon's alone
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
      if (c.options.answers_checksums) c.reply(fmt::format("\x1B]L{}\x1B\\", c.state.title));
      break;
    case 21:
      if (c.options.answers_checksums) c.reply(fmt::format("\x1B]l{}\x1B\\", c.state.title));
      break;
    case 22:
      if (is_window_title) push_title(c);
      break;
    case 23:
      if (is_window_title) pop_title(c);
      break;
    default:
      break;
  }
}

constexpr SequenceHandler kHandlers[] = {
    {Introducer::Csi, "t", window_operation,
     "XTWINOPS: sizes (14, 15, 16, 18, 19), a place (13) that is always the corner, title stack (22, 23)"},
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
