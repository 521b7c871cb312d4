#include "tests/support/seeded_database.hpp"

#include <cstdio>
#include <cstdlib>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::testing {
namespace {

using analytics::CallRecord;
using std::chrono::milliseconds;

CallRecord claude_call(std::chrono::seconds after, std::int64_t input, std::int64_t cached, std::int64_t output,
                       std::int64_t nano) {
  CallRecord call;
  call.tab = *TabId::parse(kApiTab);
  call.identity = {.wire_session = "session-a",
                   .agent = {},
                   .parent_agent = {},
                   .client = "claude-code",
                   .client_version = "2.0.14"};
  call.provider = "anthropic";
  call.facts.api = "messages";
  call.facts.model_requested = "claude-sonnet-4-5";
  call.facts.model_served = "claude-sonnet-4-5-20250929";
  call.facts.stop = analytics::StopReason::Stop;
  call.facts.usage_state = analytics::UsageState::Measured;
  call.facts.usage.input_uncached = Tokens{input};
  call.facts.usage.cache_read = Tokens{cached};
  call.facts.usage.cache_write_5m = Tokens{0};
  call.facts.usage.output_total = Tokens{output};
  call.transport = analytics::Transport::Sse;
  call.status = 200;
  call.times.started_at = kSeedStart + after;
  call.times.first_token = milliseconds{640};
  call.times.total = milliseconds{2'150};
  call.cost = Nanodollars{nano};
  call.list_cost = call.cost;
  call.price_version = some_prices();
  return call;
}

CallRecord refused_call() {
  CallRecord call = claude_call(std::chrono::seconds{90}, 0, 0, 0, 0);
  call.facts.usage = {};
  call.facts.usage_state = analytics::UsageState::Missing;
  call.facts.model_served.clear();
  call.facts.stop = analytics::StopReason::Unknown;
  call.outcome = analytics::Outcome::Error;
  call.status = 529;
  call.error_type = "overloaded_error";
  call.times.first_token.reset();
  call.cost.reset();
  call.list_cost.reset();
  call.price_version.reset();
  return call;
}

CallRecord unpriced_call() {
  CallRecord call = claude_call(std::chrono::hours{24}, 1'500, 0, 300, 0);
  call.tab = *TabId::parse(kDocsTab);
  call.identity = {.wire_session = "=session-b", .agent = {}, .parent_agent = {}, .client = {}, .client_version = {}};
  call.provider = "openai";
  call.facts.api = "responses";
  call.facts.model_requested = call.facts.model_served = "gpt-of-tomorrow";
  call.cost.reset();
  call.list_cost.reset();
  call.price_version.reset();
  return call;
}

std::unique_ptr<analytics::StoreWriter> open_writer(const std::filesystem::path& directory) {
  return analytics::StoreWriter::open({.file = directory / analytics::kCallsFileName, .commit_every = milliseconds{1}});
}

void flush(analytics::StoreWriter& writer) {
  if (writer.flush(std::chrono::seconds{20})) return;
  std::fputs("the database could not be seeded\n", stderr);
  std::abort();
}

}  // namespace

void seed_database(const std::filesystem::path& directory) {
  const auto writer = open_writer(directory);
  writer->register_tab({.tab = *TabId::parse(kApiTab),
                        .title = "api",
                        .shell_pid = {},
                        .port = std::uint16_t{1},
                        .created_at = kSeedStart});
  writer->register_tab(
      {.tab = *TabId::parse(kDocsTab), .title = "docs \x1b[2J", .shell_pid = {}, .port = {}, .created_at = kSeedStart});
  writer->on_finished(claude_call(std::chrono::seconds{0}, 1'200, 48'000, 700, 28'500'000));
  writer->on_finished(claude_call(std::chrono::seconds{60}, 90, 49'200, 410, 21'180'123));
  writer->on_finished(refused_call());
  writer->on_finished(unpriced_call());
  flush(*writer);
}

void seed_open_tab(const std::filesystem::path& directory, std::uint16_t port) {
  const auto writer = open_writer(directory);
  writer->register_tab(
      {.tab = TabId::mint(), .title = "open", .shell_pid = {}, .port = port, .created_at = kSeedStart});
  flush(*writer);
}

}  // namespace tabacus::testing
