// What each check of the doctor finds, and what it leaves alone.
#include <sys/stat.h>

#include "analytics/capture/tab_certificate.hpp"
#include "app/cli/agent_settings.hpp"
#include "app/cli/endpoint_memory.hpp"
#include "app/cli/environment_checks.hpp"
#include "app/cli/machine_checks.hpp"
#include "app/control/runtime_directory.hpp"
#include "base/paths.hpp"
#include "base/port_owner.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::app {
namespace {

using analytics::Environment;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> topics(const Findings& findings) {
  std::vector<std::string> result;
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.what.empty());
    EXPECT_FALSE(finding.fix.empty()) << finding.what;
    result.emplace_back(finding.topic);
  }
  return result;
}

const Environment kTab{{"TABACUS_TAB_URL", "http://127.0.0.1:4000/token"},
                       {"TABACUS_ROUTES", "anthropic=https://api.anthropic.com openai=https://api.openai.com/v1"},
                       {"TABACUS_SHIMS", "/data/shims"},
                       {"PATH", "/data/shims:/usr/bin"},
                       {"OPENAI_BASE_URL", "http://127.0.0.1:4000/token/openai/v1"},
                       {"ANTHROPIC_BASE_URL", "http://127.0.0.1:4000/token/anthropic"}};

struct EnvironmentCase {
  const char* name;
  Environment changed;  ///< over that of a sound tab
  std::vector<std::string> topics;
};

Environment changed(Environment environment, const Environment& changes) {
  for (const auto& [name, value] : changes) {
    std::erase_if(environment, [&name = name](const auto& variable) { return variable.first == name; });
    environment.emplace_back(name, value);
  }
  return environment;
}

TEST(EnvironmentChecks, FindWhatKeepsCallsFromTheMeter) {
  const std::vector<EnvironmentCase> cases{
      {"sound", {}, {}},
      {"set_anew", {{"ANTHROPIC_BASE_URL", "https://gw.example"}}, {"environment"}},
      {"unset", {{"ANTHROPIC_BASE_URL", ""}}, {"environment"}},
      {"another_set", {{"OPENAI_BASE_URL", "https://gw.example/v1"}}, {"environment"}},
      {"not_served", {{"GOOGLE_GEMINI_BASE_URL", "https://gw.example"}}, {}},
      {"path_set_back", {{"PATH", "/home/ada/bin:/data/shims:/usr/bin"}}, {"path"}},
      {"no_folder", {{"TABACUS_SHIMS", ""}, {"PATH", "/usr/bin"}}, {}},
      {"bare", {{"ANTHROPIC_BASE_URL", "http://127.0.0.1:4000"}}, {}},
      {"proxy", {{"HTTPS_PROXY", "http://proxy:3128"}}, {"proxy", "proxy"}},
      {"proxy_that_spares_us",
       {{"HTTPS_PROXY", "http://proxy:3128"}, {"NO_PROXY", "corp, 127.0.0.1"}, {"no_proxy", "*"}},
       {}},
      {"proxy_half", {{"http_proxy", "http://proxy:3128"}, {"NO_PROXY", "127.0.0.1"}}, {"proxy"}},
      {"bedrock", {{"CLAUDE_CODE_USE_BEDROCK", "1"}}, {"sigv4"}},
      {"bedrock_with_key", {{"CLAUDE_CODE_USE_BEDROCK", "1"}, {"AWS_BEARER_TOKEN_BEDROCK", "secret"}}, {}},
      {"bedrock_off", {{"CLAUDE_CODE_USE_BEDROCK", "0"}}, {}},
  };
  for (const EnvironmentCase& each : cases)
    EXPECT_EQ(topics(check_environment(changed(kTab, each.changed))), each.topics) << each.name;
  EXPECT_THAT(check_environment({{"HTTPS_PROXY", "http://proxy"}, {"ANTHROPIC_BASE_URL", "https://gw.example"}}),
              IsEmpty())
      << "outside of a tab that is nobody's business";
}

TEST(EnvironmentChecks, QuoteNoValue) {
  const auto findings = check_environment(
      changed(kTab, {{"HTTPS_PROXY", "http://me:canary@proxy"}, {"ANTHROPIC_BASE_URL", "https://gw.example/canary"}}));
  EXPECT_THAT(findings, SizeIs(3));
  for (const Finding& finding : findings) EXPECT_EQ((finding.what + finding.fix).find("canary"), std::string::npos);
}

TEST(AgentSettings, AreReadAsTheirAgentsDo) {
  EXPECT_TRUE(claude_settings_set_base_url(R"({"env":{"ANTHROPIC_BASE_URL":"https://gw"}})"));
  for (const char* other : {"", "{", "[]", R"({"env":[]})", R"({"env":{"ANTHROPIC_BASE_URL":""}})",
                            R"({"env":{"ANTHROPIC_BASE_URL":3}})", R"({"ANTHROPIC_BASE_URL":"https://gw"})"})
    EXPECT_FALSE(claude_settings_set_base_url(other)) << other;

  for (const char* set : {"openai_base_url = \"https://gw\"", "model = \"x\"\n  model_provider=\"azure\"\n",
                          "\"openai_base_url\" = 'x'", "[profiles.a]\nmodel_provider = \"azure\""})
    EXPECT_TRUE(codex_config_sets_base_url(set)) << set;
  for (const char* other : {"", "# openai_base_url = \"x\"", "[other]\nopenai_base_url = \"x\"", "openai_base_url",
                            "[model_providers.azure]\nbase_url = \"x\""})
    EXPECT_FALSE(codex_config_sets_base_url(other)) << other;

  EXPECT_TRUE(is_chatgpt_login(R"({"OPENAI_API_KEY":null,"tokens":{"access_token":"jwt"}})"));
  EXPECT_FALSE(is_chatgpt_login(R"({"OPENAI_API_KEY":"sk-x","tokens":{"access_token":"jwt"}})"));
  EXPECT_FALSE(is_chatgpt_login(R"({"OPENAI_API_KEY":"sk-x"})"));
  EXPECT_FALSE(is_chatgpt_login("nothing"));
}

class DoctorChecks : public CliTest {
 protected:
  void put(const std::filesystem::path& file, const std::string& text) const {
    ASSERT_TRUE(make_private_directory(file.parent_path()));
    ASSERT_TRUE(write_private_file(file, text));
  }
};

TEST_F(DoctorChecks, NameTheFileThatOverridesTheTab) {
  const auto home = temp_.path() / "home";
  const auto project = temp_.path() / "project";
  EXPECT_THAT(check_agent_settings(home, project), IsEmpty());
  put(home / ".claude" / "settings.json", R"({"env":{"ANTHROPIC_BASE_URL":"https://gw.example/canary"}})");
  put(project / ".claude" / "settings.local.json", R"({"env":{"ANTHROPIC_BASE_URL":"https://gw"}})");
  put(home / ".codex" / "config.toml", "openai_base_url = \"https://gw\"\n");
  put(home / ".codex" / "auth.json", R"({"tokens":{"access_token":"canary"}})");
  const Findings found = check_agent_settings(home, project);
  EXPECT_EQ(topics(found), (std::vector<std::string>{"settings", "settings", "settings", "chatgpt"}));
  EXPECT_THAT(found[0].what, HasSubstr((home / ".claude/settings.json").native()));
  EXPECT_THAT(found[1].what, HasSubstr("project/.claude/settings.local.json"));
  for (const Finding& finding : found) EXPECT_EQ((finding.what + finding.fix).find("canary"), std::string::npos);
}

TEST_F(DoctorChecks, FindFilesThatOthersMayRead) {
  EXPECT_THAT(check_permissions(directory()), IsEmpty()) << "nothing there yet";
  seed();
  EXPECT_THAT(check_permissions(directory()), IsEmpty());
  ASSERT_EQ(::chmod((directory() / "calls.db").c_str(), 0644), 0);
  EXPECT_THAT(check_permissions(directory()), ElementsAre(AllOf(Field(&Finding::what, HasSubstr("(mode 644)")),
                                                                Field(&Finding::fix, HasSubstr("chmod go= ")))));
  ASSERT_EQ(::chmod(directory().c_str(), 0755), 0);
  EXPECT_THAT(check_permissions(directory()), SizeIs(2));
}

TEST_F(DoctorChecks, TellWhenACertificateOfOursEnds) {
  using std::chrono::days;
  const auto directory = temp_.path() / "analytics";
  ASSERT_TRUE(make_private_directory(directory));
  const SystemTime now = SystemClock{}.wall();
  EXPECT_THAT(check_certificates(directory, now), IsEmpty()) << "there is none yet";
  const auto made = analytics::load_tab_certificate(directory, now).value();
  const SystemTime end = analytics::net::expiry_of(made.credential).value();
  EXPECT_THAT(check_certificates(directory, end - days{8}), IsEmpty());
  EXPECT_THAT(
      check_certificates(directory, end - days{6}),
      ElementsAre(AllOf(Field(&Finding::severity, Severity::Advice), Field(&Finding::what, HasSubstr("expires")))));
  EXPECT_THAT(check_certificates(directory, end), ElementsAre(AllOf(Field(&Finding::severity, Severity::Trouble),
                                                                    Field(&Finding::what, HasSubstr("expired")))));
  ASSERT_TRUE(write_private_file(directory / "authority.pem", "nonsense"));
  const auto broken = check_certificates(directory, now);
  EXPECT_THAT(topics(broken), ElementsAre("certificate"));
  EXPECT_THAT(broken[0].what, HasSubstr("authority.pem"));
}

TEST_F(DoctorChecks, FindARuntimeDirectoryThatIsNotOurs) {
  EXPECT_THAT(check_runtime_directory(), IsEmpty());
  ASSERT_TRUE(make_runtime_directory());
  EXPECT_THAT(check_runtime_directory(), IsEmpty());
  ASSERT_EQ(::chmod(runtime_directory().c_str(), 0755), 0);
  EXPECT_EQ(topics(check_runtime_directory()), std::vector<std::string>{"control"});
}

TEST_F(DoctorChecks, FindWhoTookAnEndpointsPort) {
  testing::Process python{{"python3", "-uc",
                           "import socket,time\ns=socket.create_server(('127.0.0.1',0))\nprint(s.getsockname()[1])\n"
                           "time.sleep(60)"}};
  const std::string port = python.read_line();
  put(directory() / "endpoints" / "ide", port + " abcdefghijklmnopqrstuvwx\n");
  put(directory() / "endpoints" / "free", "1 abcdefghijklmnopqrstuvwx\n");
  put(directory() / "endpoints" / "odd", "what\n");
  const Findings found = check_endpoint_ports(directory());
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].what, AllOf(HasSubstr("127.0.0.1:" + port), HasSubstr("endpoint ide"),
                                   HasSubstr(fmt::format("(process {})", python.pid()))));
  EXPECT_EQ(found[0].fix, "end that program, or give the endpoint another: tabacus endpoint ide --port N");
}

TEST(AgentNames, AreFoundBehindTheirInterpreters) {
  using Words = std::vector<std::string_view>;
  EXPECT_EQ(agent_of(Words{"claude"}), "claude");
  EXPECT_EQ(agent_of(Words{"/usr/bin/codex", "exec"}), "codex");
  EXPECT_EQ(agent_of(Words{"node", "--no-warnings", "/usr/lib/node_modules/x/bin/gemini.js", "-p"}), "gemini");
  EXPECT_EQ(agent_of(Words{"/opt/node/bin/node", "/usr/bin/opencode"}), "opencode");
  EXPECT_EQ(agent_of(Words{"node", "server.js", "claude"}), "") << "an argument is no program";
  EXPECT_EQ(agent_of(Words{"vim", "claude"}), "");
  EXPECT_EQ(agent_of(Words{"pip"}), "");
  EXPECT_EQ(agent_of(Words{}), "");
}

InstanceStatus one_tab(std::uint16_t port) {
  InstanceStatus status{{"window", 7, "0", {}}, {}};
  analytics::TabStatus tab;
  tab.tab = TabId::mint();
  tab.title = "work";
  tab.port = port;
  status.engine.tabs.push_back(tab);
  return status;
}

TEST(InstanceChecks, MissTheCallsOfAnAgentThatHasRunForAMinute) {
  InstanceStatus status = one_tab(4000);
  AgentProcess agent{99, "claude", status.engine.tabs[0].tab.text(), std::chrono::seconds{59}};
  const std::set<std::uint16_t> listening{4000};
  const auto found = [&] { return topics(check_instances({&status, 1}, {&agent, 1}, listening)); };
  EXPECT_THAT(found(), IsEmpty());
  agent.age = std::chrono::seconds{60};
  EXPECT_THAT(found(), ElementsAre("no_call"));
  EXPECT_THAT(check_instances({&status, 1}, {&agent, 1}, listening)[0].what,
              HasSubstr("claude (process 99) has run for 60 s in tab work"));
  status.engine.tabs[0].recording = analytics::Recording::Paused;
  EXPECT_THAT(found(), IsEmpty()) << "nothing is recorded anyway";
  status.engine.tabs[0].recording = analytics::Recording::On;
  status.engine.tabs[0].stats.in_flight = 1;
  EXPECT_THAT(found(), IsEmpty());
  status.engine.tabs[0].stats.in_flight = 0;
  agent.tab_id = "another";
  EXPECT_THAT(found(), IsEmpty());
}

TEST(InstanceChecks, KnowWhoseCallsCanOnlyBeCounted) {
  InstanceStatus status = one_tab(4000);
  const AgentProcess agent{99, "droid", status.engine.tabs[0].tab.text(), std::chrono::seconds{60}};
  const Findings found = check_instances({&status, 1}, {&agent, 1}, std::set<std::uint16_t>{4000});
  ASSERT_THAT(topics(found), ElementsAre("no_call"));
  EXPECT_THAT(found[0].fix, HasSubstr("v_tunnels"));
}

TEST(InstanceChecks, TellOfLossesAndClosedPorts) {
  InstanceStatus status = one_tab(4000);
  EXPECT_THAT(check_instances({&status, 1}, {}, std::nullopt), IsEmpty()) << "no table, no suspicion";
  EXPECT_EQ(topics(check_instances({&status, 1}, {}, std::set<std::uint16_t>{})), std::vector<std::string>{"port"});
  status.engine.tabs.clear();
  status.engine.database.trouble = "disk full";
  status.engine.calls_dropped = 1;
  status.engine.tap_gaps = 1;
  status.engine.meter_answers = false;
  EXPECT_EQ(topics(check_instances({&status, 1}, {}, std::nullopt)),
            (std::vector<std::string>{"database", "losses", "losses", "meter"}));
}

TEST(MultiplexerCheck, TellsWhoseTabAPaneCounts) {
  const InstanceStatus status = one_tab(4000);
  Environment pane{{"TMUX", "/tmp/tmux-0/default,1,0"}, {"TABACUS_TAB_URL", "http://127.0.0.1:4000/t"}};
  EXPECT_THAT(check_multiplexer(pane, {&status, 1}), IsEmpty());
  pane.emplace_back("TABACUS_TAB_ID", status.engine.tabs[0].tab.text());
  ASSERT_THAT(check_multiplexer(pane, {&status, 1}), SizeIs(1));
  EXPECT_EQ(check_multiplexer(pane, {&status, 1})[0].severity, Severity::Advice);
  ASSERT_THAT(check_multiplexer(pane, {}), SizeIs(1));
  EXPECT_EQ(check_multiplexer(pane, {})[0].severity, Severity::Trouble) << "its tab is closed";
  pane.front().first = "NOT_TMUX";
  EXPECT_THAT(check_multiplexer(pane, {}), IsEmpty());
}

TEST(PriceAge, IsWorthAWordAfterSixtyDays) {
  const SystemTime now = from_epoch_us(1'795'168'800'000'000);  // 2026-11-20
  EXPECT_THAT(check_price_age("", now), IsEmpty());
  EXPECT_THAT(check_price_age("2026-09-21", now), IsEmpty());
  EXPECT_THAT(check_price_age("2026-09-20", now), SizeIs(1));
}

TEST(CallerCheck, HasAModeAndOneIsBad) {
  EXPECT_THAT(std::string{caller_check()}, ::testing::AnyOf("netlink", "/proc", "none"));
  EXPECT_THAT(check_callers("netlink"), IsEmpty());
  EXPECT_THAT(check_callers("/proc"), IsEmpty());
  EXPECT_EQ(topics(check_callers("none")), std::vector<std::string>{"callers"});
}

}  // namespace
}  // namespace tabacus::app
