#include "analytics/metering/call_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analytics/metering/saved_memory.hpp"

namespace tabacus::analytics {
namespace {

/// Clients give up long before; the same question after that is a new one.
constexpr std::chrono::minutes kRetryWindow{10};
/// No provider keeps anything for longer.
constexpr std::chrono::hours kRemembered{24};

using Calls = std::span<const CachedCall>;

std::string thread_name(const CallRecord& call) {
  constexpr char kBetween = '\x1f';
  const CallIdentity& who = call.identity;
  std::string name = who.wire_session.empty() ? call.tab_session.text() : who.wire_session;
  name.append(1, kBetween).append(who.agent).append(1, kBetween).append(call.provider);
  name.append(1, kBetween).append(call.upstream_host);
  return name;
}

bool has_failed(const CallRecord& call) {
  return call.outcome == Outcome::Error || call.outcome == Outcome::Aborted || call.outcome == Outcome::Truncated;
}

SystemTime end_of(const CallRecord& call) {
  return call.times.started_at + std::chrono::duration_cast<SystemTime::duration>(call.times.total);
}

void take_verdict(CallRecord& call, const CacheVerdict& verdict, const RegionalPrice& price) {
  CallWhy& why = call.why;
  why.miss = verdict.cause;
  why.miss_at = verdict.at;
  why.idle = verdict.idle;
  why.missed = verdict.missed;
  why.compacted = verdict.compacted;
  if (verdict.missed) why.missed_cost = cost_of_miss(call.facts.usage, *verdict.missed, price);
}

void tell_cache(CallRecord& call, const CachedCall& left, const RegionalPrice& price) {
  CallWhy& why = call.why;
  why.cached = left.cached;
  if (left.life.is_promised)
    why.cache_expires_at = left.ended_at + std::chrono::duration_cast<SystemTime::duration>(left.life.longest);
  why.at_stake = value_of_cache(call.facts.usage, left.cached, price);
}

}  // namespace

void CallMemory::explain(CallRecord& call, const std::shared_ptr<const RequestShape>& shape, const RegionalPrice& price,
                         std::int64_t told_attempt) {
  note_retry(call, shape ? shape->request : 0, told_attempt);
  const auto prompt = call.facts.usage.prompt_total();
  if (price.price != nullptr) {
    call.why.context_window = price.price->context_window;
    if (prompt) call.why.price_cliff = next_price_cliff(*prompt, *price.price);
  }
  if (shape) {
    if (!shape->has_unseen) call.why.messages = shape->message_count;
    call.why.tools = shape->tool_count;
    call.why.system_key = shape->system_hash;
    const std::uint64_t name = name_of(call);
    const auto known = threads_.find(name);
    take_verdict(call, judge_cache(call, *shape, known == threads_.end() ? Calls{} : Calls{known->second.calls}),
                 price);
    if (auto left = left_in_cache(call, shape)) {
      tell_cache(call, *left, price);
      remember(thread_of(name), std::move(*left));
      make_room();
    }
  }
  judge_waste(call);
}

void CallMemory::watch_secrets(SecretFinder finder, SecretListener listener) {
  find_secrets_ = std::move(finder);
  secret_found_ = std::move(listener);
}

/// A conversation is sent whole with each call: what was told of is not told again.
void CallMemory::look_for_secrets(TabId tab, std::string_view prompt) {
  if (!find_secrets_) return;
  find_secrets_(prompt, [&](std::string_view secret, std::string_view kind) {
    if (is_first_of(fmt::format("secret\x1f{}\x1f{}", tab.text(), secret))) secret_found_(tab, kind);
  });
}

bool CallMemory::is_first_of(std::string_view name) {
  const std::uint64_t hash = sip_hash(key_, name);
  if (!names_.insert(hash).second) return false;
  names_in_order_.push_back(hash);
  if (names_in_order_.size() > kMaxNames) {
    names_.erase(names_in_order_.front());
    names_in_order_.pop_front();
  }
  return true;
}

std::string CallMemory::saved() const {
  std::vector<SavedThread> threads;
  std::size_t bytes = 0;
  for (const std::uint64_t name : recency_) {
    const std::vector<CachedCall>& calls = threads_.at(name).calls;
    for (const CachedCall& call : calls) bytes += saved_bytes(call);
    if (bytes > kMaxSavedBytes) break;
    threads.push_back({name, calls});
  }
  std::ranges::reverse(threads);
  return saved_text(threads, key_);
}

Result<void> CallMemory::restore(std::string_view text, SystemTime now) {
  auto threads = parse_saved(text, key_);
  if (!threads) return fail(threads.error());
  for (SavedThread& saved : *threads) {
    std::erase_if(saved.calls, [&](const CachedCall& call) { return now - call.ended_at > kRemembered; });
    if (saved.calls.empty()) continue;
    Thread& thread = thread_of(saved.name);
    for (CachedCall& call : saved.calls) remember(thread, std::move(call));
    make_room();
  }
  return {};
}

std::uint64_t CallMemory::name_of(const CallRecord& call) const { return sip_hash(key_, thread_name(call)); }

/// Also makes it the latest.
CallMemory::Thread& CallMemory::thread_of(std::uint64_t name) {
  const auto [found, is_new] = threads_.try_emplace(name);
  Thread& thread = found->second;
  if (is_new)
    thread.recency = recency_.insert(recency_.begin(), found->first);
  else
    recency_.splice(recency_.begin(), recency_, thread.recency);
  return thread;
}

void CallMemory::remember(Thread& thread, CachedCall call) {
  blocks_ += call.shape->blocks.size();
  thread.calls.push_back(std::move(call));
  if (thread.calls.size() <= kMaxCalls) return;
  blocks_ -= thread.calls.front().shape->blocks.size();
  thread.calls.erase(thread.calls.begin());
}

void CallMemory::make_room() {
  while (threads_.size() > kMaxThreads || (blocks_ > kMaxBlocks && threads_.size() > 1)) {
    const auto oldest = threads_.find(recency_.back());
    for (const CachedCall& call : oldest->second.calls) blocks_ -= call.shape->blocks.size();
    threads_.erase(oldest);
    recency_.pop_back();
  }
}

void CallMemory::note_retry(CallRecord& call, std::uint64_t request, std::int64_t told_attempt) {
  CallWhy& why = call.why;
  why.attempt = std::max<std::int64_t>(0, told_attempt);
  while (!failed_.empty() && call.times.started_at - failed_.front().ended_at > kRetryWindow) failed_.pop_front();
  if (request == 0) return;
  const auto earlier = std::ranges::find_if(failed_, [&](const Failed& failed) {
    return failed.request == request && failed.tab == call.tab && failed.ended_at <= call.times.started_at;
  });
  Failed now{request, call.tab, why.attempt, call.times.started_at, end_of(call)};
  if (earlier != failed_.end()) {
    why.attempt = std::max(why.attempt, earlier->attempt + 1);
    why.retry_of = earlier->first_at;
    now.attempt = why.attempt;
    now.first_at = earlier->first_at;
    failed_.erase(earlier);
  }
  if (!has_failed(call)) return;
  failed_.push_back(now);
  if (failed_.size() > kMaxFailed) failed_.pop_front();
}

}  // namespace tabacus::analytics
