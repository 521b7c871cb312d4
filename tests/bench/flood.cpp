// Runs inside a terminal: writes one workload to it and waits until the terminal has taken all of it, by asking what it
// is (DA1) at the end. Prints nothing; the result is a JSON line in the file named last.
// usage: bench_flood WORKLOAD MEGABYTES RESULT_FILE
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/paths.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "tests/bench/vt_workloads.hpp"

namespace tabacus {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::optional<std::string> make_payload(std::string_view name, std::size_t bytes) {
  for (const bench::Workload& workload : bench::workloads())
    if (workload.name == name) return bytes_of(workload, bytes);
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

/// DA1: the terminal answers "ESC [ ? ... c" once it has read everything before the question.
bool wait_for_answer() {
  if (!write_all("\x1b[c")) return false;
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) == 1)
    if (byte == 'c') return true;
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
  if (!wait_for_answer()) return 1;  // the terminal is up before the clock starts
  const auto start = SteadyClock::now();
  if (!write_all(*payload) || !wait_for_answer()) return 1;
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
