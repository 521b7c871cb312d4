#include "analytics/api/reader.hpp"

#include "analytics/store/migrate.hpp"
#include "base/paths.hpp"
#include "store/store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;

class ReaderTest : public StoreTest {
 protected:
  /// Two tabs; "main" has a full call, a bare one and one without a price, "other" a full one a day later.
  void seed() {
    const auto writer = open_writer();
    writer->register_tab({.tab = tab_, .title = "main", .shell_pid = {}, .port = {}, .created_at = kNoon});
    writer->register_tab({.tab = other_, .title = "other", .shell_pid = {}, .port = {}, .created_at = kNoon});
    writer->on_finished(testing::full_call(tab_, session_, kNoon));
    writer->on_finished(testing::bare_call(tab_, kNoon + hours{1}));
    CallRecord unpriced = testing::full_call(tab_, session_, kNoon + hours{2});
    unpriced.facts.model_served = "claude-next";
    unpriced.facts.usage.cache_write_1h.reset();
    unpriced.outcome = Outcome::Ok;
    unpriced.cost.reset();
    unpriced.list_cost.reset();
    writer->on_finished(unpriced);
    CallRecord last = testing::full_call(other_, session_, kNoon + hours{24});
    last.identity.wire_session = "another";
    writer->on_finished(last);
    flush(*writer);
  }
  [[nodiscard]] std::unique_ptr<Reader> open() const {
    auto reader = Reader::open(directory());
    EXPECT_TRUE(reader) << reader.error().message;
    return std::move(*reader);
  }
  [[nodiscard]] std::string totals(TotalsBy by, const CallFilter& filter = {}) const {
    const auto table = open()->totals(by, filter);
    return table ? text_of(*table) : table.error().message;
  }
  const TabId other_ = TabId::mint();
};

TEST_F(ReaderTest, SaysWhatIsWrongWithAFileItCannotRead) {
  EXPECT_EQ(Reader::open(directory()).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(make_private_directory(directory()));
  ASSERT_TRUE(write_private_file(file(), ""));
  EXPECT_EQ(Reader::open(directory()).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(write_private_file(file(), std::string(9000, 'x')));
  EXPECT_EQ(Reader::open(directory()).error().code, ErrorCode::Io);
  std::filesystem::remove(file());
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  ASSERT_TRUE(connect().execute("PRAGMA user_version=999"));
  EXPECT_EQ(Reader::open(directory()).error().code, ErrorCode::Unsupported);
}

TEST_F(ReaderTest, GivesCallsNewestFirst) {
  seed();
  const auto table = open()->calls({});
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->rows.size(), 4U);
  EXPECT_EQ(table->columns.front(), "call_id");
  EXPECT_EQ(std::get<std::string>(table->rows.front()[3]), "other");
  EXPECT_EQ(open()->calls({.since = {}, .until = {}, .tab = {}, .limit = 2})->rows.size(), 2U);
}

TEST_F(ReaderTest, FiltersByTimeAndTab) {
  seed();
  const auto count = [this](const CallFilter& filter) { return open()->calls(filter)->rows.size(); };
  EXPECT_EQ(count({.since = kNoon + hours{1}, .until = {}, .tab = {}}), 3U) << "since is included";
  EXPECT_EQ(count({.since = {}, .until = kNoon + hours{2}, .tab = {}}), 2U) << "until is not";
  EXPECT_EQ(count({.since = {}, .until = {}, .tab = tab_.text()}), 3U);
  EXPECT_EQ(count({.since = kNoon + hours{1}, .until = kNoon + hours{2}, .tab = tab_.text()}), 1U);
  EXPECT_EQ(count({.since = {}, .until = {}, .tab = tab_.text().substr(0, 30)}),
            tab_.text().substr(0, 30) == other_.text().substr(0, 30) ? 4U : 3U);
  EXPECT_EQ(count({.since = {}, .until = {}, .tab = TabId::mint().text()}), 0U);
  EXPECT_EQ(open()->calls({.since = {}, .until = {}, .tab = "%' OR 1"}).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(open()->calls({.since = {}, .until = {}, .tab = ""}).error().code, ErrorCode::InvalidInput);
}

TEST_F(ReaderTest, TotalsByEachKeyAreTheSumsOfTheRows) {
  seed();
  EXPECT_EQ(totals(TotalsBy::Tab), fmt::format("{}|main|3|1|1|202|40404|1010|1010|12345678|1|-|12345680\n{}|other|1|1|"
                                               "0|101|20202|707|505|12345678|0|-|12345680",
                                               tab_.text(), other_.text()));
  EXPECT_EQ(totals(TotalsBy::Model),
            "claude-sonnet-4-5-20250929|2|2|0|202|40404|1414|1010|24691356|0|-|24691360\n"
            "-|1|0|1|-|-|-|-|-|0|-|-\n"
            "claude-next|1|0|0|101|20202|303|505|-|1|-|-");
  EXPECT_EQ(totals(TotalsBy::Provider),
            "anthropic|3|2|0|303|60606|1717|1515|24691356|1|-|24691360\n-|1|0|1|-|-|-|-|-|0|-|-");
  for (const TotalsBy by : {TotalsBy::Tab, TotalsBy::Session, TotalsBy::Model, TotalsBy::Provider, TotalsBy::Day}) {
    const auto table = open()->totals(by, {});
    ASSERT_TRUE(table) << table.error().message;
    const std::size_t calls = by == TotalsBy::Tab ? 2 : 1;
    std::int64_t sum = 0;
    for (const auto& row : table->rows) sum += std::get<std::int64_t>(row[calls]);
    EXPECT_EQ(sum, 4) << "every call is in exactly one group";
  }
}

TEST_F(ReaderTest, TotalsByDayUseTheOffsetOfEachCall) {
  // 08:00 and 10:00 UTC, the latter also where it is the next day already.
  const auto write_at = [this](const char* zone, std::chrono::hours after) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    const auto writer = open_writer();
    writer->on_finished(testing::bare_call(tab_, kNoon + after));
    flush(*writer);
    ::unsetenv("TZ");
    ::tzset();
  };
  write_at("UTC", std::chrono::hours{2});
  EXPECT_THAT(totals(TotalsBy::Day), HasSubstr("2027-01-15|1|"));
  write_at("<+14>-14", std::chrono::hours{0});
  write_at("<+14>-14", std::chrono::hours{2});
  EXPECT_THAT(totals(TotalsBy::Day), HasSubstr("2027-01-15|2|"));
  EXPECT_THAT(totals(TotalsBy::Day), HasSubstr("2027-01-16|1|"));
}

TEST_F(ReaderTest, TotalsRespectTheFilter) {
  seed();
  EXPECT_EQ(totals(TotalsBy::Provider, {.since = kNoon + hours{20}, .until = {}, .tab = {}}),
            "anthropic|1|1|0|101|20202|707|505|12345678|0|-|12345680");
  EXPECT_EQ(totals(TotalsBy::Provider, {.since = {}, .until = {}, .tab = TabId::mint().text()}), "");
}

TEST_F(ReaderTest, AnswersSqlWithinItsBounds) {
  seed();
  const auto reader = open();
  EXPECT_EQ(text_of(reader->sql("SELECT count(*), sum(cost_nano) FROM v_calls", 10).value()), "4|24691356");
  EXPECT_EQ(reader->sql("SELECT * FROM v_calls", 3).error().code, ErrorCode::Exhausted);
  EXPECT_EQ(reader->sql("SELECT * FROM v_calls", 4).value().rows.size(), 4U);
  EXPECT_EQ(reader->sql("DELETE FROM calls", 3).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(text_of(reader->sql("SELECT x'00ff'", 1).value()), "00ff");
}

TEST_F(ReaderTest, WritesNothingWhereItReads) {
  seed();
  const auto before = std::filesystem::last_write_time(file());
  ASSERT_TRUE(open()->calls({}));
  EXPECT_EQ(std::filesystem::last_write_time(file()), before);
}

}  // namespace
}  // namespace tabacus::analytics
