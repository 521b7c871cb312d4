// Several processes on one database, and processes that die in the middle of it.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "base/unique_fd.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using WriterProcesses = StoreTest;

/// Runs `body` in a child process that leaves without running the test's destructors.
template <typename Body>
pid_t spawn(Body body) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  body();
  ::_exit(0);
}

int exit_status(pid_t child) {
  int status = 0;
  return ::waitpid(child, &status, 0) == child ? status : -1;
}

/// Writes for ever; after each commit tells the pipe how many calls are now kept.
void write_until_killed(const StoreOptions& options, TabId tab, int round, int pipe) {
  const auto writer = StoreWriter::open(options);
  for (std::int64_t written = 1;; ++written) {
    // A moment of its own for each: one moment has only so many lanes.
    const SystemTime at = kNoon + std::chrono::hours{round} + std::chrono::microseconds{written};
    writer->on_finished(testing::full_call(tab, TabSessionId{}, at));
    if (!writer->flush(std::chrono::seconds{10})) ::_exit(1);
    if (::write(pipe, &written, sizeof written) != sizeof written) ::_exit(1);
  }
}

TEST_F(WriterProcesses, SurviveBeingKilledAtAnyMoment) {
  constexpr std::uint32_t kSeed = 20261121;
  std::mt19937 random{kSeed};
  std::int64_t committed = 0;
  for (int round = 0; round < 20; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    UniqueFd reading{ends[0]};
    UniqueFd writing{ends[1]};
    const pid_t child = spawn([&] { write_until_killed(fast_options(), tab_, round, writing.get()); });
    writing.reset();
    std::int64_t told = 0;
    ASSERT_EQ(::read(reading.get(), &told, sizeof told), static_cast<ssize_t>(sizeof told));
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 8000});
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_TRUE(WIFSIGNALED(exit_status(child)));
    while (::read(reading.get(), &told, sizeof told) == static_cast<ssize_t>(sizeof told)) continue;
    committed += told;
    Database database = connect();
    auto check = database.prepare("PRAGMA integrity_check");
    ASSERT_TRUE(check && check->step().value());
    EXPECT_EQ(check->bytes(0), "ok") << "round " << round << ", seed " << kSeed;
    const std::int64_t kept = database.integer("SELECT count(*) FROM calls")->value_or(0);
    EXPECT_GE(kept, committed);
    EXPECT_LE(kept, committed + 1) << "at most the call whose commit could not be told any more";
    EXPECT_EQ(database.integer("SELECT count(*) FROM outbox").value(), kept);
    EXPECT_EQ(database.integer("SELECT count(*) FROM usage").value(), kept);
    committed = kept;
  }
}

TEST_F(WriterProcesses, ShareOneDatabase) {
  constexpr int kCalls = 300;
  const auto write_all = [this] {
    const auto writer = open_writer();
    // The same moments and the same names in both: every lane and every dictionary row is contested.
    for (int i = 0; i < kCalls; ++i) {
      CallRecord call = testing::full_call(tab_, session_, kNoon + std::chrono::microseconds{i});
      call.facts.model_served = fmt::format("model-{}", i % 50);
      writer->on_finished(call);
      if (i % 20 == 0 && !writer->flush(std::chrono::minutes{3})) ::_exit(1);
    }
    if (!writer->flush(std::chrono::minutes{3}) || writer->health().calls_dropped != 0) ::_exit(2);
    writer->close();
  };
  const pid_t first = spawn(write_all);
  const pid_t second = spawn(write_all);
  EXPECT_EQ(exit_status(first), 0);
  EXPECT_EQ(exit_status(second), 0);
  EXPECT_EQ(ask("SELECT count(*), count(DISTINCT model), sum(cost_nano) FROM v_calls"),
            fmt::format("{}|50|{}", 2 * kCalls, 2 * kCalls * std::int64_t{12'345'678}));
  EXPECT_EQ(ask("SELECT (SELECT count(*) FROM model), (SELECT count(*) FROM tabs), (SELECT count(*) FROM sessions)"),
            "51|1|1");
}

/// A limit on the size of files stands for the disk: writes fail half-way in the same places.
TEST_F(WriterProcesses, KeepWhatAFullDiskRefusesUntilThereIsSpace) {
  const pid_t child = spawn([this] {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
    const auto writer = open_writer();
    writer->on_finished(testing::full_call(tab_, session_, kNoon));
    if (!writer->flush(std::chrono::minutes{1})) ::_exit(2);
    const rlimit full{std::filesystem::file_size(file()) + 100'000, limit.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &full) != 0) ::_exit(3);
    for (int i = 0; i < 3000; ++i)
      writer->on_finished(testing::full_call(tab_, session_, kNoon + std::chrono::seconds{i}));
    if (writer->flush(std::chrono::milliseconds{500})) ::_exit(4);
    if (writer->health().trouble.find("calls cannot be stored") == std::string::npos) ::_exit(5);
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(6);
    if (!writer->flush(std::chrono::minutes{1})) ::_exit(7);
    if (writer->health().calls_dropped != 0 || !writer->health().trouble.empty()) ::_exit(8);
    writer->close();
  });
  EXPECT_EQ(exit_status(child), 0);
  EXPECT_EQ(ask("SELECT count(*), (SELECT sum(calls) FROM v_day) FROM v_calls"), "3001|3001");
  EXPECT_EQ(ask("PRAGMA integrity_check"), "ok");
}

TEST_F(WriterProcesses, LeaveTheReaderUndisturbed) {
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  const auto reader = Reader::open(directory());
  ASSERT_TRUE(reader);
  ASSERT_TRUE((*reader)->sql("SELECT count(*) FROM v_calls", 1));
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  EXPECT_EQ(text_of((*reader)->sql("SELECT count(*) FROM v_calls", 1).value()), "2");
}

}  // namespace
}  // namespace tabacus::analytics
