// status, pause, resume and analytics against an engine in this process.
#include <sys/stat.h>

#include "analytics/api/engine.hpp"
#include "app/control/engine_control.hpp"
#include "app/control/runtime_directory.hpp"
#include "app/control/unix_socket.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using analytics::Recording;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class CmdStatus : public CliTest {
 protected:
  void start() {
    engine_ = analytics::Engine::open({directory(), {}}).value();
    control_ = serve_control(*engine_, "run").value();
    first_ = open_tab("first");
    second_ = open_tab("second");
    // The meter reads its prices first; status waits a quarter of a second for its word, and a loaded machine takes
    // more.
    for (int questions = 0; questions < 240 && !engine_->status().meter_answers; ++questions) {
    }
  }
  TabId open_tab(const char* title) {
    analytics::TabOptions options;
    options.tab = TabId::mint();
    options.session = TabSessionId::mint();
    options.title = title;
    ports_.push_back(engine_->open_tab(options).value().port);
    return options.tab;
  }

  std::unique_ptr<analytics::Engine> engine_;
  std::unique_ptr<ControlServer> control_;
  TabId first_;
  TabId second_;
  std::vector<std::uint16_t> ports_;
};

TEST_F(CmdStatus, SaysThatNothingRuns) {
  const Ran ran = run({"status"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "Nothing that meters is running.\n");
  EXPECT_THAT(run({"status", "--json"}).out, IsEmpty());
  const Ran pause = run({"pause"});
  EXPECT_EQ(pause.code, 1);
  EXPECT_THAT(pause.err, StartsWith("tabacus pause: nothing that meters is running; "));
}

TEST_F(CmdStatus, ShowsEveryTabOfEveryInstance) {
  start();
  const Ran ran = run({"status"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.out, AllOf(HasSubstr(fmt::format("run (process {}, tabacus ", ::getpid())), HasSubstr(first_.text()),
                             HasSubstr("second"), HasSubstr(std::to_string(ports_[0])),
                             HasSubstr((directory() / "calls.db").native())));
  const Ran json = run({"status", "--json"});
  EXPECT_EQ(json.code, 0);
  const auto status = parse_status_reply(json.out);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->engine.tabs.size(), 2U);
  EXPECT_EQ(status->engine.tabs[1].port, ports_[1]);
}

TEST_F(CmdStatus, PausesOneTabByIdBeginningOrTitleAndAll) {
  start();
  for (const std::string& name : {first_.text(), first_.text().substr(0, 30), std::string{"first"}}) {
    if (name.size() == 30 && second_.text().starts_with(name)) continue;
    EXPECT_EQ(run({"pause", name}).code, 0) << name;
    EXPECT_EQ(engine_->recording(first_), Recording::Paused) << name;
    EXPECT_EQ(engine_->recording(second_), Recording::On);
    EXPECT_THAT(run({"status"}).out, HasSubstr("paused"));
    EXPECT_EQ(run({"resume", name}).code, 0);
    EXPECT_EQ(engine_->recording(first_), Recording::On);
  }
  const Ran all = run({"pause"});
  EXPECT_THAT(all.out, StartsWith(fmt::format("run {}: paused", ::getpid())));
  EXPECT_EQ(engine_->recording(second_), Recording::Paused);
  EXPECT_EQ(engine_->recording(std::nullopt), Recording::Paused);
  EXPECT_EQ(run({"resume", "all"}).code, 0);
  EXPECT_EQ(engine_->recording(second_), Recording::On);
}

TEST_F(CmdStatus, ThisIsTheTabInWhichItIsTyped) {
  start();
  ::unsetenv("TABACUS_TAB_ID");
  EXPECT_EQ(run({"pause", "this"}).code, 1);
  ::setenv("TABACUS_TAB_ID", second_.text().c_str(), 1);
  EXPECT_EQ(run({"pause", "this"}).code, 0);
  ::unsetenv("TABACUS_TAB_ID");
  EXPECT_EQ(engine_->recording(first_), Recording::On);
  EXPECT_EQ(engine_->recording(second_), Recording::Paused);
}

TEST_F(CmdStatus, AnUnknownTabIsNamedAndNothingIsPaused) {
  start();
  const Ran ran = run({"pause", "third"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.err, "tabacus pause: no tab third is open here\n");
  const TabId twin = open_tab("first");
  EXPECT_THAT(run({"pause", "first"}).err, HasSubstr("2 tabs are called first"));
  EXPECT_EQ(engine_->recording(twin), Recording::On);
}

TEST_F(CmdStatus, SwitchesOffAndOn) {
  start();
  EXPECT_EQ(run({"analytics", "off"}).code, 0);
  EXPECT_EQ(engine_->recording(first_), Recording::Off);
  EXPECT_THAT(run({"status"}).out, HasSubstr("new tabs: off"));
  EXPECT_EQ(run({"resume"}).code, 1) << "switched off is not paused";
  EXPECT_EQ(run({"analytics", "on"}).code, 0);
  EXPECT_EQ(engine_->recording(first_), Recording::On);
  EXPECT_EQ(run({"analytics", "sideways"}).code, 2);
}

TEST_F(CmdStatus, ItsExitCodeTellsOfTrouble) {
  start();
  ASSERT_EQ(run({"status"}).code, 0);
  // An instance that takes connections and says nothing is worse than none.
  control_.reset();
  const auto path = make_runtime_directory().value() / "window-1.sock";
  const auto odd = ControlServer::start(path, [](std::string_view) { return std::string{"what?"}; }).value();
  const Ran ran = run({"status"});
  EXPECT_EQ(ran.code, 32);
  EXPECT_THAT(ran.out, StartsWith("window-1.sock: "));
  EXPECT_THAT(run({"status", "--json"}).out, HasSubstr(R"("ok":false)"));
}

TEST_F(CmdStatus, LossesDatabaseTroubleAndDeadPortsAreBits) {
  InstanceStatus status{{"run", 1, "0", {}}, {}};
  const auto path = make_runtime_directory().value() / "run-1.sock";
  const auto served = ControlServer::start(path, [&status](std::string_view) { return status_reply(status); }).value();
  EXPECT_EQ(run({"status"}).code, 0);
  status.engine.tap_gaps = 1;
  EXPECT_EQ(run({"status"}).code, 4);
  status.engine.database.trouble = "disk full";
  EXPECT_EQ(run({"status"}).code, 4 + 8);
  analytics::TabStatus tab;
  tab.port = 1;  // nobody listens there
  status.engine.tabs.push_back(tab);
  const Ran ran = run({"status"});
  EXPECT_EQ(ran.code, 4 + 8 + 16);
  EXPECT_THAT(ran.out, HasSubstr("port does not listen"));
  status.engine.meter_answers = false;
  EXPECT_EQ(run({"status"}).code, 4 + 8 + 16 + 32);
}

TEST_F(CmdStatus, ADirectoryOfOthersIsNoPlaceToLook) {
  ASSERT_TRUE(make_runtime_directory());
  ASSERT_EQ(::chmod(runtime_directory().c_str(), 0755), 0);
  const Ran ran = run({"status"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("chmod 700"));
}

}  // namespace
}  // namespace tabacus::app
