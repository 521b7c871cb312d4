#include "analytics/store/body_writer.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "analytics/api/bodies.hpp"
#include "analytics/store/bodies_file.hpp"
#include "analytics/store/body_retention.hpp"
#include "analytics/store/stored_bodies.hpp"
#include "tests/support/encode.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kKey = "sk-ant-api03-AbCdEfGhIjKlMnOp";

std::string message(int number) {
  std::string text = fmt::format(R"({{"role":"user","content":"message {} )", number);
  // Different words in each, so that only deduplication saves anything.
  for (std::uint64_t word = static_cast<std::uint64_t>(number) * 7919 + 1; text.size() < 300;
       word = word * 6364136223846793005U + 1)
    text += fmt::format("{:x} ", word);
  return text + "\"}";
}

/// What a client sends in its n-th turn: everything again, with two more messages.
std::string request_of_turn(int turn) {
  std::string text = R"({"model":"m","messages":[)";
  for (int number = 0; number <= 2 * turn; ++number) text += (number > 0 ? "," : "") + message(number);
  return text + R"(],"stream":true})";
}

class BodyWriterTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path directory() const { return temp_.path() / "analytics"; }
  [[nodiscard]] std::filesystem::path file() const { return directory() / kBodiesFileName; }
  [[nodiscard]] BodyWriterOptions options() const {
    BodyWriterOptions options;
    options.file = file();
    options.key = {5, 6};
    options.commit_every = milliseconds{1};
    options.busy_timeout = milliseconds{20};
    options.retry_every = milliseconds{1};
    options.retention = {0, 0};
    return options;
  }
  [[nodiscard]] std::shared_ptr<CallBody> body(std::string_view request, std::string_view response = "{}") const {
    auto made = std::make_shared<CallBody>(budget_, SteadyTime{});
    made->request.line = "POST /v1/messages";
    made->request.headers.add("x-api-key", kKey);
    made->response.line = "200 OK";
    made->append(made->request, request, SteadyTime{});
    made->append(made->response, response, SteadyTime{});
    return made;
  }
  static void flush(BodyWriter& writer) { ASSERT_TRUE(writer.flush(seconds{180})); }
  [[nodiscard]] KeptCall read(std::int64_t call_id) const {
    const auto reader = BodyReader::open(directory());
    if (!reader) return ADD_FAILURE() << reader.error().message, KeptCall{};
    auto call = (*reader)->read(call_id);
    if (!call) return ADD_FAILURE() << call.error().message, KeptCall{};
    return std::move(*call);
  }
  [[nodiscard]] std::int64_t ask(const std::string& sql) const {
    auto database = Database::open(file(), Database::Mode::ReadOnly, seconds{5});
    return database->integer(sql).value_or(-1).value_or(-2);
  }
  /// Bytes of all rows, in a file that has only so many turns of one session.
  std::int64_t bytes_after(int turns) {
    auto writer = BodyWriter::open(options());
    for (int turn = 1; turn <= turns; ++turn) {
      writer->on_stored(turn, body(request_of_turn(turn)));
      if (turn % 16 == 0) flush(*writer);
    }
    flush(*writer);
    EXPECT_EQ(writer->health().dropped, 0);
    writer->close();
    EXPECT_EQ(read(turns).request.body, request_of_turn(turns));
    EXPECT_EQ(read(turns / 2).request.body, request_of_turn(turns / 2));
    const std::int64_t bytes = ask("SELECT sum(length(data) + 40) FROM blobs") +
                               ask("SELECT sum(length(tail) + 20) FROM lists") +
                               ask("SELECT 60 * count(*) FROM bodies");
    EXPECT_TRUE(delete_bodies_file(directory()).value());
    return bytes;
  }

  testing::TempDir temp_;
  std::shared_ptr<BodyBudget> budget_ = std::make_shared<BodyBudget>(std::int64_t{1} << 30);
};

TEST_F(BodyWriterTest, BodiesComeBackBitForBitOutsideOfMasks) {
  auto writer = BodyWriter::open(options());
  const std::string odd{"\0\xff{\"messages\": [ {\"a\":1}\n,{\"b\" : 2} ] }\r\n", 41};
  writer->on_stored(8, body(odd, "data: x\n\n"));
  writer->on_stored(16, body(R"({"messages":[{"k":")" + std::string{kKey} + R"("}]})"));
  writer->on_stored(24, body("", ""));
  flush(*writer);
  EXPECT_EQ(read(8).request.body, odd);
  EXPECT_EQ(read(8).response.body, "data: x\n\n");
  EXPECT_THAT(read(8).request.head, AllOf(HasSubstr("x-api-key: [masked:credential:"), Not(HasSubstr(kKey))));
  const KeptCall masked = read(16);
  ASSERT_THAT(masked.request.masks, SizeIs(1));
  EXPECT_EQ(masked.request.masks[0].original_length, kKey.size());
  EXPECT_EQ(masked.request.body.substr(0, masked.request.masks[0].begin), R"({"messages":[{"k":")");
  EXPECT_EQ(masked.request.body.substr(masked.request.masks[0].begin + masked.request.masks[0].length), R"("}]})");
  EXPECT_THAT(read(24).request.body, IsEmpty());
  struct stat status {};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(BodyWriterTest, CodedBodiesComeBackAsTheyWereSentAndGoWithTheirCalls) {
  BodyWriterOptions indexed = options();
  indexed.search = BodySearch::On;
  auto writer = BodyWriter::open(indexed);
  const auto send_turn = [&](int turn) {
    const auto sent = std::make_shared<CallBody>(budget_, SteadyTime{});
    sent->request.line = "POST /v1/responses";
    sent->request.headers.add("content-encoding", "zstd");
    sent->response.line = "200 OK";
    sent->response.headers.add("content-encoding", "gzip");
    sent->append(sent->request, test::encode("zstd", request_of_turn(turn)), SteadyTime{});
    sent->append(sent->response, test::encode("gzip", message(turn)), SteadyTime{});
    writer->on_stored(turn, sent);
  };
  for (const int turn : {30, 31, 32}) send_turn(turn);
  flush(*writer);
  for (const int turn : {30, 31, 32}) {
    EXPECT_EQ(read(turn).request.coded, test::encode("zstd", request_of_turn(turn))) << turn;
    EXPECT_EQ(read(turn).request.body, request_of_turn(turn)) << turn;
    EXPECT_EQ(read(turn).response.coded, test::encode("gzip", message(turn))) << turn;
  }
  writer->close();
  {
    auto database = open_bodies_file(file(), seconds{5});
    ASSERT_TRUE(database) << database.error().message;
    auto rows = BodyRows::prepare(*database, options().key);
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_TRUE(erase_bodies(*database, **rows, {30, 31, 32}));
    EXPECT_TRUE(database->execute("INSERT INTO fts(fts) VALUES('integrity-check')"));
  }
  EXPECT_EQ(ask("SELECT count(*) FROM blobs") + ask("SELECT count(*) FROM lists"), 0);
}

TEST_F(BodyWriterTest, WhatAnOlderTabacusKeptIsRead) {
  auto writer = BodyWriter::open(options());
  writer->on_stored(8, body("{}", "answer"));
  flush(*writer);
  writer->close();
  {
    auto database = open_bodies_file(file(), seconds{5});
    ASSERT_TRUE(
        database->execute("ALTER TABLE bodies DROP COLUMN request_coded; ALTER TABLE bodies DROP COLUMN "
                          "response_coded; PRAGMA user_version = 1"));
  }
  EXPECT_EQ(read(8).response.body, "answer");
  ASSERT_TRUE(open_bodies_file(file(), seconds{5}));
  EXPECT_EQ(ask("PRAGMA user_version"), 2);
  EXPECT_EQ(read(8).response.body, "answer");
}

TEST_F(BodyWriterTest, ASessionOfTwiceAsManyTurnsTakesTwiceTheBytes) {
  const std::int64_t hundred = bytes_after(100);
  const std::int64_t two_hundred = bytes_after(200);
  EXPECT_LT(static_cast<double>(two_hundred), 2.1 * static_cast<double>(hundred));
  RecordProperty("bytes_of_100_turns", std::to_string(hundred));
  RecordProperty("bytes_of_200_turns", std::to_string(two_hundred));
}

TEST_F(BodyWriterTest, WhatIsTooOldGoesAndWhatOthersShareStays) {
  BodyWriterOptions pruning = options();
  const std::int64_t now = to_epoch_us(SystemClock{}.wall());
  const auto id = [now](std::int64_t days_ago) { return (now - days_ago * 86'400'000'000) * 8; };
  {
    auto writer = BodyWriter::open(options());
    for (const std::int64_t days : {30, 20, 1})
      writer->on_stored(id(days), body(request_of_turn(static_cast<int>(40 - days))));
    flush(*writer);
  }
  pruning.retention = {.days = 7, .mebibytes = 0};
  auto writer = BodyWriter::open(pruning);
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM bodies"), 1);
  EXPECT_EQ(read(id(1)).request.body, request_of_turn(39)) << "it was built on what went";
  writer->on_stored(id(0), body(request_of_turn(40)));
  flush(*writer);
  EXPECT_EQ(read(id(0)).request.body, request_of_turn(40));
}

TEST_F(BodyWriterTest, NothingIsLeftOfWhatIsErased) {
  auto writer = BodyWriter::open(options());
  for (int turn = 1; turn <= 5; ++turn) writer->on_stored(turn, body(request_of_turn(turn)));
  flush(*writer);
  writer->close();
  ASSERT_GT(ask("SELECT count(*) FROM blobs"), 5);
  BodyWriterOptions pruning = options();
  pruning.retention = {.days = 1, .mebibytes = 0};
  auto pruner = BodyWriter::open(pruning);
  flush(*pruner);
  pruner->close();
  for (const std::string table : {"bodies", "lists", "blobs"})
    EXPECT_EQ(ask("SELECT count(*) FROM " + table), 0) << table;
}

TEST_F(BodyWriterTest, TheOldestGoWhenItIsTooMuch) {
  BodyWriterOptions small = options();
  small.retention = {.days = 0, .mebibytes = 1};
  auto writer = BodyWriter::open(small);
  for (int call = 1; call <= 60; ++call) {
    std::string text;
    for (int part = 0; part < 200; ++part) text += message(call * 1000 + part);
    writer->on_stored(call, body(text));
    if (call % 10 == 0) flush(*writer);
  }
  for (int i = 0; i < 200 && ask("SELECT min(call_id) FROM bodies") == 1; ++i) {
    std::this_thread::sleep_for(milliseconds{20});
    flush(*writer);
  }
  EXPECT_GT(ask("SELECT min(call_id) FROM bodies"), 1);
  EXPECT_EQ(ask("SELECT max(call_id) FROM bodies"), 60);
}

TEST_F(BodyWriterTest, InMemoryTheLatestAreKeptAndNoFileIsMade) {
  BodyWriterOptions ring = options();
  ring.file.clear();
  ring.memory_bytes = 20'000;
  auto writer = BodyWriter::open(ring);
  for (int call = 1; call <= 20; ++call) writer->on_stored(call, body(request_of_turn(2)));
  flush(*writer);
  EXPECT_EQ(writer->recent(1), nullptr);
  const auto last = writer->recent(20);
  ASSERT_NE(last, nullptr);
  EXPECT_THAT(last->request.head.text, Not(HasSubstr(kKey)));
  EXPECT_FALSE(std::filesystem::exists(directory()));
}

TEST_F(BodyWriterTest, AFileThatIsNoDatabaseIsMovedAside) {
  std::filesystem::create_directories(directory());
  std::ofstream{file()} << std::string(20'000, 'x');
  auto writer = BodyWriter::open(options());
  for (int i = 0; i < 500 && writer->health().kept == 0; ++i) {
    writer->on_stored(8, body("{}"));
    flush(*writer);
    std::this_thread::sleep_for(milliseconds{5});
  }
  EXPECT_GT(writer->health().kept, 0);
  EXPECT_THAT(writer->health().warnings, ::testing::ElementsAre(HasSubstr("was damaged")));
  EXPECT_EQ(read(8).request.body, "{}");
}

TEST_F(BodyWriterTest, WordsAreFoundUntilTheirBodiesGo) {
  BodyWriterOptions searching = options();
  const std::int64_t now = to_epoch_us(SystemClock{}.wall()) * 8;
  {
    auto writer = BodyWriter::open(options());
    writer->on_stored(8, body(request_of_turn(1)));
    flush(*writer);
  }
  searching.search = BodySearch::On;
  {
    auto writer = BodyWriter::open(searching);
    writer->on_stored(now, body(request_of_turn(3), "data: {\"text\":\"hel\"}\n\ndata: {\"text\":\"lo\"}\n\n"));
    flush(*writer);
    const auto reader = BodyReader::open(directory()).value();
    EXPECT_THAT(reader->calls_with("message 2").value(), ::testing::ElementsAre(8, now))
        << "kept before there was an index";
    EXPECT_THAT(reader->calls_with("message 6").value(), ::testing::ElementsAre(now));
    EXPECT_THAT(reader->calls_with("hello").value(), ::testing::ElementsAre(now)) << "it came in pieces";
  }
  searching.retention = {.days = 7, .mebibytes = 0};
  {
    auto writer = BodyWriter::open(searching);
    flush(*writer);
    EXPECT_THAT(BodyReader::open(directory()).value()->calls_with("message 2").value(), ::testing::ElementsAre(now));
  }
  auto writer = BodyWriter::open(options());
  flush(*writer);
  EXPECT_EQ(BodyReader::open(directory()).value()->calls_with("message").error().code, ErrorCode::Unsupported);
}

TEST_F(BodyWriterTest, ALockedFileLosesBodiesAndSaysSo) {
  auto writer = BodyWriter::open(options());
  writer->on_stored(8, body("{}"));
  flush(*writer);
  {
    auto other = Database::open(file(), Database::Mode::ReadWrite, seconds{5});
    ASSERT_TRUE(other->execute("BEGIN IMMEDIATE"));
    writer->on_stored(16, body("{}"));
    flush(*writer);
    EXPECT_EQ(writer->health().dropped, 1);
    EXPECT_THAT(writer->health().trouble, HasSubstr("bodies cannot be kept"));
    ASSERT_TRUE(other->execute("ROLLBACK"));
  }
  for (int i = 0; i < 500 && !writer->health().trouble.empty(); ++i) {
    std::this_thread::sleep_for(milliseconds{5});
    writer->on_stored(24, body("{}"));
    flush(*writer);
  }
  EXPECT_THAT(writer->health().trouble, IsEmpty());
}

TEST_F(BodyWriterTest, TheFileIsDeletedOnlyWhenNobodyKeepsBodiesThere) {
  auto writer = BodyWriter::open(options());
  writer->on_stored(8, body("{}"));
  flush(*writer);
  EXPECT_FALSE(delete_bodies_file(directory()).value());
  writer->close();
  EXPECT_TRUE(delete_bodies_file(directory()).value());
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(BodyWriterTest, ADamagedRowIsAnErrorAndNoCrash) {
  auto writer = BodyWriter::open(options());
  writer->on_stored(8, body(request_of_turn(3)));
  flush(*writer);
  writer->close();
  auto database = Database::open(file(), Database::Mode::ReadWrite, seconds{5});
  for (const std::string damage :
       {"UPDATE blobs SET data = x'00'", "UPDATE blobs SET raw_len = 1 << 40", "UPDATE blobs SET spans = x'010203ff'",
        "UPDATE lists SET base_id = list_id", "UPDATE lists SET tail = x'ff'", "DELETE FROM blobs"}) {
    ASSERT_TRUE(database->execute("SAVEPOINT s; " + damage)) << damage;
    auto reader = StoredBodies::prepare(*database);
    ASSERT_TRUE(reader);
    EXPECT_FALSE(reader->read(8)) << damage;
    *reader = StoredBodies{};
    ASSERT_TRUE(database->execute("ROLLBACK TO s; RELEASE s"));
  }
}

}  // namespace
}  // namespace tabacus::analytics
