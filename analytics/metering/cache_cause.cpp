#include "analytics/metering/cache_cause.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace tabacus::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Fewer tokens than providers cache at all tell nothing.
constexpr Tokens kLeastMiss{1024};

constexpr std::array<std::string_view, 4> kOpenAiHosts{"api.openai.com", ".api.openai.com", "chatgpt.com",
                                                       ".openai.azure.com"};

bool is_openai(std::string_view host) {
  return std::ranges::any_of(
      kOpenAiHosts, [&](std::string_view name) { return name.starts_with('.') ? host.ends_with(name) : host == name; });
}

const std::string& model_of(const CallRecord& call) {
  return call.facts.model_served.empty() ? call.facts.model_requested : call.facts.model_served;
}

Tokens written_by(const Usage& usage) {
  return usage.cache_write_5m.value_or(Tokens{}) + usage.cache_write_1h.value_or(Tokens{});
}

/// Who tells of writes caches what is marked for it; others cache what they please.
bool tells_of_writes(const Usage& usage) { return usage.cache_write_5m || usage.cache_write_1h; }

Tokens cached_by(const CallRecord& call) {
  const Usage& usage = call.facts.usage;
  const Tokens read = usage.cache_read.value_or(Tokens{});
  if (tells_of_writes(usage)) return read + written_by(usage);
  // OpenAI caches every prompt of 1,024 tokens, by 128; of others only what was read is known to be there.
  const Tokens prompt = usage.prompt_total().value_or(Tokens{});
  if (is_openai(call.upstream_host) && prompt >= kLeastMiss) return std::max(read, Tokens{prompt.count() / 128 * 128});
  return read;
}

CacheLife life_of(const CallRecord& call, const RequestShape* shape) {
  const Usage& usage = call.facts.usage;
  if (!tells_of_writes(usage) || shape == nullptr || (!shape->asks_5m && !shape->asks_1h))
    return {minutes{5}, hours{1}, false};
  const bool hour = shape->asks_1h || usage.cache_write_1h.value_or(Tokens{}).count() > 0;
  return {shape->asks_5m ? Nanoseconds{minutes{5}} : hours{1}, hour ? Nanoseconds{hours{1}} : minutes{5}, true};
}

SystemTime end_of(const CallRecord& call) {
  return call.times.started_at + std::chrono::duration_cast<SystemTime::duration>(call.times.total);
}

using Hashes = std::span<const std::uint64_t>;

Hashes tools_of(const RequestShape& shape) { return Hashes{shape.blocks}.first(shape.tools); }
Hashes system_of(const RequestShape& shape) { return Hashes{shape.blocks}.subspan(shape.tools, shape.system); }
Hashes messages_of(const RequestShape& shape) { return Hashes{shape.blocks}.subspan(shape.tools + shape.system); }

/// Messages of `later` that stand anywhere in `earlier` too; counting ends at two.
int count_common(Hashes earlier, Hashes later) {
  int common = 0;
  for (std::size_t i = 0; i < std::min(earlier.size(), later.size()) && common < 2; ++i)
    common += earlier[i] == later[i] ? 1 : 0;
  if (common > 0) return common;
  std::vector<std::uint64_t> sorted{earlier.begin(), earlier.end()};
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < later.size() && common < 2; ++i)
    common += std::ranges::binary_search(sorted, later[i]) ? 1 : 0;
  return common;
}

bool same_tools(const RequestShape& a, const RequestShape& b) { return std::ranges::equal(tools_of(a), tools_of(b)); }
bool same_system(const RequestShape& a, const RequestShape& b) {
  return std::ranges::equal(system_of(a), system_of(b));
}

/// Whether the later prompt goes on with what the earlier one said. A session's other calls (a title, a summary, a
/// fresh start) have instructions of their own; one message in common makes them no continuation.
bool continues(const RequestShape& earlier, const RequestShape& later) {
  const int common = count_common(messages_of(earlier), messages_of(later));
  return common > 1 || (common == 1 && (same_tools(earlier, later) || same_system(earlier, later)));
}

std::size_t common_prefix(const RequestShape& a, const RequestShape& b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a.blocks, b.blocks);
  return static_cast<std::size_t>(in_a - a.blocks.begin());
}

/// The prompt at hand, and what was known when it was sent.
struct Asked {
  const RequestShape& shape;
  const std::string& model;
  SystemTime at;

  /// What has not ended by then may not be in the cache yet.
  [[nodiscard]] bool may_read(const CachedCall& earlier) const { return earlier.ended_at <= at; }
};

/// The one of that model that shares most with the prompt, the latest of those that share as much.
const CachedCall* closest(std::span<const CachedCall> before, const Asked& asked) {
  const CachedCall* best = nullptr;
  std::size_t best_shared = 0;
  for (const CachedCall& earlier : before) {
    if (earlier.model != asked.model || !asked.may_read(earlier) || !continues(*earlier.shape, asked.shape)) continue;
    const std::size_t shared = common_prefix(*earlier.shape, asked.shape);
    if (best == nullptr || shared >= best_shared) best = &earlier;
    best_shared = std::max(best_shared, shared);
  }
  return best;
}

/// The latest whose conversation goes on here under another model.
const CachedCall* under_another_model(std::span<const CachedCall> before, const Asked& asked) {
  for (auto earlier = before.rbegin(); earlier != before.rend(); ++earlier)
    if (earlier->model != asked.model && asked.may_read(*earlier) && same_system(*earlier->shape, asked.shape) &&
        continues(*earlier->shape, asked.shape))
      return &*earlier;
  return nullptr;
}

struct Difference {
  MissCause cause = MissCause::None;
  std::optional<std::int64_t> at;
};

/// In the order of the cache, within what the earlier call had cached.
Difference first_difference(const RequestShape& earlier, const RequestShape& later) {
  const auto number = [](std::size_t index) { return static_cast<std::int64_t>(index) + 1; };
  const std::size_t cached = earlier.breakpoint > 0 ? earlier.breakpoint : earlier.blocks.size();
  const auto differs_at = [](Hashes a, Hashes b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  };
  if (!same_tools(earlier, later))
    return {MissCause::ToolsChanged, number(differs_at(tools_of(earlier), tools_of(later)))};
  if (cached > earlier.tools && !same_system(earlier, later))
    return {MissCause::SystemChanged, number(differs_at(system_of(earlier), system_of(later)))};
  const std::size_t shared = common_prefix(earlier, later);
  const std::size_t before_messages = earlier.tools + earlier.system;
  if (cached <= before_messages || shared >= cached) return {};
  // An answer that stands there by its id, and the same one sent again, look different and may be equal.
  if (earlier.has_unseen != later.has_unseen) return {};
  return {MissCause::HistoryChanged, number(shared - before_messages)};
}

Difference cause_of(const CachedCall& earlier, const RequestShape& shape, Nanoseconds idle) {
  const RequestShape& before = *earlier.shape;
  if (idle > earlier.life.longest) return {MissCause::Expired, {}};
  if (const Difference found = first_difference(before, shape); found.cause != MissCause::None) return found;
  if (before.settings != shape.settings) return {MissCause::SettingsChanged, {}};
  if (shape.breakpoint < before.breakpoint) return {MissCause::MarkMoved, {}};
  if (idle > earlier.life.shortest) return {MissCause::Expired, {}};
  return {MissCause::Unknown, {}};
}

/// The same instructions as in the latest call that had them, and much less behind them.
bool is_compacted(Tokens prompt, const Asked& asked, std::span<const CachedCall> before) {
  constexpr Tokens kLeast{10'000};
  const RequestShape& shape = asked.shape;
  for (auto earlier = before.rbegin(); earlier != before.rend(); ++earlier) {
    if (earlier->model != asked.model || shape.system == 0 || !same_system(*earlier->shape, shape)) continue;
    return earlier->prompt >= kLeast && prompt.count() * 10 < earlier->prompt.count() * 6 &&
           shape.message_count < earlier->shape->message_count;
  }
  return false;
}

}  // namespace

std::optional<CachedCall> left_in_cache(const CallRecord& call, std::shared_ptr<const RequestShape> shape) {
  const auto prompt = call.facts.usage.prompt_total();
  const Tokens cached = cached_by(call);
  if (!shape || !prompt || cached.count() <= 0) return std::nullopt;
  const CacheLife life = life_of(call, shape.get());
  return CachedCall{model_of(call), std::move(shape), cached, *prompt, life, end_of(call)};
}

CacheVerdict judge_cache(const CallRecord& call, const RequestShape& shape, std::span<const CachedCall> before) {
  CacheVerdict verdict;
  const Usage& usage = call.facts.usage;
  const auto prompt = usage.prompt_total();
  if (!prompt || !usage.cache_read) return verdict;
  const Tokens paid = *prompt - *usage.cache_read;  // what a cache could have spared
  const Asked asked{shape, model_of(call), call.times.started_at};
  verdict.compacted = is_compacted(*prompt, asked, before);

  const CachedCall* earlier = closest(before, asked);
  const bool has_switched = earlier == nullptr;
  if (has_switched) earlier = under_another_model(before, asked);
  if (earlier == nullptr) {
    const bool could_cache = tells_of_writes(usage) ? written_by(usage) >= kLeastMiss : paid >= kLeastMiss;
    // A conversation that others have begun, or this program before it was started anew.
    const bool began_unseen = before.empty() && shape.has_answers;
    if (could_cache && usage.cache_read->count() == 0)
      verdict.cause = began_unseen ? MissCause::Unknown : MissCause::Initial;
    return verdict;
  }
  const Tokens missed = std::min(paid, earlier->cached - *usage.cache_read);
  if (missed < kLeastMiss) return verdict;
  verdict.idle = std::max(Nanoseconds{0}, Nanoseconds{call.times.started_at - earlier->ended_at});
  const Difference found =
      has_switched ? Difference{MissCause::ModelChanged, {}} : cause_of(*earlier, shape, *verdict.idle);
  verdict.cause = found.cause;
  verdict.at = found.at;
  if (!verdict.compacted) verdict.missed = missed;
  return verdict;
}

}  // namespace tabacus::analytics
