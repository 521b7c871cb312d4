// How fast bytes become cells: our Terminal against pure libvterm (its State alone without callbacks, and its Screen),
// each fed the same bytes in pieces of 64 KiB. One JSON line per workload; thread CPU time, best of some rounds.
#include <fmt/format.h>
#include <vterm.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "terminal/host.hpp"
#include "terminal/terminal.hpp"

namespace tabacus::terminal {
namespace {

constexpr Size kSize{120, 40};
constexpr std::size_t kWorkloadBytes = 8 * 1024 * 1024;
constexpr std::size_t kPiece = 64 * 1024;
constexpr int kRounds = 3;

class Dice {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 42;
};

class Deaf : public Host {
 public:
  void reply(std::string_view) override {}
  void title_changed(std::string_view) override {}
  void bell() override {}
  void copy_to_clipboard(std::string_view) override {}
  void working_directory_changed(std::string_view) override {}
};

template <typename Append>
std::string repeated(Append append) {
  std::string bytes;
  Dice dice;
  while (bytes.size() < kWorkloadBytes) append(bytes, dice);
  return bytes;
}

void append_word(std::string& bytes, Dice& dice) {
  for (std::uint32_t left = 2 + dice.below(8); left > 0; --left) bytes += static_cast<char>('a' + dice.below(26));
}

std::string ascii_lines() {
  return repeated([](std::string& bytes, Dice& dice) {
    for (int words = 0; words < 14; ++words) {
      append_word(bytes, dice);
      bytes += ' ';
    }
    bytes += "\r\n";
  });
}

std::string scroll() {
  return repeated([](std::string& bytes, Dice& dice) { bytes += fmt::format("{}\r\n", dice.below(1000)); });
}

std::string long_wrapping_lines() {
  return repeated([](std::string& bytes, Dice& dice) { append_word(bytes, dice); });
}

std::string sgr() {
  return repeated([](std::string& bytes, Dice& dice) {
    bytes += fmt::format("\x1B[{};38;5;{};48;5;{}m", dice.below(2), dice.below(256), dice.below(16));
    append_word(bytes, dice);
    bytes += dice.below(20) == 0 ? "\x1B[m\r\n" : "\x1B[m ";
  });
}

std::string sgr_rgb_cells() {
  return repeated([](std::string& bytes, Dice& dice) {
    bytes += fmt::format("\x1B[38;2;{};{};{}m#", dice.below(16) * 16, dice.below(16) * 16, dice.below(4) * 64);
  });
}

std::string cursor_motion() {
  return repeated([](std::string& bytes, Dice& dice) {
    bytes += fmt::format("\x1B[{};{}H", 1 + dice.below(40), 1 + dice.below(120));
    append_word(bytes, dice);
    if (dice.below(4) == 0) bytes += "\x1B[K";
    if (dice.below(4) == 0) bytes += fmt::format("\x1B[{}C*", 1 + dice.below(9));
  });
}

std::string region_scroll() {
  std::string bytes = "\x1B[2;39r";
  bytes += repeated([](std::string& line, Dice& dice) {
    line += "\x1B[39;1H\n";
    append_word(line, dice);
  });
  return bytes;
}

std::string box_drawing() {
  return repeated([](std::string& bytes, Dice& dice) {
    for (int i = 0; i < 60; ++i) append_utf8(bytes, 0x2500 + dice.below(0x80));
    bytes += "\r\n";
  });
}

std::string unicode_mix() {
  return repeated([](std::string& bytes, Dice& dice) {
    append_word(bytes, dice);
    append_utf8(bytes, 0x4E00 + dice.below(0x5000));
    append_utf8(bytes, 0xC0 + dice.below(0x40));
    bytes += "e\xCC\x81 ";
    append_utf8(bytes, 0x1F600 + dice.below(0x40));
    if (dice.below(8) == 0) bytes += "\r\n";
  });
}

double seconds_of_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Megabytes a second of the best round; `open` makes something that is fed by calling it.
template <typename Open>
double rate(const std::string& bytes, Open open) {
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    auto feed = open();
    const double start = seconds_of_thread();
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) feed(std::string_view{bytes}.substr(at, kPiece));
    best = std::min(best, seconds_of_thread() - start);
  }
  return static_cast<double>(bytes.size()) / best / 1e6;
}

double rate_of_terminal(const std::string& bytes) {
  static Deaf host;
  return rate(bytes, [] {
    return [terminal = std::make_shared<Terminal>(kSize, host)](std::string_view piece) { terminal->feed(piece); };
  });
}

enum class Layer { State, Screen };

/// Does nothing, so that only parsing and state are measured; missing ones would be called when it scrolls.
constexpr VTermStateCallbacks quiet_callbacks() {
  VTermStateCallbacks callbacks{};
  callbacks.putglyph = [](VTermGlyphInfo*, VTermPos, void*) { return 1; };
  callbacks.scrollrect = [](VTermRect, int, int, void*) { return 1; };
  callbacks.erase = [](VTermRect, int, void*) { return 1; };
  return callbacks;
}

double rate_of_libvterm(const std::string& bytes, Layer layer) {
  return rate(bytes, [layer] {
    std::shared_ptr<VTerm> vterm{vterm_new(kSize.rows, kSize.columns), vterm_free};
    vterm_set_utf8(vterm.get(), 1);
    if (layer == Layer::State) {
      static const VTermStateCallbacks kNothing = quiet_callbacks();
      VTermState* const state = vterm_obtain_state(vterm.get());
      vterm_state_set_callbacks(state, &kNothing, nullptr);
      vterm_state_reset(state, 1);
    } else {
      VTermScreen* const screen = vterm_obtain_screen(vterm.get());
      vterm_screen_set_damage_merge(screen, VTERM_DAMAGE_SCROLL);
      vterm_screen_reset(screen, 1);
    }
    return [vterm](std::string_view piece) { vterm_input_write(vterm.get(), piece.data(), piece.size()); };
  });
}

void report(std::string_view workload, const std::string& bytes) {
  const double ours = rate_of_terminal(bytes);
  const double state = rate_of_libvterm(bytes, Layer::State);
  // Its Screen is so slow on scrolling that a sixteenth of the bytes must do.
  const double screen = rate_of_libvterm(bytes.substr(0, bytes.size() / 16), Layer::Screen);
  fmt::print(
      "{{\"bench\":\"vt\",\"workload\":\"{}\",\"tabacus_mb_s\":{:.1f},\"libvterm_state_mb_s\":{:.1f},"
      "\"libvterm_screen_mb_s\":{:.1f},\"ratio_to_state\":{:.1f},\"ratio_to_screen\":{:.1f}}}\n",
      workload, ours, state, screen, ours / state, ours / screen);
}

}  // namespace
}  // namespace tabacus::terminal

int main() {
  using namespace tabacus::terminal;
  report("ascii_lines", ascii_lines());
  report("scroll", scroll());
  report("wrapping", long_wrapping_lines());
  report("sgr", sgr());
  report("sgr_rgb_cells", sgr_rgb_cells());
  report("cursor_motion", cursor_motion());
  report("region_scroll", region_scroll());
  report("box_drawing", box_drawing());
  report("unicode_mix", unicode_mix());
}
