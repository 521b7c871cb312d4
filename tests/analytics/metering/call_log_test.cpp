#include "analytics/metering/call_log.hpp"

#include <gmock/gmock.h>

#include "base/log.hpp"
#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CallLog : public ::testing::Test {
 protected:
  CallLog() { EXPECT_TRUE(log::to_file(file_, log::Level::Debug)); }
  ~CallLog() override { log::to_stderr(); }

  static CallRecord call() {
    CallRecord call;
    call.tab = TabId::mint();
    call.provider = "anthropic";
    call.upstream_host = "api.anthropic.com";
    call.facts.model_served = "claude-sonnet-4-5";
    call.facts.usage.input_uncached = Tokens{10};
    call.facts.usage.cache_read = Tokens{20};
    call.status = 200;
    call.times.started_at = from_epoch_us(1'795'168'800'000'000);
    call.times.total = std::chrono::milliseconds{1500};
    return call;
  }
  [[nodiscard]] std::string text() const { return read_file(file_).value(); }

  const testing::TempDir temp_;
  const std::filesystem::path file_ = temp_.path() / "log";
};

TEST_F(CallLog, NamesTheCallAsItsRowDoes) {
  const CallRecord one = call();
  log_opened(one);
  log_finished(one, {});
  const std::string number = fmt::format("call={} tab={} ", 1'795'168'800'000'000 * 8, one.tab.text());
  EXPECT_THAT(text(), AllOf(HasSubstr("debug call["),
                            HasSubstr(number + "begins provider=anthropic host=api.anthropic"), HasSubstr("info call["),
                            HasSubstr(number + "ok provider=anthropic model=claude-sonnet-4-5 status=200 ms=1500 in=30 "
                                               "out=-\n")));
}

TEST_F(CallLog, WarnsOfTroubleWithItsReason) {
  CallRecord failed = call();
  failed.outcome = Outcome::Error;
  failed.error_type = "overloaded_error";
  ExchangeClosed closed;
  closed.error = "connect 127.0.0.1:1: Connection refused";
  log_finished(failed, closed);
  EXPECT_THAT(text(), AllOf(HasSubstr(" warn call["), HasSubstr(" error provider="),
                            HasSubstr("error=overloaded_error: connect 127.0.0.1:1: Connection refused\n")));
}

TEST_F(CallLog, HoldsNoKeyAndNoSentenceWhereANameShouldStand) {
  CallRecord odd = call();
  odd.facts.model_served = "sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  odd.error_type = "my prompt was: hello";
  odd.identity.client = "a b\ncall=1";
  log_opened(odd);
  log_finished(odd, {});
  EXPECT_THAT(text(), AllOf(Not(HasSubstr("sk-ant")), Not(HasSubstr("prompt")), Not(HasSubstr("call=1\n")),
                            HasSubstr("model=- "), HasSubstr("client=-")));
}

TEST_F(CallLog, SaysNothingOnStderr) {
  log::to_stderr();
  CallRecord failed = call();
  failed.outcome = Outcome::Error;
  ::testing::internal::CaptureStderr();
  log_finished(failed, {});
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), IsEmpty());
}

}  // namespace
}  // namespace tabacus::analytics
