// Calls that travel: what one database exports another takes in once, whole, with the right sums; what is no bundle is
// refused.
#include <random>

#include "analytics/api/bundle.hpp"

#include "analytics/api/annotations.hpp"
#include "analytics/api/bodies.hpp"
#include "analytics/store/bodies_file.hpp"
#include "analytics/store/body_writer.hpp"
#include "analytics/store/migrate.hpp"
#include "base/paths.hpp"
#include "store/random_calls.hpp"
#include "store/store_fixture.hpp"
#include "tests/support/encode.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;

class BundleTest : public StoreTest {
 protected:
  void SetUp() override { seed(directory(), 3, 60); }

  void seed(const std::filesystem::path& place, std::uint32_t seed, int count) const {
    StoreOptions options = fast_options();
    options.file = place / kCallsFileName;
    const auto writer = StoreWriter::open(options);
    writer->register_tab(
        {.tab = tab_, .title = "main", .shell_pid = 7, .port = std::uint16_t{80}, .created_at = kNoon});
    testing::RandomCalls calls{seed, kNoon};
    for (int i = 0; i < count; ++i) writer->on_finished(calls.next(3));
    writer->on_finished(testing::full_call(tab_, session_, kNoon));
    flush(*writer);
  }

  [[nodiscard]] std::filesystem::path bundle() const { return temp_.path() / "calls.tabacus"; }
  [[nodiscard]] std::filesystem::path other() const { return temp_.path() / "other"; }

  void write_bundle(const std::filesystem::path& from, CallFilter filter = {}) const {
    std::filesystem::remove(bundle());
    const auto reader = Reader::open(from);
    ASSERT_TRUE(reader);
    const CallSource source = [&](std::int64_t after, std::size_t limit) {
      filter.limit = limit;
      return (*reader)->calls_behind(after, filter);
    };
    const auto written = export_bundle(from, source, bundle(), BodiesTravel::Yes, {});
    ASSERT_TRUE(written) << written.error().message;
  }

  [[nodiscard]] static std::string ask_of(const std::filesystem::path& place, const std::string& sql) {
    const auto reader = Reader::open(place);
    if (!reader) return reader.error().message;
    const auto table = (*reader)->sql(sql, 10'000);
    return table ? text_of(*table) : table.error().message;
  }

  void keep_body(std::int64_t call_id, std::string_view request) const {
    BodyWriterOptions options;
    options.file = directory() / kBodiesFileName;
    options.retention = {0, 0};
    const auto writer = BodyWriter::open(options);
    const auto body = std::make_shared<CallBody>(std::make_shared<BodyBudget>(1 << 20), SteadyTime{});
    body->request.line = "POST /v1/messages";
    body->request.headers.add("content-encoding", "gzip");
    body->response.line = "200 OK";
    body->append(body->request, test::encode("gzip", request), SteadyTime{});
    body->append(body->response, "answer", SteadyTime{});
    writer->on_stored(call_id, body);
    ASSERT_TRUE(writer->flush(std::chrono::seconds{60}));
  }
  [[nodiscard]] KeptCall kept_there(std::int64_t call_id) const {
    const auto reader = BodyReader::open(other());
    if (!reader) return ADD_FAILURE() << reader.error().message, KeptCall{};
    auto call = (*reader)->read(call_id);
    if (!call) return ADD_FAILURE() << call.error().message, KeptCall{};
    return std::move(*call);
  }

  void expect_same(const std::string& sql) const { EXPECT_EQ(ask_of(other(), sql), ask(sql)) << sql; }
};

TEST_F(BundleTest, BringsEveryViewOfTheCallsAlong) {
  ASSERT_TRUE(set_note(directory(), to_epoch_us(kNoon) * 8, "look at this", kNoon));
  ASSERT_TRUE(start_recording(directory(), "demo", {}, kNoon));
  ASSERT_TRUE(stop_recording(directory(), "demo", kNoon + std::chrono::hours{10}));
  write_bundle(directory());
  const auto report = import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->calls, 61);
  EXPECT_EQ(report->known, 0);
  EXPECT_FALSE(report->is_own);
  // There they come from an import.
  expect_same(fmt::format("SELECT {} FROM v_calls ORDER BY call_id",
                          ask("SELECT group_concat(name) FROM pragma_table_info('v_calls') WHERE name <> 'source'")));
  EXPECT_EQ(ask_of(other(), "SELECT DISTINCT source FROM v_calls"), "import");
  expect_same("SELECT * FROM v_usage ORDER BY call_id");
  expect_same("SELECT * FROM v_why ORDER BY call_id");
  expect_same("SELECT * FROM v_session ORDER BY session, source");
  expect_same("SELECT * FROM v_agent ORDER BY session, agent");
  expect_same("SELECT * FROM v_day ORDER BY day, project, provider, model, billing");
  expect_same("SELECT * FROM v_project ORDER BY project, branch");
  expect_same("SELECT * FROM v_notes");
  expect_same("SELECT * FROM v_recordings");
  EXPECT_EQ(ask_of(other(), "SELECT kind, port FROM v_tab WHERE tab_title = 'main'"), "import|-");
  EXPECT_EQ(ask_of(other(), "SELECT count(*), count(DISTINCT origin), sum(call_id = original_call_id) FROM v_imported"),
            "61|1|61");
  EXPECT_EQ(ask_of(other(), "SELECT file, imported_at, calls FROM v_imports"),
            "calls.tabacus|2027-01-15T08:00:00.123Z|61");
  EXPECT_EQ(ask_of(other(), "PRAGMA integrity_check"), "ok");
}

TEST_F(BundleTest, ComesInOnceHoweverOften) {
  write_bundle(directory());
  ASSERT_TRUE(import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon));
  const std::string sums = ask_of(other(), "SELECT * FROM v_session ORDER BY session, source");
  const auto again = import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->calls, 0);
  EXPECT_EQ(again->known, 61);
  EXPECT_EQ(ask_of(other(), "SELECT * FROM v_session ORDER BY session, source"), sums);
  EXPECT_EQ(ask_of(other(), "SELECT count(*) FROM v_imports"), "1");

  // Nor by a way round.
  write_bundle(other());
  const auto home = import_bundle(directory(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_TRUE(home) << home.error().message;
  EXPECT_EQ(home->calls, 0);
  EXPECT_EQ(ask("SELECT count(*) FROM v_calls"), "61");
}

TEST_F(BundleTest, GivesBackWhatWasErasedHere) {
  const std::string before = ask("SELECT * FROM v_calls ORDER BY call_id");
  write_bundle(directory());
  ASSERT_TRUE(connect().execute("DELETE FROM calls WHERE call_id % 3 = 0"));
  const auto report = import_bundle(directory(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->is_own);
  EXPECT_GT(report->calls, 0);
  EXPECT_EQ(ask("SELECT count(*) FROM v_imported"), "0");
  EXPECT_EQ(ask("SELECT call_id FROM v_calls ORDER BY call_id"), ask("SELECT call_id FROM calls ORDER BY 1"));
  EXPECT_EQ(ask("SELECT count(*) FROM v_calls"), "61");
}

TEST_F(BundleTest, MeetsCallsOfTheSameMomentWithoutHarm) {
  seed(other(), 99, 20);  // the full call of both began at noon
  const std::string there = ask_of(other(), "SELECT * FROM v_calls ORDER BY call_id");
  write_bundle(directory());
  const auto report = import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->calls, 61);
  EXPECT_EQ(ask_of(other(), "SELECT count(*) FROM v_calls"), "82");
  EXPECT_EQ(
      ask_of(other(), "SELECT * FROM v_calls WHERE call_id NOT IN (SELECT call_id FROM v_imported) ORDER BY call_id"),
      there);
  EXPECT_EQ(ask_of(other(), "SELECT call_id - original_call_id FROM v_imported WHERE call_id <> original_call_id"),
            "1");
  EXPECT_EQ(ask_of(other(), "SELECT sum(calls) FROM v_day"), "82");
}

TEST_F(BundleTest, HoldsOnlyWhatWasChosen) {
  CallFilter filter;
  filter.project = "/home/project-1";
  write_bundle(directory(), filter);
  ASSERT_TRUE(import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon));
  EXPECT_EQ(ask_of(other(), "SELECT DISTINCT project FROM v_calls"), "/home/project-1");
  const auto bytes = read_file(bundle());
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->find("/home/project-2"), std::string::npos);
  EXPECT_EQ(bytes->find("/home/ada/engine"), std::string::npos);
}

TEST_F(BundleTest, TakesRequestsAndAnswersAlong) {
  const std::int64_t noon = to_epoch_us(kNoon) * 8;
  keep_body(noon, "hello at noon");
  keep_body(12345, "of a call that is gone");
  write_bundle(directory());
  const auto left_out = import_bundle(temp_.path() / "third", bundle(), BodiesTravel::No, kNoon);
  ASSERT_TRUE(left_out) << left_out.error().message;
  EXPECT_EQ(left_out->bodies, 0);
  EXPECT_EQ(left_out->bodies_left_out, 1);
  EXPECT_FALSE(std::filesystem::exists(temp_.path() / "third" / kBodiesFileName));

  seed(other(), 99, 20);  // its call of noon has that number, so the one that comes in gets another
  for (const std::int64_t expected : {1, 0}) {
    const auto report = import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->bodies, expected);
  }
  const KeptCall kept = kept_there(noon + 1);
  EXPECT_EQ(kept.request.body, "hello at noon");
  EXPECT_EQ(kept.request.coded, test::encode("gzip", "hello at noon"));
  EXPECT_EQ(kept.response.body, "answer");
  EXPECT_FALSE(BodyReader::open(other()).value()->read(noon)) << "that is a call of its own";
}

TEST_F(BundleTest, GivesBackRequestsAndAnswersThatWereErasedHere) {
  const std::int64_t noon = to_epoch_us(kNoon) * 8;
  keep_body(noon, "hello at noon");
  write_bundle(directory());
  std::filesystem::remove(directory() / kBodiesFileName);
  const auto report = import_bundle(directory(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->bodies, 1);
  EXPECT_EQ(BodyReader::open(directory()).value()->read(noon).value().request.body, "hello at noon");
}

TEST_F(BundleTest, RefusesWhatIsNone) {
  const auto refused = [this](const std::string& why) {
    const auto report = import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon);
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr(why));
    EXPECT_EQ(ask_of(other(), "SELECT count(*) FROM v_calls"), "0");
    for (const auto& entry : std::filesystem::directory_iterator{other()})
      EXPECT_THAT(entry.path().filename().native(), ::testing::StartsWith("calls.db")) << "nothing is left lying";
  };
  EXPECT_EQ(import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(write_private_file(bundle(), "no database at all, but long enough to be looked at"));
  refused("not a database");
  ASSERT_TRUE(write_private_file(bundle(), ""));
  refused("it is empty");

  const auto tampered = [this](const std::string& sql) {
    write_bundle(directory());
    auto database = Database::open(bundle(), Database::Mode::ReadWrite, std::chrono::seconds{5});
    ASSERT_TRUE(database);
    const auto ran = database->execute(sql);
    ASSERT_TRUE(ran) << ran.error().message;
  };
  tampered("PRAGMA application_id = 7");
  refused("another program");
  tampered("PRAGMA user_version = 999");
  refused("newer tabacus");
  tampered("CREATE TRIGGER x AFTER INSERT ON calls BEGIN DELETE FROM calls; END");
  refused("its tables are not those of schema");
  tampered("ALTER TABLE usage RENAME TO old; CREATE VIEW usage AS SELECT * FROM old");
  refused("its tables are not those of schema");
  tampered("UPDATE calls SET req_bytes = 'many' WHERE call_id = (SELECT min(call_id) FROM calls)");
  refused("calls.req_bytes");
  tampered("UPDATE calls SET call_id = -8 WHERE call_id = (SELECT min(call_id) FROM calls)");
  refused("calls.call_id");
  tampered("UPDATE usage SET raw = printf('%.*c', 2000000, 'x')");
  refused("usage.raw");
  keep_body(to_epoch_us(kNoon) * 8, "hello at noon");
  tampered("UPDATE blobs SET data = 7");
  refused("blobs.data");
  tampered("DELETE FROM bodies_schema");
  refused("which schema its bodies have");
  tampered("UPDATE bodies_schema SET number = 99");
  refused("newer tabacus");
  tampered("DROP TABLE lists");
  refused("its tables are not those of schema");
}

TEST_F(BundleTest, CutOffAnywhereIsRefusedOrWhole) {
  write_bundle(directory());
  const std::string whole = read_file(bundle()).value();
  for (std::size_t size = 0; size < whole.size(); size += whole.size() / 23) {
    ASSERT_TRUE(write_private_file(bundle(), whole.substr(0, size)));
    EXPECT_FALSE(import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon)) << size << " of " << whole.size();
  }
}

TEST_F(BundleTest, WithDamagedBytesNeverHarmsWhatIsHere) {
  seed(other(), 99, 5);
  const std::string there = ask_of(other(), "SELECT * FROM v_calls ORDER BY call_id");
  write_bundle(directory());
  const std::string whole = read_file(bundle()).value();
  std::mt19937 random{11};
  for (int round = 0; round < 20; ++round) {
    std::string damaged = whole;
    for (int i = 0; i < 40; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    ASSERT_TRUE(write_private_file(bundle(), damaged));
    static_cast<void>(import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon));  // what is still sound may come in
    EXPECT_EQ(
        ask_of(other(), "SELECT * FROM v_calls WHERE call_id NOT IN (SELECT call_id FROM v_imported) ORDER BY call_id"),
        there);
    EXPECT_EQ(ask_of(other(), "PRAGMA integrity_check"), "ok");
  }
}

TEST_F(BundleTest, OfADatabaseThatHasNoIdentityIsRefused) {
  ASSERT_TRUE(write_private_file(bundle(), ""));
  {
    auto old = Database::open(bundle(), Database::Mode::ReadWrite, std::chrono::seconds{5});
    ASSERT_TRUE(old);
    ASSERT_TRUE(migrate(*old, 13));
  }
  const auto report = import_bundle(other(), bundle(), BodiesTravel::Yes, kNoon);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("from before there were bundles"));
}

}  // namespace
}  // namespace tabacus::analytics
