// Runs inside a terminal: writes one workload to it, again and again for a second, and waits until the terminal has
// taken all of it, by asking what it is (DA1) at the end. Prints nothing; the result is a JSON line in the file named
// last. With --footprint: how long the terminal took to its first answer since it was started, what memory it (our
// parent) has then, and how much more behind 10,000 full lines. With --reader it is itself a terminal that only reads,
// and runs a command in it: no terminal takes bytes faster than the system's pseudo terminal gives them. usage:
// bench_flood WORKLOAD MEGABYTES RESULT_FILE | bench_flood --footprint STARTED_AT_NANOSECONDS RESULT_FILE | bench_flood
// --reader COMMAND...
#include <fmt/format.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

constexpr std::string_view kQuestion = "\x1b[c";
/// A tenth of a second, which 10 MB take, is over before the system has spread who takes part over its processors.
constexpr std::chrono::seconds kLeastTime{1};

/// DA1: the terminal answers "ESC [ ? ... c" once it has read everything before the question.
bool wait_for_answer() {
  if (!write_all(kQuestion)) return false;
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
  // The terminal is up before the clock starts, and its window drawn: some answer while they open it.
  if (!wait_for_answer()) return 1;
  ::usleep(400'000);
  const auto start = SteadyClock::now();
  std::size_t written = 0;
  do {
    if (!write_all(*payload)) return 1;
    written += payload->size();
  } while (SteadyClock::now() - start < kLeastTime);
  if (!wait_for_answer()) return 1;
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
  const auto line = fmt::format("{{\"workload\":\"{}\",\"megabytes_per_second\":{:.1f}}}\n", workload,
                                static_cast<double>(written) / 1e6 / seconds);
  return write_private_file(result_file, line) ? 0 : 1;
}

double resident_mib_of_parent() {
  const auto status = read_regular_file(fmt::format("/proc/{}/statm", ::getppid()), 4096);
  if (!status) return 0;
  const std::size_t second = status->find(' ') + 1;
  const auto pages = parse_int(std::string_view{*status}.substr(second, status->find(' ', second) - second));
  return static_cast<double>(pages.value_or(0)) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

int measure_footprint(std::int64_t started_at_ns, const char* result_file) {
  constexpr int kLines = 10'000;
  make_raw();
  if (!wait_for_answer()) return 1;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const double startup_ms =
      std::chrono::duration<double, std::milli>(now - std::chrono::nanoseconds{started_at_ns}).count();
  ::sleep(1);  // the window is drawn
  const double before = resident_mib_of_parent();
  std::string lines;
  for (int line = 0; line < kLines; ++line) lines += fmt::format("{:0>119}\r\n", line * 7919);
  if (!write_all(lines) || !wait_for_answer()) return 1;
  ::sleep(1);
  const double after = resident_mib_of_parent();
  return write_private_file(result_file,
                            fmt::format("{{\"startup_ms\":{:.1f},\"rss_mib\":{:.1f},\"growth_mib\":{:.2f}}}\n",
                                        startup_ms, before, after - before))
             ? 0
             : 1;
}

int only_read(char** command) {
  int master = -1;
  const winsize size{30, 120, 0, 0};
  const pid_t child = ::forkpty(&master, nullptr, nullptr, &size);
  if (child < 0) return std::perror("bench_flood: forkpty"), 1;
  if (child == 0) {
    ::execvp(command[0], command);
    ::_exit(127);
  }
  std::vector<char> buffer(64 * 1024);
  std::string last;  // who asks waits for the answer, so a question is what was written last
  for (ssize_t got = 0; (got = ::read(master, buffer.data(), buffer.size())) > 0;) {
    last.append(buffer.data(), static_cast<std::size_t>(got));
    if (last.size() > kQuestion.size()) last.erase(0, last.size() - kQuestion.size());
    constexpr std::string_view kAnswer = "\x1b[?62c";
    if (last == kQuestion && ::write(master, kAnswer.data(), kAnswer.size()) < 0) break;
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace
}  // namespace tabacus

int main(int argc, char** argv) {
  if (argc > 2 && std::string_view{argv[1]} == "--reader") return tabacus::only_read(argv + 2);
  if (argc != 4) return std::fprintf(stderr, "usage: bench_flood WORKLOAD MEGABYTES RESULT_FILE\n"), 2;
  const auto megabytes = tabacus::parse_int(argv[2]);
  if (std::string_view{argv[1]} == "--footprint") return tabacus::measure_footprint(megabytes.value_or(0), argv[3]);
  if (!megabytes || *megabytes < 1 || *megabytes > 4096) return 2;
  return tabacus::run(argv[1], static_cast<std::size_t>(*megabytes), argv[3]);
}
