// Runs inside a terminal: writes one workload to it and waits until the terminal has taken all of it, by asking for the
// cursor's position at the end. Prints nothing; the result is a JSON line in the file named last.
// usage: bench_flood WORKLOAD MEGABYTES RESULT_FILE
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/paths.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

namespace tabacus {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A small generator with a fixed seed: the same bytes for every terminal.
class Dice {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 42;
};

std::string ascii_lines(Dice& dice) {
  std::string line;
  for (std::uint32_t i = 0, length = 40 + dice.below(70); i < length; ++i)
    line += static_cast<char>(' ' + 1 + dice.below(94));
  return line + "\r\n";
}

std::string short_lines(Dice& dice) { return fmt::format("{}\r\n", dice.below(1'000'000)); }

std::string colour_cells(Dice& dice) {
  return fmt::format("\x1b[38;2;{};{};{};48;5;{}m{}", dice.below(256), dice.below(256), dice.below(256),
                     dice.below(256), static_cast<char>('a' + dice.below(26)));
}

std::string unicode_words(Dice& dice) {
  constexpr std::array<std::string_view, 8> kWords{"naïve ",  "Ελλάδα ", "日本語 ", "→ ✓ ",
                                                   "привет ", "…",       "한국어 ", "🙂 "};
  return std::string{kWords[dice.below(kWords.size())]} + (dice.below(12) == 0 ? "\r\n" : "");
}

/// What a full-screen agent sends: a synchronized update that repaints some rows by cursor position.
std::string agent_frame(Dice& dice) {
  std::string frame = "\x1b[?2026h\x1b[?25l";
  for (int row = 0; row < 8; ++row)
    frame += fmt::format("\x1b[{};1H\x1b[2K\x1b[2m│\x1b[22m \x1b[38;2;215;119;87m{}\x1b[39m {}", 2 + dice.below(26),
                         static_cast<char>('A' + dice.below(26)), ascii_lines(dice).substr(0, 60));
  return frame + "\x1b[28;3H\x1b[?25h\x1b[?2026l";
}

struct Workload {
  std::string_view name;
  std::string (*piece)(Dice&);
};

constexpr std::array kWorkloads{
    Workload{"ascii_lines", ascii_lines},   Workload{"short_lines", short_lines},
    Workload{"colour_cells", colour_cells}, Workload{"unicode_words", unicode_words},
    Workload{"agent_frames", agent_frame},
};

std::optional<std::string> make_payload(std::string_view name, std::size_t bytes) {
  for (const Workload& workload : kWorkloads) {
    if (workload.name != name) continue;
    Dice dice;
    std::string payload;
    while (payload.size() < bytes) payload += workload.piece(dice);
    return payload + "\x1b[0m\x1b[?1049l";
  }
  return std::nullopt;
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The terminal answers "ESC [ row ; column R" once it has read everything before the question.
bool wait_for_cursor_report() {
  if (!write_all("\x1b[6n")) return false;
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) == 1)
    if (byte == 'R') return true;
  return false;
}

void make_raw() {
  termios settings{};
  ::tcgetattr(STDIN_FILENO, &settings);
  ::cfmakeraw(&settings);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

int run(std::string_view workload, std::size_t megabytes, const char* result_file) {
  const auto payload = make_payload(workload, megabytes * 1'000'000);
  if (!payload) return std::fprintf(stderr, "bench_flood: no such workload\n"), 2;
  make_raw();
  if (!wait_for_cursor_report()) return 1;  // the terminal is up before the clock starts
  const auto start = SteadyClock::now();
  if (!write_all(*payload) || !wait_for_cursor_report()) return 1;
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
  const auto line = fmt::format("{{\"workload\":\"{}\",\"megabytes_per_second\":{:.1f}}}\n", workload,
                                static_cast<double>(payload->size()) / 1e6 / seconds);
  return write_private_file(result_file, line) ? 0 : 1;
}

}  // namespace
}  // namespace tabacus

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: bench_flood WORKLOAD MEGABYTES RESULT_FILE\n"), 2;
  const auto megabytes = tabacus::parse_int(argv[2]);
  if (!megabytes || *megabytes < 1 || *megabytes > 4096) return 2;
  return tabacus::run(argv[1], static_cast<std::size_t>(*megabytes), argv[3]);
}
