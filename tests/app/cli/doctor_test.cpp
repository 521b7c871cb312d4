#include "app/cli/doctor.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/paths.hpp"
#include "base/unique_fd.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DoctorTest : public CliTest {
 protected:
  [[nodiscard]] Diagnosis examined() const { return examine(LoadedConfig{}, directory(), {}); }
  [[nodiscard]] std::filesystem::path file() const { return directory() / "calls.db"; }
};

TEST_F(DoctorTest, FindsNothingWrongBeforeTheFirstCall) {
  const Diagnosis found = examined();
  EXPECT_EQ(found.database.state, DatabaseState::Absent);
  EXPECT_TRUE(found.is_healthy());
  EXPECT_FALSE(std::filesystem::exists(directory())) << "looking must not create anything";
}

TEST_F(DoctorTest, CountsWhatIsStored) {
  seed();
  const Diagnosis found = examined();
  EXPECT_EQ(found.database.state, DatabaseState::Sound);
  EXPECT_EQ(found.database.calls, 4);
  EXPECT_GE(found.database.schema, 1);
  EXPECT_EQ(found.database.newest_call, "2026-11-21T10:00:00.000Z");
  EXPECT_GT(found.database.bytes, 0);
  EXPECT_THAT(found.listeners, IsEmpty()) << "the seed's port 1 is not open";
}

TEST_F(DoctorTest, NamesDamagedCopiesAndFiles) {
  seed();
  ASSERT_TRUE(write_private_file(directory() / "calls.db.corrupt-20261101T000000Z", "x"));
  ASSERT_TRUE(write_private_file(directory() / "calls.db.corrupt-20261101T000000Z-wal", "x"));
  EXPECT_THAT(examined().database.set_aside, ElementsAre(directory() / "calls.db.corrupt-20261101T000000Z"));
  ASSERT_TRUE(write_private_file(file(), std::string(20'000, 'x')));
  std::filesystem::remove(file().native() + "-wal");
  const Diagnosis found = examined();
  EXPECT_EQ(found.database.state, DatabaseState::Unreadable);
  EXPECT_FALSE(found.is_healthy());
  EXPECT_THAT(found.database.trouble, HasSubstr("not a database"));
}

TEST_F(DoctorTest, FindsTheListenerOfAnOpenTab) {
  const UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  testing::seed_open_tab(directory(), port);
  const Diagnosis found = examined();
  ASSERT_EQ(found.listeners.size(), 1U);
  EXPECT_EQ(found.listeners.front().port, port);
  EXPECT_EQ(found.listeners.front().title, "open");
}

TEST_F(DoctorTest, PrintsForPeopleAndForPrograms) {
  seed();
  // The shipped prices grow old; a whole list of the future does not.
  std::string rows;
  for (int i = 0; i < 1000; ++i) rows += fmt::format(R"({}{{"model":"m{}","input":1}})", i == 0 ? "" : ",", i);
  ASSERT_TRUE(write_private_file(temp_.path() / "tabacus" / "imported-prices.json",
                                 fmt::format(R"({{"as_of":"2999-01-01","providers":{{"p":[{}]}}}})", rows)));
  const Ran text = run({"doctor"});
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, HasSubstr("analytics      off"));
  EXPECT_THAT(text.out, ContainsRegex("schema [0-9]+, 4 calls"));
  EXPECT_THAT(text.out, HasSubstr("Nothing is wrong."));
  const Ran json = run({"doctor", "--json"});
  EXPECT_THAT(json.out, HasSubstr(R"({"healthy":true,"analytics_enabled":false,"config":{"file":)"));
  EXPECT_THAT(json.out, HasSubstr(R"("state":"sound","trouble":null,)"));
  EXPECT_THAT(json.out, HasSubstr(R"("set_aside":[]})"));
  EXPECT_THAT(json.out, HasSubstr(R"("listeners":[],"instances":0,"caller_check":")"));
  EXPECT_THAT(json.out, HasSubstr("\"findings\":[]}\n"));
}

TEST_F(DoctorTest, TellsOfPricesThatCannotBeUsed) {
  ASSERT_TRUE(make_private_directory(temp_.path() / "tabacus"));
  ASSERT_TRUE(write_private_file(temp_.path() / "tabacus" / "prices.json", "{"));
  const Ran ran = run({"doctor"});
  EXPECT_EQ(ran.code, 0) << "calls are metered all the same";
  EXPECT_THAT(ran.out, HasSubstr("prices.json are not used"));
}

TEST_F(DoctorTest, ExitsWithOneWhenSomethingIsWrong) {
  ASSERT_TRUE(make_private_directory(temp_.path() / "tabacus"));
  ASSERT_TRUE(write_private_file(temp_.path() / "tabacus" / "tabacus.toml", "[analytics]\nenabled = 1\n"));
  const Ran ran = run({"doctor"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("wrong: "));
  EXPECT_THAT(ran.out, HasSubstr("tabacus.toml:2: 'analytics.enabled' takes true or false"));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(DoctorTest, GivesAFixWithEachFinding) {
  seed();
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  ASSERT_TRUE(make_private_directory(temp_.path() / ".claude"));
  ASSERT_TRUE(write_private_file(temp_.path() / ".claude" / "settings.json", R"({"env":{"ANTHROPIC_BASE_URL":"x"}})"));
  const Ran text = run({"doctor"});
  EXPECT_EQ(text.code, 1);
  EXPECT_THAT(text.out, HasSubstr("permissions    wrong: others may read "));
  EXPECT_THAT(text.out, HasSubstr("fix: chmod go= " + file().native()));
  EXPECT_THAT(text.out, HasSubstr("settings       note: "));
  const Ran json = run({"doctor", "--json"});
  EXPECT_THAT(json.out, HasSubstr(R"("healthy":false)"));
  EXPECT_THAT(json.out, HasSubstr(R"({"severity":"trouble","topic":"permissions","what":"others may read )"));
}

}  // namespace
}  // namespace tabacus::app
