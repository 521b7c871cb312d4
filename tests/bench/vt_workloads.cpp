#include "tests/bench/vt_workloads.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace tabacus::bench {
namespace {

constexpr std::uint32_t kColumns = 80;
constexpr std::uint32_t kRows = 24;

template <typename... Values>
void add(std::string& bytes, fmt::format_string<Values...> format, Values... values) {
  fmt::vformat_to(std::back_inserter(bytes), format, fmt::make_format_args(values...));
}

char letter(Dice& dice) { return static_cast<char>('a' + dice.below(26)); }

void add_word(std::string& bytes, Dice& dice) {
  for (std::uint32_t left = 2 + dice.below(8); left > 0; --left) bytes += letter(dice);
}

void cursor_motion(std::string& bytes, Dice& dice) {
  add(bytes, "\x1B[{};{}H{}", 1 + dice.below(kRows), 1 + dice.below(kColumns), letter(dice));
}

/// Colours and attributes anew in every cell.
void dense_cells(std::string& bytes, Dice& dice) {
  add(bytes, "\x1B[38;5;{};48;5;{};1;3;4m{}", dice.below(256), dice.below(256), letter(dice));
}

void light_cells(std::string& bytes, Dice& dice) { bytes += letter(dice); }

void medium_cells(std::string& bytes, Dice& dice) {
  if (dice.below(8) == 0) add(bytes, "\x1B[{};{}m", 30 + dice.below(8), 40 + dice.below(8));
  if (dice.below(64) == 0) add(bytes, "\x1B[{};{}H", 1 + dice.below(kRows), 1 + dice.below(kColumns));
  bytes += letter(dice);
}

void sync_medium_cells(std::string& bytes, Dice& dice) {
  bytes += "\x1B[?2026h";
  for (int i = 0; i < 400; ++i) medium_cells(bytes, dice);
  bytes += "\x1B[?2026l";
}

void line_feed(std::string& bytes, Dice&) { bytes += "y\r\n"; }

void full_lines(std::string& bytes, Dice& dice) {
  for (std::uint32_t i = 0; i < kColumns; ++i) bytes += letter(dice);
  bytes += "\r\n";
}

void unicode(std::string& bytes, Dice& dice) {
  constexpr std::array<std::string_view, 16> kWords{"na\u00efve ",
                                                    "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1 ",
                                                    "\u65e5\u672c\u8a9e ",
                                                    "\u2192 \u2713 ",
                                                    "\u043f\u0440\u0438\u0432\u0435\u0442 ",
                                                    "\u2026",
                                                    "\ud55c\uad6d\uc5b4 ",
                                                    "\U0001F642 ",
                                                    "\u2502 ",
                                                    "\u0928\u092e\u0938\u094d\u0924\u0947 ",
                                                    "e\u0301 ",
                                                    "\U0001F468\u200d\U0001F469 ",
                                                    "\u2588\u2588\u2591 ",
                                                    "\u05e9\u05dc\u05d5\u05dd ",
                                                    "\u3053\u3093\u306b\u3061\u306f ",
                                                    "\u00df\u00e9 "};
  bytes += kWords[dice.below(kWords.size())];
}

void rgb_cells(std::string& bytes, Dice& dice) {
  add(bytes, "\x1B[38;2;{};{};{};48;2;{};{};{}m{}", dice.below(256), dice.below(256), dice.below(256), dice.below(256),
      dice.below(256), dice.below(256), letter(dice));
}

/// What a full-screen agent sends: a synchronized update that repaints some rows by position.
void agent_tui(std::string& bytes, Dice& dice) {
  bytes += "\x1B[?2026h\x1B[?25l";
  for (int row = 0; row < 8; ++row) {
    add(bytes, "\x1B[{};1H\x1B[2K\x1B[2m\u2502\x1B[22m \x1B[38;2;215;119;87m\u25cf\x1B[39m ",
        1 + dice.below(kRows - 2));
    for (int words = 0; words < 9; ++words) {
      if (dice.below(4) == 0) bytes += "\x1B[1m";
      add_word(bytes, dice);
      bytes += "\x1B[22m ";
    }
  }
  bytes += "\x1B[23;3H\x1B[?25h\x1B[?2026l";
}

/// `cat` of a log: a time, a coloured level, words; some lines wrap.
void log_lines(std::string& bytes, Dice& dice) {
  constexpr std::array<std::string_view, 4> kLevels{"\x1B[32mINFO\x1B[0m", "\x1B[33mWARN\x1B[0m",
                                                    "\x1B[31mERROR\x1B[0m", "\x1B[2mDEBUG\x1B[0m"};
  add(bytes, "2026-11-21T{:02}:{:02}:{:02}.{:03}Z {} ", dice.below(24), dice.below(60), dice.below(60),
      dice.below(1000), kLevels[dice.below(kLevels.size())]);
  for (std::uint32_t words = 4 + dice.below(14); words > 0; --words) {
    add_word(bytes, dice);
    bytes += ' ';
  }
  bytes += "\r\n";
}

constexpr std::string_view kAlternate = "\x1B[?1049h";
constexpr std::string_view kEndAlternate = "\x1B[m\x1B[?1049l";
constexpr std::string_view kEndMargins = "\x1B[r\x1B[?1049l";

constexpr std::array kWorkloads = std::to_array<Workload>({
    {"cursor_motion", kAlternate, cursor_motion, kEndAlternate},
    {"dense_cells", kAlternate, dense_cells, kEndAlternate},
    {"light_cells", kAlternate, light_cells, kEndAlternate},
    {"medium_cells", kAlternate, medium_cells, kEndAlternate},
    {"sync_medium_cells", kAlternate, sync_medium_cells, kEndAlternate},
    {"scrolling", "", line_feed, "\r\n"},
    {"scrolling_bottom_region", "\x1B[?1049h\x1B[1;23r\x1B[23;1H", line_feed, kEndMargins},
    {"scrolling_bottom_small_region", "\x1B[?1049h\x1B[1;12r\x1B[12;1H", line_feed, kEndMargins},
    {"scrolling_fullscreen", "", full_lines, ""},
    {"scrolling_top_region", "\x1B[?1049h\x1B[2;24r\x1B[24;1H", line_feed, kEndMargins},
    {"scrolling_top_small_region", "\x1B[?1049h\x1B[12;24r\x1B[24;1H", line_feed, kEndMargins},
    {"unicode", "", unicode, "\r\n"},
    {"rgb_cells", kAlternate, rgb_cells, kEndAlternate},
    {"agent_tui", kAlternate, agent_tui, kEndAlternate},
    {"log_lines", "", log_lines, ""},
});

}  // namespace

std::span<const Workload> workloads() { return kWorkloads; }

std::string bytes_of(const Workload& workload, std::size_t size) {
  Dice dice;
  std::string bytes{workload.start};
  while (bytes.size() < size) workload.append(bytes, dice);
  return bytes += workload.end;
}

}  // namespace tabacus::bench
