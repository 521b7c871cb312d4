// Finished calls for tests of what stores, shows and exports them: one with every field set, and a small day's work of
// two tabs whose sums are known.
#pragma once

#include <vector>

#include "analytics/model/call.hpp"

namespace tabacus::testing {

inline analytics::CallRecord bare_call(TabId tab, SystemTime at) {
  analytics::CallRecord call;
  call.tab = tab;
  call.times.started_at = at;
  call.times.total = std::chrono::milliseconds{10};
  return call;
}

/// One version of prices for all calls of a test, and a row in it.
inline std::shared_ptr<const analytics::PriceVersion> some_prices() {
  static const auto kVersion = std::make_shared<const analytics::PriceVersion>(
      analytics::PriceVersion{.as_of = "2026-08-19", .source = "shipped", .sha256 = {1, 2, 3}});
  return kVersion;
}
inline std::shared_ptr<const analytics::PriceStamp> some_price() {
  static const auto kStamp = std::make_shared<const analytics::PriceStamp>(
      analytics::PriceStamp{.version = some_prices(),
                            .provider = "anthropic",
                            .model = "claude-sonnet-4-5",
                            .rates = R"({"model":"claude-sonnet-4-5","input":3000000,"output":15000000})"});
  return kStamp;
}

/// No field is at its default; every number is different.
inline analytics::CallRecord full_call(TabId tab, TabSessionId session, SystemTime at) {
  using std::chrono::microseconds;
  analytics::CallRecord call;
  call.tab = tab;
  call.tab_session = session;
  call.identity = {.wire_session = "b1c2d3e4-0000-4000-8000-00000000abcd",
                   .agent = "agent-7",
                   .parent_agent = "agent-1",
                   .client = "claude-code",
                   .client_version = "2.0.14"};
  call.provider = "anthropic";
  call.upstream_host = "api.anthropic.com";
  call.endpoint = "/v1/messages";
  call.method = "PUT";
  call.facts.api = "messages";
  call.facts.model_requested = "claude-sonnet-4-5";
  call.facts.model_served = "claude-sonnet-4-5-20250929";
  call.facts.response_id = "msg_01ABC";
  call.facts.stop_raw = "tool_use";
  call.facts.stop = analytics::StopReason::ToolUse;
  call.facts.usage_state = analytics::UsageState::Measured;
  call.facts.tool_calls = 2;
  call.facts.engine = "llama.cpp";
  call.facts.prompt_time = std::chrono::microseconds{18};
  call.facts.generation_time = std::chrono::milliseconds{101};
  call.estimated_input = Tokens{19};
  call.estimated_output = Tokens{20};
  call.through_gateway = true;
  call.facts.usage = {.input_uncached = Tokens{101},
                      .cache_read = Tokens{20'202},
                      .cache_write_5m = Tokens{303},
                      .cache_write_1h = Tokens{404},
                      .output_total = Tokens{505},
                      .output_reasoning = Tokens{66},
                      .audio_input = Tokens{7},
                      .audio_cache_read = Tokens{15},
                      .audio_output = Tokens{8},
                      .image_input = Tokens{9},
                      .tool_prompt = Tokens{10},
                      .image_output = Tokens{16},
                      .audio_milliseconds = 17,
                      .web_searches = 11,
                      .web_fetches = 12,
                      .code_runs = 13,
                      .file_searches = {},
                      .containers = {},
                      .images_made = {},
                      .map_prompts = {},
                      .search_units = {},
                      .other_tools = {},
                      .provider_cost = Nanodollars{14},
                      .service_tier = "priority",
                      .region = "us",
                      .speed = "fast",
                      .raw = R"({"input_tokens":101})",
                      .doubt = "contradictory_total",
                      .identity = "input+output"};
  call.transport = analytics::Transport::Sse;
  call.outcome = analytics::Outcome::Error;
  call.status = 529;
  call.error_type = "overloaded_error";
  call.times = {.started_at = at,
                .connect = microseconds{1'001},
                .tls = microseconds{2'002},
                .first_byte = microseconds{300'003},
                .first_token = microseconds{400'004},
                .last_token = microseconds{500'005},
                .longest_gap = microseconds{90'009},
                .stalls = 3,
                .total = microseconds{600'006},
                .overhead = microseconds{77}};
  call.request_bytes = 88'000;
  call.response_bytes = 9'900;
  call.request_id = "req_011CX";
  call.cost = Nanodollars{12'345'678};
  call.list_cost = Nanodollars{12'345'680};
  call.fees = Nanodollars{17};
  call.saved = Nanodollars{54'321};
  call.price_basis = analytics::PriceBasis::Slot;
  call.price_version = some_prices();
  call.price = some_price();
  call.project = "/home/ada/engine";
  call.branch = "side";
  call.caller = {.pid = 4321, .name = "claude", .chain = "zsh > claude", .is_outside = true};
  return call;
}

}  // namespace tabacus::testing
