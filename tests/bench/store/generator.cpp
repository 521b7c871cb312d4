#include "tests/bench/store/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tabacus::bench {
namespace {

using namespace analytics;

constexpr std::size_t kSessionsAtATime = 8;
constexpr int kProjects = 40;
constexpr std::int64_t kCallsPerTab = 4000;

struct Model {
  const char* provider;
  const char* host;
  const char* name;
  std::int64_t input_rate, output_rate;  // picodollars per token
};
constexpr std::array<Model, 12> kModels{
    {{"anthropic", "api.anthropic.com", "claude-opus-4-5", 5'000'000, 25'000'000},
     {"anthropic", "api.anthropic.com", "claude-sonnet-4-5", 3'000'000, 15'000'000},
     {"anthropic", "api.anthropic.com", "claude-haiku-4-5", 1'000'000, 5'000'000},
     {"anthropic", "api.anthropic.com", "claude-opus-4-1", 15'000'000, 75'000'000},
     {"openai", "api.openai.com", "gpt-5", 1'250'000, 10'000'000},
     {"openai", "api.openai.com", "gpt-5-mini", 250'000, 2'000'000},
     {"openai", "api.openai.com", "gpt-5-codex", 1'250'000, 10'000'000},
     {"openai", "api.openai.com", "gpt-4.1", 2'000'000, 8'000'000},
     {"gemini", "generativelanguage.googleapis.com", "gemini-2.5-pro", 1'250'000, 10'000'000},
     {"gemini", "generativelanguage.googleapis.com", "gemini-2.5-flash", 300'000, 2'500'000},
     {"deepseek", "api.deepseek.com", "deepseek-chat", 280'000, 420'000},
     {"openrouter", "openrouter.ai", "qwen3-coder", 220'000, 950'000}}};

// The small model of the same provider.
constexpr std::array<std::size_t, 12> kSmallOf{2, 2, 2, 2, 5, 5, 5, 5, 9, 9, 10, 11};

}  // namespace

Generator::Generator(std::uint64_t seed, std::int64_t calls, int days, SystemTime end)
    : random_{seed}, at_{end - std::chrono::hours{24} * days}, step_{std::int64_t{days} * 86'400'000'000 / calls} {
  sessions_.resize(kSessionsAtATime);
  for (std::size_t i = 0; i < kSessionsAtATime; ++i) tabs_.push_back(new_tab());
}

TabId Generator::new_tab() {
  IdBytes id;
  for (std::uint8_t& byte : id.bytes) byte = static_cast<std::uint8_t>(random_());
  return TabId{id};
}

void Generator::begin(Session& session, std::size_t place) {
  if (begun_ > 0 && below(kCallsPerTab / 150) == 0) tabs_[place] = new_tab();
  ++begun_;
  session.tab = tabs_[place];
  session.id = fmt::format("{:08x}-0000-4000-8000-{:012x}", random_() & 0xFFFFFFFF, begun_);
  const std::int64_t project = std::min(below(kProjects), below(kProjects));  // some are worked on more than others
  session.project = fmt::format("/home/me/src/project-{}", project);
  session.branch = below(3) == 0 ? fmt::format("topic-{}", below(20)) : "main";
  session.model = static_cast<std::size_t>(std::min(below(kModels.size()), below(kModels.size())));
  session.left = 20 + below(280);
  session.prompt = 12'000 + below(8'000);
  session.agents = below(4) == 0 ? 1 + static_cast<int>(below(6)) : 0;
}

CallRecord Generator::next() {
  const auto place = static_cast<std::size_t>(below(kSessionsAtATime));
  Session& session = sessions_[place];
  if (session.left-- <= 0) begin(session, place);
  at_ += step_ / 2 + std::chrono::microseconds{below(step_.count() + 1)};
  // One call in eight is the small model's of the same provider: titles, summaries.
  const Model& model = kModels[below(8) == 0 ? kSmallOf[session.model] : session.model];
  CallRecord call;
  call.tab = session.tab;
  call.identity.wire_session = session.id;
  call.identity.client = "claude-code";
  call.identity.client_version = "2.0.14";
  if (session.agents > 0 && below(3) == 0)
    call.identity.agent = fmt::format("agent-{}-{}", session.id.substr(0, 8), below(session.agents));
  call.project = session.project;
  call.branch = session.branch;
  call.provider = model.provider;
  call.upstream_host = model.host;
  call.endpoint = "/v1/messages";
  call.facts.api = "messages";
  call.facts.model_requested = call.facts.model_served = model.name;
  call.transport = Transport::Sse;
  call.times.started_at = at_;
  call.request_bytes = session.prompt * 4;
  call.price_basis = PriceBasis::Host;
  if (below(50) == 0) {
    call.outcome = Outcome::Error;
    call.status = below(2) == 0 ? 529 : 429;
    call.error_type = *call.status == 529 ? "overloaded_error" : "rate_limit_error";
    call.times.total = std::chrono::milliseconds{80 + below(900)};
    return call;
  }
  call.status = 200;
  call.facts.stop = below(3) == 0 ? StopReason::Stop : StopReason::ToolUse;
  call.facts.tool_calls = call.facts.stop == StopReason::ToolUse ? 1 : 0;
  call.facts.usage_state = UsageState::Measured;
  const std::int64_t fresh = 50 + below(3'000);
  const std::int64_t output = 30 + below(1'500);
  Usage& used = call.facts.usage;
  used.input_uncached = Tokens{3 + below(20)};
  used.cache_read = Tokens{session.prompt};
  used.cache_write_5m = Tokens{fresh};
  used.output_total = Tokens{output};
  session.prompt = session.prompt > 160'000 ? 15'000 : session.prompt + fresh;
  const auto first = std::chrono::milliseconds{300 + below(2'500)};
  call.times.overhead = std::chrono::microseconds{60 + below(60)};
  call.times.first_byte = first - std::chrono::milliseconds{20};
  call.times.first_token = first;
  call.times.last_token = first + std::chrono::milliseconds{output * 12};
  call.times.total = *call.times.last_token + std::chrono::milliseconds{5};
  call.response_bytes = output * 90;
  const auto cost = (used.input_uncached->count() * model.input_rate + session.prompt * model.input_rate / 10 +
                     fresh * model.input_rate * 5 / 4 + output * model.output_rate) /
                    1000;
  call.cost = call.list_cost = Nanodollars{cost};
  call.saved = Nanodollars{session.prompt * model.input_rate * 9 / 10'000};
  return call;
}

}  // namespace tabacus::bench
