#include <string>

#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

using CmdTotals = CliTest;

TEST_F(CmdTotals, SumByTabWithATotalAndMarkWhatIsALowerBound) {
  seed();
  const Ran ran = run({"totals"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(
      ran.out,
      "tab id                                tab       calls  errors  no usage  input  cache read  cache write  "
      "output            cost  unpriced\n"
      "0190a5d3-7c4e-7abc-8def-000000000001  api           3       1         0  1,290      97,200            0   "
      "1,110    $0.049680123         0\n"
      "0190a5d3-7c4e-7abc-8def-000000000002  docs [2J      1       0         0  1,500           0            0     "
      "300               –         1\n"
      "total                                               4       1         0  2,790      97,200            0   "
      "1,410  ≥ $0.049680123         1\n");
}

TEST_F(CmdTotals, GiveOneJsonObjectPerGroup) {
  seed();
  EXPECT_EQ(
      run({"totals", "--by", "model", "--json"}).out,
      R"({"model":"claude-sonnet-4-5-20250929","calls":2,"errors":0,"without_usage":0,"input_tokens":1290,)"
      R"("cache_read_tokens":97200,"cache_write_tokens":0,"output_tokens":1110,"cost_nano":49680123,"unpriced":0,)"
      R"("subscription_nano":null,"equivalent_nano":49680123,"saved_nano":null,"busy_us":4300000,)"
      R"("first_call_at":"2026-11-20T10:00:00.000Z","last_call_at":"2026-11-20T10:01:00.000Z"})"
      "\n"
      R"({"model":"claude-sonnet-4-5","calls":1,"errors":1,"without_usage":0,"input_tokens":null,)"
      R"("cache_read_tokens":null,"cache_write_tokens":null,"output_tokens":null,"cost_nano":null,"unpriced":0,)"
      R"("subscription_nano":null,"equivalent_nano":null,"saved_nano":null,"busy_us":2150000,)"
      R"("first_call_at":"2026-11-20T10:01:30.000Z","last_call_at":"2026-11-20T10:01:30.000Z"})"
      "\n"
      R"({"model":"gpt-of-tomorrow","calls":1,"errors":0,"without_usage":0,"input_tokens":1500,)"
      R"("cache_read_tokens":0,"cache_write_tokens":0,"output_tokens":300,"cost_nano":null,"unpriced":1,)"
      R"("subscription_nano":null,"equivalent_nano":null,"saved_nano":null,"busy_us":2150000,)"
      R"("first_call_at":"2026-11-21T10:00:00.000Z","last_call_at":"2026-11-21T10:00:00.000Z"})"
      "\n");
}

TEST_F(CmdTotals, GiveCsv) {
  seed();
  EXPECT_EQ(run({"totals", "--by", "session", "--csv"}).out,
            "session,calls,errors,without_usage,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens,"
            "cost_nano,unpriced,subscription_nano,equivalent_nano,saved_nano,busy_us,first_call_at,last_call_at\r\n"
            "session-a,3,1,0,1290,97200,0,1110,49680123,0,,49680123,,6450000,2026-11-20T10:00:00.000Z,"
            "2026-11-20T10:01:30.000Z\r\n"
            "'=session-b,1,0,0,1500,0,0,300,,1,,,,2150000,2026-11-21T10:00:00.000Z,2026-11-21T10:00:00.000Z\r\n");
}

TEST_F(CmdTotals, SumByDayAndProviderWithinATime) {
  seed();
  EXPECT_THAT(run({"totals", "--by", "day", "--csv"}).out, HasSubstr("2026-11-20,3,"));
  EXPECT_THAT(run({"totals", "--by", "day", "--csv"}).out, HasSubstr("2026-11-21,1,"));
  const std::string later = run({"totals", "--by", "provider", "--csv", "--since", "2026-11-21"}).out;
  EXPECT_THAT(later, HasSubstr("openai,1,"));
  EXPECT_EQ(later.find("anthropic"), std::string::npos);
}

TEST_F(CmdTotals, ShowNoTotalUnderASingleGroup) {
  seed();
  EXPECT_EQ(run({"totals", "--tab", testing::kApiTab}).out.find("total"), std::string::npos);
}

}  // namespace
}  // namespace tabacus::app
