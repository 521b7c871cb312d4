// What the writer does when the file is locked, damaged, missing or cannot be written. Traffic never notices.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <thread>

#include "base/paths.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using WriterFaults = StoreTest;

std::vector<std::filesystem::path> files_aside(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator{directory})
    if (entry.path().filename().native().find(".corrupt-") != std::string::npos) found.push_back(entry.path());
  return found;
}

TEST_F(WriterFaults, KeepsRecordsWhileAnotherConnectionHoldsTheLock) {
  const auto writer = open_writer();
  flush(*writer);
  Database other = connect();
  {
    auto held = Transaction::begin(other);
    ASSERT_TRUE(held);
    for (int i = 0; i < 1000; ++i) writer->on_finished(testing::bare_call(tab_, kNoon + std::chrono::seconds{i}));
    EXPECT_FALSE(writer->flush(std::chrono::milliseconds{300}));
    EXPECT_EQ(writer->health().calls_written, 0);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "1000");
  EXPECT_EQ(writer->health().calls_dropped, 0);
  EXPECT_THAT(writer->health().warnings, IsEmpty()) << "a short lock is not worth a sentence";
}

TEST_F(WriterFaults, DropsAndCountsOnlyWhatTheQueueCannotHold) {
  StoreOptions options = fast_options();
  options.queue_records = 10;
  const auto writer = StoreWriter::open(options);
  flush(*writer);
  Database other = connect();
  auto held = std::optional{Transaction::begin(other)};
  ASSERT_TRUE(*held);
  writer->on_finished(testing::bare_call(tab_, kNoon));
  EXPECT_FALSE(writer->flush(std::chrono::seconds{1}));  // by now the first one sits in the writer's hands
  for (int i = 0; i < 15; ++i) writer->on_finished(testing::bare_call(tab_, kNoon));
  held.reset();
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "11");
  EXPECT_EQ(writer->health().calls_dropped, 5);
}

TEST_F(WriterFaults, CountsTunnelsThatTheQueueCannotHold) {
  StoreOptions options = fast_options();
  options.queue_records = 2;
  const auto writer = StoreWriter::open(options);
  flush(*writer);
  Database other = connect();
  auto held = std::optional{Transaction::begin(other)};
  ASSERT_TRUE(*held);
  TunnelRecord tunnel;
  tunnel.tab = tab_;
  tunnel.host = "example.test";
  tunnel.started_at = kNoon;
  writer->on_tunnel_ended(tunnel);
  EXPECT_FALSE(writer->flush(std::chrono::seconds{1}));  // by now the first one sits in the writer's hands
  for (int i = 0; i < 5; ++i) writer->on_tunnel_ended(tunnel);
  held.reset();
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM tunnels"), "3");
  EXPECT_EQ(writer->health().calls_dropped, 3);
}

TEST_F(WriterFaults, StopsTryingWhenCloseRunsOutOfTime) {
  StoreOptions options = fast_options();
  options.close_deadline = std::chrono::milliseconds{100};
  const auto writer = StoreWriter::open(options);
  flush(*writer);
  Database other = connect();
  auto held = Transaction::begin(other);
  ASSERT_TRUE(held);
  for (int i = 0; i < 3; ++i) writer->on_finished(testing::bare_call(tab_, kNoon));
  writer->close();
  EXPECT_EQ(writer->health().calls_dropped, 3);
}

TEST_F(WriterFaults, MovesAFileThatIsNoDatabaseAsideAndGoesOn) {
  ASSERT_TRUE(make_private_directory(directory()));
  const std::string garbage(20'000, '#');
  ASSERT_TRUE(write_private_file(file(), garbage));
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "1");
  ASSERT_EQ(files_aside(directory()).size(), 1U);
  EXPECT_EQ(read_file(files_aside(directory()).front()).value(), garbage);
  EXPECT_THAT(writer->health().warnings, ElementsAre(HasSubstr("damaged")));
  EXPECT_THAT(writer->health().warnings.front(), HasSubstr(files_aside(directory()).front().native()));
}

TEST_F(WriterFaults, MovesADatabaseWithDamagedPagesAside) {
  {
    const auto writer = open_writer();
    for (int i = 0; i < 500; ++i) writer->on_finished(testing::bare_call(tab_, kNoon + std::chrono::seconds{i}));
  }
  {
    std::fstream damage{file(), std::ios::in | std::ios::out | std::ios::binary};
    damage.seekp(8192);  // the header and the first page stay sound
    damage << std::string(static_cast<std::size_t>(std::filesystem::file_size(file())) - 8192, '\xA5');
  }
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "1");
  EXPECT_EQ(files_aside(directory()).size(), 1U);
  EXPECT_EQ(writer->health().calls_dropped, 0);
}

TEST_F(WriterFaults, BeginsANewFileWhenTheOldOneIsDeleted) {
  const auto writer = open_writer();
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  std::filesystem::remove_all(directory());
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*), model FROM v_calls"), "1|claude-sonnet-4-5-20250929");
}

TEST_F(WriterFaults, WarnsOfANewerFileAndLeavesIt) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  ASSERT_TRUE(connect().execute("PRAGMA user_version=999"));
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  EXPECT_FALSE(writer->flush(std::chrono::milliseconds{100}));
  for (int tries = 0; tries < 2000 && writer->health().warnings.empty(); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_THAT(writer->health().warnings, ElementsAre(HasSubstr("newer tabacus")));
  writer->close();
  EXPECT_EQ(writer->health().calls_dropped, 1);
  EXPECT_EQ(connect().integer("PRAGMA user_version").value(), 999);
  EXPECT_THAT(files_aside(directory()), IsEmpty());
}

TEST_F(WriterFaults, StoresWhatWaitedOnceTheTroubleEnds) {
  // A file in the directory's place cannot be passed even by root.
  ASSERT_TRUE(write_private_file(directory(), ""));
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  EXPECT_FALSE(writer->flush(std::chrono::milliseconds{100}));
  EXPECT_THAT(writer->health().warnings, ElementsAre(HasSubstr("calls cannot be stored")));
  std::filesystem::remove(directory());
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "1");
  EXPECT_THAT(writer->health().warnings, IsEmpty());
}

TEST_F(WriterFaults, LeavesOutARowThatTheDatabaseRefuses) {
  const auto writer = open_writer();
  flush(*writer);
  ASSERT_TRUE(
      connect().execute("CREATE TRIGGER no BEFORE INSERT ON calls WHEN new.status = 666 "
                        "BEGIN SELECT RAISE(ABORT, 'refused'); END"));
  for (const int status : {200, 666, 201}) {
    CallRecord call = testing::full_call(tab_, session_, kNoon);
    call.status = status;
    writer->on_finished(call);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT status, model FROM v_calls"), "200|claude-sonnet-4-5-20250929\n201|claude-sonnet-4-5-20250929");
  EXPECT_EQ(writer->health().calls_dropped, 1);
}

}  // namespace
}  // namespace tabacus::analytics
