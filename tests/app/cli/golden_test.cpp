// What people see: the output of each command that lists or explains, over the same few calls, at three widths and in
// each form, is that in tests/fixtures/cli/NAME.txt. TABACUS_UPDATE_GOLDEN=1 rewrites them; the diff is the argument.
#include <fstream>

#include "analytics/api/annotations.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "base/scope_exit.hpp"
#include "cli_fixture.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::app {
namespace {

/// Which forms a command has beside the one for people.
enum class Forms : std::uint8_t { TextOnly, Json, JsonAndCsv };

struct Golden {
  const char* name;
  std::vector<std::string> arguments;
  Forms forms = Forms::JsonAndCsv;
};

constexpr std::int64_t kHostileCall = 14'362'070'400'000'000;
const std::string kFirst = "14361350400000000";
const std::string kSecond = "14361350880000000";
const std::string kRefused = "14361351120000000";

// None of these looks at the clock.
const Golden kGoldens[] = {
    {"calls", {"calls"}},
    {"calls_by_cost", {"calls", "--sort", "cost", "--limit", "2"}},
    {"tail", {"tail", "-n", "3"}, Forms::Json},
    {"show", {"show", kFirst}, Forms::Json},
    {"show_error", {"show", kRefused}, Forms::Json},
    {"show_full", {"show", std::to_string(kHostileCall)}, Forms::Json},
    {"why", {"why", std::to_string(kHostileCall)}, Forms::Json},
    {"cost", {"cost", std::to_string(kHostileCall)}, Forms::TextOnly},
    {"diff", {"diff", kFirst, std::to_string(kHostileCall)}, Forms::Json},
    {"diff_previous", {"diff", kSecond}, Forms::Json},
    {"totals_by_model", {"totals", "--by", "model"}},
    {"totals_by_project", {"totals", "--by", "project"}},
    {"usage_monthly", {"usage", "monthly"}},
    {"usage_weekly", {"usage", "weekly", "--since", "2026-11-01"}},
    {"usage_daily", {"usage", "--since", "2026-11-01"}},
    {"usage_session", {"usage", "session", "--since", "2026-11-01"}},
    {"usage_blocks", {"usage", "blocks", "--since", "2020-01-01", "--until", "2026-11-20T12:00:00Z"}},
    {"sessions", {"sessions"}},
    {"agents", {"agents"}},
    {"top_models", {"top"}},
    {"top_sessions_by_tokens", {"top", "sessions", "--by", "tokens"}},
    {"what_if_model", {"what-if", "--model", "claude-haiku-4-5"}},
    {"what_if_uncached", {"what-if", "--cache", "none", "--where", "provider = 'anthropic'"}},
    {"limits", {"limits", "--all"}},
    {"note_list", {"note", "--list"}},
    {"record_list", {"record", "list"}},
    {"sql",
     {"sql",
      "SELECT tab_title, model, cost_nano, '\x1b]0;x\x07' AS hostile, '=1+1' AS cell FROM v_calls ORDER BY "
      "call_id"}},
};

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream{file};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

class GoldenCommands : public CliTest, public ::testing::WithParamInterface<Golden> {
 protected:
  void SetUp() override {
    seed();
    analytics::CallRecord call = testing::full_call(*TabId::parse(testing::kDocsTab), TabSessionId::mint(),
                                                    testing::kSeedStart + std::chrono::hours{25});
    call.error_type = "overloaded\xE2\x80\xAE_error";  // a bidirectional override
    call.limits_at = call.times.started_at;
    call.limits = {{.window = "5h", .status = "allowed", .used_ppm = 420'000}};
    const auto writer = analytics::StoreWriter::open(
        {.file = directory() / analytics::kCallsFileName, .commit_every = std::chrono::milliseconds{1}});
    writer->on_finished(call);
    ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
    ASSERT_TRUE(
        analytics::set_note(directory(), 14'361'350'880'000'000, "slow, but\x1b[31m right", testing::kSeedStart));
    ASSERT_TRUE(analytics::start_recording(directory(), "demo \x1b[2J", {}, testing::kSeedStart));
    ASSERT_TRUE(analytics::stop_recording(directory(), "demo \x1b[2J", testing::kSeedStart + std::chrono::seconds{30}));
  }

  static std::string section(const std::string& title, const std::vector<std::string>& arguments) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, 0) << title << ": " << ran.err;
    EXPECT_EQ(ran.out.find('\x1b'), std::string::npos) << "a command must not pass an escape character on";
    std::string shown = ran.out;
    std::erase(shown, '\r');  // of CSV; a test of its own holds it
    return "== " + title + "\n" + shown;
  }
};

TEST_P(GoldenCommands, PrintWhatWasReviewed) {
  const ScopeExit restore{[] { ::setenv("COLUMNS", "200", 1); }};
  std::string all;
  for (const char* width : {"80", "120", "200"}) {
    ::setenv("COLUMNS", width, 1);
    all += section(fmt::format("{} columns", width), GetParam().arguments);
  }
  const auto with = [](const char* option) {
    std::vector<std::string> arguments = GetParam().arguments;
    arguments.emplace_back(option);
    return arguments;
  };
  if (GetParam().forms != Forms::TextOnly) all += section("--json", with("--json"));
  if (GetParam().forms == Forms::JsonAndCsv) all += section("--csv", with("--csv"));
  const auto file =
      std::filesystem::path{TABACUS_SOURCE_DIR} / "tests" / "fixtures" / "cli" / fmt::format("{}.txt", GetParam().name);
  if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr) std::ofstream{file} << all;
  EXPECT_EQ(all, read_text(file)) << file;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenCommands, ::testing::ValuesIn(kGoldens),
                         [](const auto& golden) { return std::string{golden.param.name}; });

}  // namespace
}  // namespace tabacus::app
