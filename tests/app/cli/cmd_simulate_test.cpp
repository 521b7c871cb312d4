#include <csignal>

#include "cli_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class CmdSimulate : public CliTest, public ::testing::WithParamInterface<int> {};

TEST_P(CmdSimulate, AnswersUntilItIsToldToStop) {
  testing::Process simulator{{TABACUS_BINARY, "simulate"}};
  const std::string first = simulator.read_line();
  constexpr std::string_view kBegin = "export ANTHROPIC_BASE_URL=";
  ASSERT_THAT(first, StartsWith(std::string{kBegin} + "http://127.0.0.1:"));
  const std::string base = first.substr(kBegin.size());
  EXPECT_EQ(simulator.read_line(), "export OPENAI_BASE_URL=" + base + "/v1");
  EXPECT_EQ(simulator.read_line(), "export GOOGLE_GEMINI_BASE_URL=" + base);
  testing::Process second{{TABACUS_BINARY, "simulate", "--port", base.substr(base.rfind(':') + 1)}};
  EXPECT_EQ(second.wait(), 1) << "the port is taken";
  EXPECT_THAT(second.err(), StartsWith("tabacus simulate: "));
  simulator.signal(GetParam());
  EXPECT_EQ(simulator.wait(), 0);
  EXPECT_THAT(simulator.err(), HasSubstr("until interrupted"));
}

INSTANTIATE_TEST_SUITE_P(Signals, CmdSimulate, ::testing::Values(SIGINT, SIGTERM, SIGHUP),
                         [](const auto& test) { return "signal" + std::to_string(test.param); });

}  // namespace
}  // namespace tabacus::app
