// Calls of any shape, for tests that compare two ways to the same sum.
#pragma once

#include <random>

#include "tests/support/sample_calls.hpp"

namespace tabacus::testing {

class RandomCalls {
 public:
  RandomCalls(std::uint32_t seed, SystemTime first) : random_{seed}, first_{first} {}

  /// Within `days` of the first moment; every optional part is sometimes missing.
  analytics::CallRecord next(int days) {
    using namespace analytics;
    const std::int64_t span = std::int64_t{days} * 86'400'000'000;
    CallRecord call =
        bare_call(tabs_[below(tabs_.size())],
                  first_ + std::chrono::microseconds{std::uniform_int_distribution{std::int64_t{0}, span}(random_)});
    call.tab_session = sessions_[below(sessions_.size())];
    if (maybe()) call.identity.wire_session = fmt::format("session-{}", below(5));
    if (maybe()) call.identity.agent = fmt::format("agent-{}", below(3));
    if (maybe()) call.identity.client = "client";
    if (maybe()) call.project = fmt::format("/home/project-{}", below(3));
    if (!call.project.empty() && maybe()) call.branch = below(2) == 0 ? "main" : "fix";
    if (maybe()) call.provider = "openai";
    if (maybe()) call.facts.model_requested = models_[below(models_.size())];
    if (maybe()) call.facts.model_served = models_[below(models_.size())];
    call.billing = static_cast<Billing>(below(3));
    call.outcome = static_cast<Outcome>(below(7));
    if (maybe()) call.status = below(2) == 0 ? 200 : 529;
    call.facts.usage_state = static_cast<UsageState>(below(4));
    Usage& used = call.facts.usage;
    for (auto* bucket : {&used.input_uncached, &used.cache_read, &used.cache_write_5m, &used.cache_write_1h,
                         &used.output_total, &used.output_reasoning})
      if (maybe()) *bucket = Tokens{static_cast<std::int64_t>(below(100'000))};
    for (auto* amount : {&call.cost, &call.list_cost, &call.saved, &call.why.missed_cost, &call.why.waste})
      if (maybe()) *amount = Nanodollars{static_cast<std::int64_t>(below(1'000'000'000))};
    call.why.attempt = static_cast<std::int64_t>(below(2));
    call.why.compacted = below(5) == 0;
    call.request_bytes = static_cast<std::int64_t>(below(1'000'000));
    call.response_bytes = static_cast<std::int64_t>(below(10'000));
    call.times.total = std::chrono::microseconds{below(300'000'000)};
    if (maybe()) call.times.first_token = std::chrono::microseconds{below(9'000'000)};
    return call;
  }
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>{0, end - 1}(random_); }

 private:
  bool maybe() { return below(3) != 0; }

  std::mt19937 random_;
  SystemTime first_;
  std::vector<TabId> tabs_{TabId::mint(), TabId::mint(), TabId::mint()};
  std::vector<TabSessionId> sessions_{TabSessionId::mint(), TabSessionId::mint()};
  std::vector<std::string> models_{"gpt-5", "gpt-5-mini", "gpt-of-tomorrow"};
};

}  // namespace tabacus::testing
