// Kills a process that writes calls, hundreds of times and at any moment: `soak_store [--kills N]`. After each the file
// must be sound, hold every call that was told to be committed and at most one burst beyond, and all sums
// must be those of the calls. Exit code 1 at the first that is not so.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "tests/support/sample_calls.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus {
namespace {

using namespace analytics;

constexpr std::uint32_t kSeed = 20'261'121;
constexpr SystemTime kStart = from_epoch_us(1'800'000'000'000'000);
constexpr int kLargestBurst = 600;

[[noreturn]] void die(const std::string& why) {
  fmt::print(stderr, "soak_store: {}\n", why);
  std::exit(1);
}

/// Bursts for ever; after each the pipe is told how many calls are kept.
void write_until_killed(const std::filesystem::path& file, TabId tab, int round, int pipe) {
  const auto writer = StoreWriter::open({.file = file, .commit_every = std::chrono::milliseconds{1}});
  std::mt19937 random{kSeed + static_cast<std::uint32_t>(round)};
  for (std::int64_t written = 0;;) {
    const std::int64_t burst = 1 + random() % kLargestBurst;
    for (std::int64_t i = 0; i < burst; ++i) {
      const SystemTime at = kStart + std::chrono::hours{round} + std::chrono::microseconds{++written};
      CallRecord call = testing::full_call(tab, TabSessionId{}, at);
      call.identity.agent = fmt::format("agent-{}", random() % 5);
      writer->on_finished(call);
    }
    if (!writer->flush(std::chrono::seconds{30})) ::_exit(1);
    if (::write(pipe, &written, sizeof written) != sizeof written) ::_exit(1);
  }
}

/// What the child last told, after it was killed at some moment.
std::int64_t kill_a_writer(const std::filesystem::path& file, TabId tab, int round, std::mt19937& random) {
  int ends[2];
  if (::pipe(ends) != 0) die("no pipe");
  const UniqueFd reading{ends[0]};
  UniqueFd writing{ends[1]};
  const pid_t child = ::fork();
  if (child == 0) {
    write_until_killed(file, tab, round, writing.get());
    ::_exit(1);
  }
  writing.reset();
  std::int64_t told = 0;
  // Every fifth dies while it opens the file.
  if (round % 5 != 0 && ::read(reading.get(), &told, sizeof told) != sizeof told) die("the writer ended by itself");
  std::this_thread::sleep_for(std::chrono::microseconds{random() % 15'000});
  ::kill(child, SIGKILL);
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSIGNALED(status)) die("the writer ended before it was killed");
  while (::read(reading.get(), &told, sizeof told) == sizeof told) continue;
  return told;
}

std::int64_t number(Database& database, const std::string& sql) {
  const auto value = database.integer(sql);
  if (!value) die(value.error().message);
  return value->value_or(0);
}

/// How many calls there are.
std::int64_t check(const std::filesystem::path& file) {
  auto database = Database::open(file, Database::Mode::ReadWrite, std::chrono::seconds{5});
  if (!database) die(database.error().message);
  if (number(*database, "SELECT count(*) FROM sqlite_master WHERE name = 'rollup_day'") == 0) return 0;
  auto sound = database->prepare("PRAGMA quick_check");
  if (!sound || !sound->step().value_or(false) || sound->bytes(0) != "ok") die("the file is damaged");
  const std::int64_t calls = number(*database, "SELECT count(*) FROM calls");
  const std::int64_t nano = number(*database, "SELECT sum(cost_nano) FROM calls");
  for (const char* rows :
       {"rollup_q", "rollup_day", "totals WHERE scope = 0", "totals WHERE scope = 1", "totals WHERE scope = 2",
        "totals WHERE scope = 3", "totals WHERE scope = 4", "totals WHERE scope = 5"})
    if (number(*database, fmt::format("SELECT sum(calls) FROM {}", rows)) != calls ||
        number(*database, fmt::format("SELECT sum(cost_nano) FROM {}", rows)) != nano)
      die(fmt::format("the sums of {} are not those of the calls", rows));
  for (const char* table : {"usage", "why"})
    if (number(*database, fmt::format("SELECT count(*) FROM {}", table)) != calls)
      die(fmt::format("{} has other calls", table));
  return calls;
}

int run(std::int64_t kills) {
  const testing::TempDir temporary;
  const std::filesystem::path file = temporary.path() / "analytics" / kCallsFileName;
  const TabId tab = TabId::mint();
  std::mt19937 random{kSeed};
  std::int64_t kept = 0;
  for (int round = 0; round < kills; ++round) {
    const std::int64_t told = kill_a_writer(file, tab, round, random);
    const std::int64_t calls = identity_of(file) ? check(file) : 0;
    if (calls < kept + told)
      die(fmt::format("round {}: {} calls were committed, {} are there", round, kept + told, calls));
    if (calls > kept + told + kLargestBurst) die(fmt::format("round {}: more calls than were written", round));
    kept = calls;
  }
  fmt::print(R"({{"soak":"store","kills":{},"calls":{},"lost":0,"damaged":0}})"
             "\n",
             kills, kept);
  return 0;
}

}  // namespace
}  // namespace tabacus

int main(int count, char** words) {
  std::int64_t kills = 300;
  if (count == 3 && std::string_view{words[1]} == "--kills") kills = tabacus::parse_int(words[2]).value_or(kills);
  return tabacus::run(kills);
}
