#include "observation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "tests/support/terminal_probe.hpp"

namespace tabacus::xterm {
namespace {

using terminal::Cell;
using terminal::Color;
using terminal::Screen;
using terminal::Size;
using terminal::Style;
using terminal::Underline;

constexpr int kMostPushed = 12;  // by a stream of that many items

/// Ends whatever may be open; both screens, their saved cursors and all modes as they are after a reset, and nothing
/// pushed.
std::string reset() {
  std::string text = "\x18\x1B<\x1B F";
  for (int i = 0; i < kMostPushed; ++i) text += "\x1B[#}\x1B[23t";
  return text +
         "\x1B]0;title\x1B\\\x1B[?47h\x1B[!p\x1B[2J\x1B[?47l\x1B"
         "c\x1B[?1;5;6;7;9;12;25;41;45;47;66;69;1000;1002;1003;1004;1006;1007;1015;1016;2004s\x1B[?41l\x1B[?1007h";
}
/// And then asks in seven bits, as an ANSI terminal.
constexpr std::string_view kAttention = "\x18\x1B<\x1B F";

constexpr std::array kPrivateModes{1,  2,    5,    6,    7,    9,    12,   25,   41,   45,   47,   66,
                                   69, 1000, 1002, 1003, 1004, 1006, 1007, 1015, 1016, 1047, 1049, 2004};
constexpr std::array kAnsiModes{2, 4, 12, 20};
constexpr std::array<std::string_view, 6> kSettings{"m", "r", "s", "\"q", "\"p", " q"};

constexpr int kMark = 9999;
/// A checksum that no stream asks for marks the end of a group of replies: of the cell in the corner.
const std::string kAskForMark = fmt::format("\x1B[{};1;1;1;1;1*y", kMark);
const std::string kMarkBegins = fmt::format("\x1BP{}!~", kMark);
constexpr std::size_t kChecksumAndEnd = 6;

/// `text` up to the next mark, which is taken too.
std::string take_group(std::string_view& text) {
  const std::size_t end = text.find(kMarkBegins);
  if (end == std::string_view::npos) return std::string{std::exchange(text, {})};
  std::string group{text.substr(0, end)};
  text.remove_prefix(std::min(text.size(), end + kMarkBegins.size() + kChecksumAndEnd));
  return group;
}

std::string questions_of_state() {
  std::string text = kAskForMark + std::string{kAttention} + "\x1B[1$w" + kAskForMark + "\x1B[2$w" + kAskForMark;
  for (const int mode : kPrivateModes) text += fmt::format("\x1B[?{}$p", mode);
  for (const int mode : kAnsiModes) text += fmt::format("\x1B[{}$p", mode);
  for (const std::string_view setting : kSettings) text += fmt::format("\x1BP$q{}\x1B\\", setting);
  return text + kAskForMark;
}

/// DECCIR without two of its fields: xterm says of every set that it is of 96 characters, and that the pen protects
/// once DECSCA came, whatever it said. DECRQSS tells that rightly.
std::string without_flaws(const std::string& report) {
  std::string kept;
  const auto fields = split(report, ';');
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (i != 4 && i != 8) kept += fmt::format(";{}", fields[i]);
  return kept;
}

/// DECRQSS of SGR in one order.
std::string with_sorted_parameters(std::string_view reply) {
  const bool is_look = reply.starts_with("P1$r") && reply.ends_with('m');
  if (!is_look) return std::string{reply};
  reply.remove_prefix(4);
  reply.remove_suffix(1);
  auto parameters = split(reply, ';');
  std::sort(parameters.begin(), parameters.end());
  return fmt::format("P1$r{}m", fmt::join(parameters, ";"));
}

void read_state(std::string_view& replies, Observation& into) {
  into.replies = take_group(replies);
  into.cursor = without_flaws(take_group(replies));
  into.tab_stops = take_group(replies);
  into.modes = take_group(replies);
}

std::string color_parameter(Color color, int base) {
  if (color.kind() == Color::Kind::Default) return {};
  if (color.kind() == Color::Kind::Rgb)
    return fmt::format(";{}:2::{}:{}:{}", base + 8, color.rgb24() >> 16, color.rgb24() >> 8 & 0xFF,
                       color.rgb24() & 0xFF);
  const int index = color.index();
  if (index >= 16) return fmt::format(";{}:5:{}", base + 8, index);
  return fmt::format(";{}", index < 8 ? base + index : base + 60 + index - 8);
}

/// In xterm's order.
std::string look_of(const Style& style) {
  std::string text = "0";
  if (style.bold) text += ";1";
  if (style.underline == Underline::Single) text += ";4";
  if (style.blink) text += ";5";
  if (style.reverse) text += ";7";
  if (style.hidden) text += ";8";
  if (style.dim) text += ";2";
  if (style.italic) text += ";3";
  if (style.strike) text += ";9";
  if (style.underline == Underline::Double) text += ";21";
  return text + color_parameter(style.foreground, 30) + color_parameter(style.background, 40);
}

/// Of "0;1;31;42" what says the background.
std::string background_in(std::string_view look) {
  for (const std::string_view parameter : split(look, ';')) {
    if (parameter.starts_with("48:")) return fmt::format("0;{}", parameter);
    const auto number = parse_int(parameter);
    if (number && ((*number >= 40 && *number <= 47) || (*number >= 100 && *number <= 107)))
      return fmt::format("0;{}", parameter);
  }
  return "0";
}

std::vector<Seen> cells_of(const Screen& screen) {
  std::vector<Seen> cells;
  for (int row = 0; row < screen.rows(); ++row) {
    for (int column = 0; column < screen.columns(); ++column) {
      const Cell cell = screen.line(row).at(column);
      const bool is_blank = cell.text == 0 && cell.width != 0;
      const std::string look = look_of(screen.style_of(cell));
      const char32_t text = cell.is_cluster() ? decode_utf8(screen.clusters()[cell.cluster_index()]).code_point
                            : is_blank        ? U' '
                                              : cell.text;
      cells.push_back({text, is_blank ? background_in(look) : look});
    }
  }
  return cells;
}

std::string questions_of_cells(Size size) {
  std::string text = "\x1B[?6l";  // areas count from the corner
  // 31: as the resource has it, but what nothing was printed in counts as 0.
  for (int row = 1; row <= size.rows; ++row)
    for (int column = 1; column <= size.columns; ++column)
      text += fmt::format("\x1B[31#y\x1B[1;1;{0};{1};{0};{1}*y\x1B[{0};{1};{0};{1}#|", row, column);
  return text + "\x1B[23#y";
}

constexpr char32_t kHiddenHalf = 0xFFFF;  // what xterm has in a wide character's second cell

/// "DCS 1 ! ~ 0041 ST CSI 0;1 m" for each cell.
std::vector<Seen> cells_in(std::string_view replies) {
  std::vector<Seen> cells;
  constexpr std::string_view kChecksum = "\x1BP1!~";
  constexpr std::string_view kLook = "\x1B\\\x1B[";
  while (replies.starts_with(kChecksum)) {
    replies.remove_prefix(kChecksum.size());
    const std::size_t look = replies.find(kLook);
    const std::size_t end = replies.find('m');
    if (look == std::string_view::npos || end == std::string_view::npos) break;
    const auto code_point = static_cast<char32_t>(std::stoul(std::string{replies.substr(0, look)}, nullptr, 16));
    const std::string_view parameters = replies.substr(look + kLook.size(), end - look - kLook.size());
    const char32_t text = code_point == 0 ? U' ' : code_point == kHiddenHalf ? 0 : code_point;
    cells.push_back({text, code_point == 0 ? background_in(parameters) : std::string{parameters}});
    replies.remove_prefix(end + 1);
  }
  return cells;
}

std::string text_of(const std::vector<Seen>& cells, Size size) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].text != 0) append_utf8(text, cells[i].text);
    if ((i + 1) % static_cast<std::size_t>(size.columns) == 0) text += '|';
  }
  return text;
}

std::string first_look_that_differs(const Observation& ours, const Observation& theirs, Size size) {
  for (std::size_t i = 0; i < ours.cells.size(); ++i) {
    const auto columns = static_cast<std::size_t>(size.columns);
    // A space that was printed and a cell that was not look alike, but for their background.
    const bool is_blank = ours.cells[i].text == U' ';
    const auto look = [is_blank](const Seen& seen) { return is_blank ? background_in(seen.look) : seen.look; };
    if (look(ours.cells[i]) != look(theirs.cells[i]))
      return fmt::format("look of row {}, column {}\n  ours:   {}\n  theirs: {}", i / columns + 1, i % columns + 1,
                         ours.cells[i].look, theirs.cells[i].look);
  }
  return {};
}

}  // namespace

std::string visible(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\x1B') {
      out += "ESC ";
    } else if (byte < 0x20) {
      out += fmt::format("^{}", static_cast<char>(byte + 0x40));
    } else if (byte == 0x7F) {
      out += "DEL";
    } else {
      out += c;
    }
  }
  return out;
}

Observation observe_engine(std::string_view bytes, Size size) {
  terminal::TerminalOptions options;
  options.answers_checksums = true;
  testing_support::Probe probe{size, options};
  probe.feed(reset()).feed(bytes).feed(questions_of_state());
  std::string_view replies = probe.host.replies;
  Observation seen;
  read_state(replies, seen);
  seen.cells = cells_of(probe.screen());
  return seen;
}

Result<Observation> observe_xterm(RealXterm& xterm, std::string_view bytes, Size size) {
  // Asked for in two parts: no answer has to be told from the last one.
  const std::string all =
      reset() + std::string{bytes} + questions_of_state() + questions_of_cells(size) + kAskForMark + "\x1B[?996$p";
  const auto answer = xterm.ask(all, "\x1B[?996;0$y");
  if (!answer) return fail(answer.error().code, answer.error().message);
  std::string_view replies = *answer;
  Observation seen;
  read_state(replies, seen);
  seen.cells = cells_in(take_group(replies));
  const auto wanted = static_cast<std::size_t>(size.columns * size.rows);
  if (seen.cells.size() != wanted)
    return fail(ErrorCode::Io,
                fmt::format("read xterm's screen: {} cells of {} after {}", seen.cells.size(), wanted, visible(bytes)));
  return seen;
}

std::string first_difference(const Observation& ours, const Observation& theirs, Size size) {
  const auto differ = [](std::string_view what, const std::string& a,
                         const std::string& b) -> std::optional<std::string> {
    if (a == b) return std::nullopt;
    return fmt::format("{}\n  ours:   {}\n  theirs: {}", what, visible(a), visible(b));
  };
  if (auto found = differ("replies", ours.replies, theirs.replies)) return *found;
  if (auto found = differ("text", text_of(ours.cells, size), text_of(theirs.cells, size))) return *found;
  if (auto found = differ("cursor", ours.cursor, theirs.cursor)) return *found;
  if (auto found = differ("tab stops", ours.tab_stops, theirs.tab_stops)) return *found;
  const auto our_state = split(ours.modes, '\x1B');
  const auto their_state = split(theirs.modes, '\x1B');
  for (std::size_t i = 0; i < std::min(our_state.size(), their_state.size()); ++i)
    if (auto found = differ("modes", with_sorted_parameters(our_state[i]), with_sorted_parameters(their_state[i])))
      return *found;
  return first_look_that_differs(ours, theirs, size);
}

}  // namespace tabacus::xterm
