// Each client's row: what is found in its files, and what it is started with then. The files are of this test's own.
#include "analytics/clients/launch.hpp"

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "analytics/clients/client.hpp"
#include "analytics/providers/provider.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Files = std::map<std::string, std::string>;

constexpr const char* kTab = "http://127.0.0.1:4711/TOKEN";

struct World {
  Files files;
  Variables variables{{"HOME", "/home/ada"}};

  [[nodiscard]] Surroundings surroundings() const {
    return {variables, "/project", [this](const std::filesystem::path& file) -> std::optional<std::string> {
              const auto found = files.find(file.native());
              return found != files.end() ? std::optional{found->second} : std::nullopt;
            }};
  }

  [[nodiscard]] Findings find() const { return find_base_urls(surroundings()); }

  /// As a tab opened in this world tells its programs.
  void enter_tab(std::string routes = "codex=https://api.openai.com/v1 opencode-google=https://g.example/v1beta") {
    for (const ClientBaseUrl& found : find().base_urls) routes += " " + found.slot + "=" + found.upstream;
    set_variable(variables, "TABACUS_TAB_URL", kTab);
    set_variable(variables, "TABACUS_ROUTES", routes);
    set_variable(variables, "TABACUS_PI_EXTENSION", "/data/pi.mjs");
  }

  [[nodiscard]] Launch start(std::string_view program, std::vector<std::string> arguments = {}) const {
    return wire_launch(program, std::move(arguments), surroundings());
  }
};

/// The base URL found for a slot; empty when there is none.
std::string found_for(const Findings& findings, std::string_view slot) {
  for (const ClientBaseUrl& found : findings.base_urls)
    if (found.slot == slot) return found.upstream;
  return {};
}

std::string line_of(const Launch& launch) { return join(launch.arguments, " "); }

TEST(AgentPrograms, AreClientsWeKnowUnderNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const AgentProgram& row : agent_programs()) {
    EXPECT_FALSE(row.programs[0].empty()) << row.client;
    for (const std::string_view name : row.programs) {
      if (name.empty()) continue;
      EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_EQ(row.needs_forward_proxy, !row.note.empty()) << row.client;
    EXPECT_FALSE(row.needs_forward_proxy && row.wire != nullptr) << row.client;
    EXPECT_TRUE(row.needs_forward_proxy || row.unless[0].empty()) << row.client;
  }
  for (const std::string_view runner : package_runners()) EXPECT_TRUE(names.insert(runner).second) << runner;
}

TEST(Launch, IsUntouchedOutsideOfATab) {
  World world{{{"/home/ada/.codex/config.toml", "openai_base_url = 'https://gw.example'"}}};
  for (const char* program : {"claude", "codex", "gemini", "opencode", "pi", "qwen", "ollama", "npx", "unheard-of"}) {
    const Launch launch = world.start(program, {"run", "-c", "x"});
    EXPECT_EQ(line_of(launch), "run -c x") << program;
    EXPECT_THAT(launch.set, IsEmpty());
    EXPECT_THAT(launch.unset, IsEmpty());
  }
}

TEST(Launch, LeavesProgramsAloneWhoseSlotsTheTabDoesNotServe) {
  World world;
  world.variables.emplace_back("GEMINI_API_KEY", "k");
  world.variables.emplace_back("TABACUS_TAB_URL", kTab);
  for (const char* program : {"claude", "codex", "gemini", "opencode", "pi", "qwen", "ollama", "npx", "unheard-of"}) {
    const Launch launch = world.start(program, {"run"});
    EXPECT_EQ(line_of(launch), "run") << program;
    EXPECT_THAT(launch.set, IsEmpty()) << program;
  }
}

TEST(Findings, AreOfSlotsAndDialectsThatExist) {
  World world{
      {{"/home/ada/.codex/config.toml",
        "[model_providers.a]\nbase_url = 'https://a.example'\n[model_providers.'b c']\nbase_url = 'https://b'"}}};
  std::set<std::string> slots;
  for (const ClientBaseUrl& found : world.find().base_urls) {
    EXPECT_TRUE(slots.insert(found.slot).second) << found.slot;
    EXPECT_NE(provider_of_slot(found.dialect), nullptr) << found.slot;
    EXPECT_EQ(found.slot.find_first_of("/ =?"), std::string::npos) << found.slot;
  }
  EXPECT_TRUE(slots.contains("codex.a"));
}

TEST(Findings, SayWhatCouldNotBeRead) {
  World world{{{"/home/ada/.codex/config.toml", "openai_base_url = \n[["},
               {"/home/ada/.claude/settings.json", "{ broken"},
               {"/project/opencode.json", "[]"},
               {"/home/ada/.pi/agent/models.json", "\xff\xfe"}}};
  const Findings findings = world.find();
  EXPECT_THAT(findings.warnings, SizeIs(4));
  for (const char* file : {"config.toml", "settings.json", "opencode.json", "models.json"})
    EXPECT_THAT(findings.warnings, Contains(HasSubstr(file)));
  EXPECT_THAT(findings.warnings, Contains(HasSubstr("line 1")));
}

TEST(ClaudeCode, NeedsNothingWithoutSettings) {
  World world{{{"/home/ada/.claude/settings.json", R"({"env":{"OTHER":"x"},"model":"opus"})"}}};
  world.enter_tab();
  EXPECT_EQ(found_for(world.find(), "claude-settings"), "");
  EXPECT_EQ(line_of(world.start("claude", {"-p", "x"})), "-p x");
}

struct SettingsCase {
  const char* name;
  Files files;
  Variables more;
  const char* url;
};

class ClaudeSettings : public testing::TestWithParam<SettingsCase> {};

TEST_P(ClaudeSettings, TakeTheNearestFile) {
  World world{GetParam().files};
  world.variables.insert(world.variables.end(), GetParam().more.begin(), GetParam().more.end());
  EXPECT_EQ(found_for(world.find(), "claude-settings"), GetParam().url);
}

constexpr const char* kUser = R"({"env":{"ANTHROPIC_BASE_URL":"https://user.example"}})";
constexpr const char* kProject = R"({"env":{"ANTHROPIC_BASE_URL":"https://project.example"}})";
constexpr const char* kLocal = R"({"env":{"ANTHROPIC_BASE_URL":"https://local.example/a"}})";

INSTANTIATE_TEST_SUITE_P(
    Files, ClaudeSettings,
    testing::Values(
        SettingsCase{"user", {{"/home/ada/.claude/settings.json", kUser}}, {}, "https://user.example"},
        SettingsCase{"project",
                     {{"/home/ada/.claude/settings.json", kUser}, {"/project/.claude/settings.json", kProject}},
                     {},
                     "https://project.example"},
        SettingsCase{"local",
                     {{"/project/.claude/settings.local.json", kLocal}, {"/project/.claude/settings.json", kProject}},
                     {},
                     "https://local.example/a"},
        SettingsCase{"other_home",
                     {{"/home/ada/.claude/settings.json", kUser}, {"/etc/c/settings.json", kProject}},
                     {{"CLAUDE_CONFIG_DIR", "/etc/c"}},
                     "https://project.example"},
        SettingsCase{"not_text", {{"/home/ada/.claude/settings.json", R"({"env":{"ANTHROPIC_BASE_URL":3}})"}}, {}, ""},
        SettingsCase{"managed",
                     {{"/home/ada/.claude/settings.json", kUser}, {"/etc/claude-code/managed-settings.json", kProject}},
                     {},
                     ""}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ClaudeCode, IsGivenSettingsThatWinOverItsOwn) {
  World world{
      {{"/home/ada/.claude/settings.json", kUser}, {"/project/more.json", R"({"model":"opus","env":{"A":"1"}})"}}};
  world.enter_tab();
  const std::string url = std::string{kTab} + "/claude-settings";
  EXPECT_THAT(world.start("claude", {"-p", "x"}).arguments,
              ElementsAre("--settings", R"({"env":{"ANTHROPIC_BASE_URL":")" + url + R"("}})", "-p", "x"));
  for (const std::vector<std::string>& given :
       {std::vector<std::string>{"-p", "x", "--settings", "more.json"}, {"-p", "--settings=more.json", "x"}}) {
    const Launch launch = world.start("claude", given);
    ASSERT_THAT(launch.arguments, ElementsAre("--settings", testing::_, "-p", "x"));
    EXPECT_EQ(nlohmann::json::parse(launch.arguments[1]),
              (nlohmann::json{{"model", "opus"}, {"env", {{"A", "1"}, {"ANTHROPIC_BASE_URL", url}}}}));
  }
}

TEST(ClaudeCode, IsLeftAloneWhereItsBaseUrlIsNotTheTabs) {
  World world{{{"/home/ada/.claude/settings.json", kUser}}};
  world.enter_tab();
  const std::vector<std::string> own{"--settings", R"({"env":{"ANTHROPIC_BASE_URL":"https://mine.example"}})"};
  EXPECT_EQ(world.start("claude", own).arguments, own);
  world.files["/project/.claude/settings.json"] = kProject;  // after the tab was opened
  const Launch launch = world.start("claude", {"-p", "x"});
  EXPECT_EQ(line_of(launch), "-p x");
  EXPECT_THAT(launch.unset, ElementsAre("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL"));
}

TEST(Codex, IsToldItsBaseUrlFirstSoThatTheUsersOwnWordWins) {
  World world;
  world.enter_tab();
  EXPECT_THAT(world.start("codex", {"exec", "-c", "openai_base_url=\"https://mine\"", "x"}).arguments,
              ElementsAre("-c", "openai_base_url=\"http://127.0.0.1:4711/TOKEN/codex/v1\"", "exec", "-c",
                          "openai_base_url=\"https://mine\"", "x"));
}

TEST(Codex, KeepsTheProvidersOfItsConfiguration) {
  World world{{{"/codex/config.toml", R"(
openai_base_url = "https://gw.example/v1"
model_provider = "azure"
[model_providers.azure]
base_url = "https://me.openai.azure.com/openai"
[model_providers.local]
name = "no address"
)"}}};
  world.variables.emplace_back("CODEX_HOME", "/codex");
  world.enter_tab();
  EXPECT_EQ(found_for(world.find(), "codex-config"), "https://gw.example/v1");
  EXPECT_EQ(found_for(world.find(), "codex.azure"), "https://me.openai.azure.com/openai");
  EXPECT_EQ(line_of(world.start("codex", {"x"})),
            "-c openai_base_url=\"http://127.0.0.1:4711/TOKEN/codex-config\" "
            "-c model_providers.azure.base_url=\"http://127.0.0.1:4711/TOKEN/codex.azure\" x");
  world.files["/codex/config.toml"] = "openai_base_url = 'https://other.example'";  // after the tab was opened
  EXPECT_EQ(line_of(world.start("codex", {"x"})), "x");
}

TEST(Codex, TakesHttpInsteadOfAWebSocketByOption) {
  World world;
  world.enter_tab();
  world.variables.emplace_back("TABACUS_CODEX_HTTP", "1");
  const std::string line = line_of(world.start("codex", {"x"}));
  EXPECT_THAT(line, HasSubstr("supports_websockets=false"));
  EXPECT_THAT(line, HasSubstr("-c model_provider=\"openai_http\" x"));
  world.files["/home/ada/.codex/config.toml"] = "model_provider = 'mine'";
  EXPECT_THAT(line_of(world.start("codex", {"x"})), testing::Not(HasSubstr("openai_http")));
}

TEST(OpenCode, GetsGoogleOnlyWhereItIsInUse) {
  World world;
  world.enter_tab();
  EXPECT_THAT(world.start("opencode").set, IsEmpty());
  world.variables.emplace_back("OPENCODE_CONFIG_CONTENT", R"({"theme":"x","provider":{"google":{"options":{"a":1}}}})");
  world.files["/home/ada/.local/share/opencode/auth.json"] = R"({"google":{}})";
  const Launch launch = world.start("opencode", {"run"});
  ASSERT_THAT(launch.set, SizeIs(1));
  EXPECT_EQ(launch.set[0].first, "OPENCODE_CONFIG_CONTENT");
  EXPECT_EQ(nlohmann::json::parse(launch.set[0].second), nlohmann::json::parse(
                                                             R"({"theme":"x","provider":{"google":{"options":
                    {"a":1,"baseURL":"http://127.0.0.1:4711/TOKEN/opencode-google/v1beta"}}}})"));
  EXPECT_EQ(line_of(launch), "run");
}

TEST(OpenCode, KeepsBaseUrlsOfItsFiles) {
  World world{
      {{"/home/ada/.config/opencode/opencode.json",
        R"({"provider":{"anthropic":{"options":{"baseURL":"https://a"}},"x":{"options":{"baseURL":"{env:X}"}}}})"},
       {"/project/opencode.jsonc",
        "{ // mine\n\"provider\":{\"anthropic\":{\"options\":{\"baseURL\":\"https://b\"}}}}"}}};
  world.enter_tab();
  EXPECT_EQ(found_for(world.find(), "opencode.anthropic"), "https://b");
  EXPECT_EQ(found_for(world.find(), "opencode.x"), "");
  const Launch launch = world.start("opencode");
  ASSERT_THAT(launch.set, SizeIs(1));
  EXPECT_THAT(launch.set[0].second, HasSubstr("\"baseURL\":\"http://127.0.0.1:4711/TOKEN/opencode.anthropic\""));
  world.files.erase("/project/opencode.jsonc");
  EXPECT_THAT(world.start("opencode").set, IsEmpty()) << "the tab leads elsewhere now";
}

TEST(Pi, LoadsAnExtensionForItsRunsOnly) {
  World world{{{"/home/ada/.pi/agent/models.json", R"({"providers":{"openai":{"baseUrl":"https://gw/v1"}}})"}}};
  world.enter_tab();
  EXPECT_EQ(found_for(world.find(), "pi.openai"), "https://gw/v1");
  EXPECT_EQ(found_for(world.find(), "pi.anthropic"), "https://api.anthropic.com");
  Launch launch = world.start("pi", {"-p", "x"});
  EXPECT_THAT(launch.arguments, ElementsAre("-e", "/data/pi.mjs", "-p", "x"));
  EXPECT_THAT(launch.set[0].second, HasSubstr("anthropic openai"));
  EXPECT_EQ(line_of(world.start("pi", {"install", "x"})), "install x");
  world.files.begin()->second = R"({"providers":{"openai":{"baseUrl":"https://other"}}})";
  EXPECT_THAT(world.start("pi").set[0].second, testing::Not(HasSubstr("openai ")));
}

TEST(Gemini, KeepsTheLoginThatTheEnvironmentNames) {
  World world;
  world.enter_tab();
  world.variables.emplace_back("GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/data/gemini-defaults.json");
  EXPECT_THAT(world.start("gemini").unset, IsEmpty());
  world.variables.emplace_back("GOOGLE_GENAI_USE_GCA", "true");
  EXPECT_THAT(world.start("gemini").unset, ElementsAre("GEMINI_CLI_SYSTEM_DEFAULTS_PATH"));
  set_variable(world.variables, "GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/etc/own.json");
  EXPECT_THAT(world.start("gemini").unset, IsEmpty());
}

struct OllamaCase {
  const char* host;
  const char* upstream;
};

TEST(Ollama, IsWiredForCommandsThatAskAServer) {
  constexpr OllamaCase kCases[] = {{"", "http://127.0.0.1:11434"},
                                   {"box", "http://box:11434"},
                                   {"box:80", "http://box:80"},
                                   {"https://o.example/x", "https://o.example/x"}};
  for (const auto& [host, upstream] : kCases) {
    World world;
    world.variables.emplace_back("OLLAMA_HOST", host);
    EXPECT_EQ(found_for(world.find(), "ollama"), upstream);
    world.enter_tab();
    EXPECT_THAT(world.start("ollama", {"run", "m"}).set,
                ElementsAre(testing::Pair("OLLAMA_HOST", "http://127.0.0.1:4711/TOKEN/ollama")));
    EXPECT_THAT(world.start("ollama", {"serve"}).set, IsEmpty());
    EXPECT_THAT(world.start("ollama").set, IsEmpty());
  }
}

TEST(ClientsWithoutABaseUrl, UseTheTabsProxy) {
  World world;
  world.enter_tab();
  world.variables.emplace_back("TABACUS_CLIENT_PROXY", "http://tab:TOKEN@127.0.0.1:4711");
  for (const AgentProgram& row : agent_programs())
    EXPECT_EQ(value_of(world.start(row.programs[0], {"x"}).set, "HTTPS_PROXY").empty(), !row.needs_forward_proxy)
        << row.client;
  const Launch by_runner = world.start("npx", {"-y", "droid@latest", "exec"});
  EXPECT_EQ(line_of(by_runner), "-y droid@latest exec");
  EXPECT_FALSE(value_of(by_runner.set, "HTTPS_PROXY").empty());
  EXPECT_THAT(world.start("npx", {"eslint"}).set, IsEmpty());
}

TEST(ClientsWithoutABaseUrl, NeedNoProxyOnceTheUserHasGivenThemOne) {
  World world;
  world.enter_tab();
  world.variables.emplace_back("TABACUS_CLIENT_PROXY", "http://tab:TOKEN@127.0.0.1:4711");
  world.variables.emplace_back("COPILOT_PROVIDER_BASE_URL", kTab);
  EXPECT_THAT(world.start("copilot").set, IsEmpty());
  EXPECT_FALSE(world.start("kimi").set.empty());
}

TEST(PackageRunners, GiveAClientItsArgumentsBehindItsPackage) {
  World world;
  world.enter_tab();
  const std::string wired = "-c openai_base_url=\"http://127.0.0.1:4711/TOKEN/codex/v1\"";
  EXPECT_EQ(line_of(world.start("npx", {"-y", "@openai/codex@latest", "exec"})),
            "-y @openai/codex@latest " + wired + " exec");
  EXPECT_EQ(line_of(world.start("bunx", {"codex"})), "codex " + wired);
  EXPECT_EQ(line_of(world.start("npx", {"-p", "@openai/codex", "codex", "x"})),
            "-p @openai/codex codex " + wired + " x");
  for (const std::vector<std::string>& other :
       {std::vector<std::string>{"cowsay", "codex"}, {"-c", "codex x"}, {}, {"-y"}, {"-p"}})
    EXPECT_EQ(world.start("npx", other).arguments, other);
}

}  // namespace
}  // namespace tabacus::analytics
