#include "analytics/api/reader.hpp"

#include <algorithm>

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
    auto table = open()->totals(by, filter);
    if (!table) return table.error().message;
    // Up to equivalent_nano; those behind it have a test of their own.
    for (auto& row : table->rows) row.resize(row.size() - 4);
    return text_of(*table);
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
  ASSERT_TRUE(connect().execute("PRAGMA application_id=1"));
  EXPECT_EQ(Reader::open(directory()).error().code, ErrorCode::Unsupported);
}

TEST_F(ReaderTest, ReadsAFileOfANewerTabacusAndSaysSo) {
  seed();
  EXPECT_EQ(open()->notice(), "");
  ASSERT_TRUE(connect().execute("ALTER TABLE calls ADD COLUMN of_tomorrow INTEGER; PRAGMA user_version=999"));
  const auto reader = open();
  EXPECT_NE(reader->notice().find("newer tabacus (schema 999"), std::string::npos) << reader->notice();
  EXPECT_EQ(reader->calls({})->rows.size(), 4U);
  EXPECT_EQ(reader->totals(TotalsBy::Session, {})->rows.size(), 3U);
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

TEST_F(ReaderTest, TotalsTellWhatWasSavedHowLongItTookAndWhen) {
  seed();
  CallFilter filter;
  filter.status = "error";  // asks the calls themselves
  for (const CallFilter& each : {CallFilter{}, filter}) {
    const auto table = open()->totals(TotalsBy::Provider, each);
    ASSERT_TRUE(table) << table.error().message;
    ASSERT_EQ(table->columns[table->columns.size() - 4], "saved_nano");
    const auto& row = table->rows.front();
    EXPECT_EQ(std::get<std::string>(row.front()), "anthropic");
    EXPECT_EQ(std::get<std::string>(row[row.size() - 2]), "2027-01-15T08:00:00.123Z");
    EXPECT_EQ(std::get<std::string>(row.back()), "2027-01-16T08:00:00.123Z");
    EXPECT_EQ(std::get<std::int64_t>(row[row.size() - 3]), 600'006 * std::get<std::int64_t>(row[1]));
  }
}

TEST_F(ReaderTest, TellsWhichCallsEndedSince) {
  const auto writer = open_writer();
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  const auto reader = open();
  const auto seq = reader->last_ended();
  ASSERT_TRUE(seq);
  EXPECT_EQ(reader->ended(0, {})->rows.size(), 1U);
  EXPECT_EQ(reader->ended(*seq, {})->rows.size(), 0U);
  // One that began earlier and ended later comes all the same.
  writer->on_finished(testing::full_call(tab_, session_, kNoon - hours{5}));
  flush(*writer);
  const auto ended = reader->ended(*seq, {});
  ASSERT_EQ(ended->rows.size(), 1U);
  EXPECT_EQ(ended->columns.front(), "seq");
  EXPECT_EQ(std::get<std::int64_t>(ended->rows.front().front()), *seq + 1);
}

TEST_F(ReaderTest, SessionsAndAgentsAddUpToTheChosenCalls) {
  seed();
  const auto sum = [](const Table& table, std::string_view name) {
    const auto column = static_cast<std::size_t>(std::ranges::find(table.columns, name) - table.columns.begin());
    std::int64_t whole = 0;
    for (const auto& row : table.rows)
      if (const auto* number = std::get_if<std::int64_t>(&row[column])) whole += *number;
    return whole;
  };
  for (const auto& status : {std::optional<std::string>{}, std::optional<std::string>{"error"}}) {
    CallFilter filter;
    filter.status = status;
    const auto calls = open()->calls(filter);
    const auto sessions = open()->sessions(filter);
    const auto agents = open()->agents(filter);
    ASSERT_TRUE(sessions) << sessions.error().message;
    ASSERT_TRUE(agents) << agents.error().message;
    for (const auto* table : {&*sessions, &*agents}) {
      EXPECT_EQ(sum(*table, "calls"), static_cast<std::int64_t>(calls->rows.size()));
      EXPECT_EQ(sum(*table, "cost_nano"), sum(*calls, "cost_nano"));
      EXPECT_EQ(sum(*table, "output_tokens"), sum(*calls, "output_tokens"));
    }
  }
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
