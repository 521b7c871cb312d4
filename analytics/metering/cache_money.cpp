#include "analytics/metering/cache_money.hpp"

#include <algorithm>

#include "analytics/pricing/charge.hpp"

namespace tabacus::analytics {
namespace {

/// Moves up to `left` tokens from a bucket to those read.
void move_to_read(std::optional<Tokens>& bucket, Tokens& left, Usage& usage) {
  const Tokens moved = std::min(left, bucket.value_or(Tokens{}));
  if (moved.count() <= 0) return;
  *bucket -= moved;
  left -= moved;
  usage.cache_read = usage.cache_read.value_or(Tokens{}) + moved;
}

std::optional<Nanodollars> difference(const Usage& dear, const Usage& cheap, const RegionalPrice& where) {
  if (where.price == nullptr) return std::nullopt;
  const auto more = charge(dear, *where.price, where.region);
  const auto less = charge(cheap, *where.price, where.region);
  return more && less ? std::optional{*more - *less} : std::nullopt;
}

/// A call that has begun to answer has begun to cost; a refusal by status has not.
bool has_cost(const CallRecord& call) {
  return call.facts.usage_state != UsageState::Missing || (call.status.value_or(0) < 400 && call.times.first_byte);
}

WasteKind kind_of(const CallRecord& call) {
  if (!has_cost(call)) return WasteKind::None;
  switch (call.outcome) {
    case Outcome::Error:
      return WasteKind::Failed;
    case Outcome::Aborted:
      return WasteKind::Aborted;
    case Outcome::Truncated:
      return WasteKind::Truncated;
    case Outcome::Ok:
    case Outcome::Refused:
    case Outcome::Lossy:
    case Outcome::Undecoded:
      break;
  }
  return WasteKind::None;
}

}  // namespace

std::optional<Nanodollars> cost_of_miss(const Usage& usage, Tokens missed, const RegionalPrice& price) {
  Usage hit = usage;
  Tokens left = missed;
  move_to_read(hit.cache_write_5m, left, hit);
  move_to_read(hit.cache_write_1h, left, hit);
  move_to_read(hit.input_uncached, left, hit);
  if (left.count() > 0) return std::nullopt;
  return difference(usage, hit, price);
}

std::optional<Nanodollars> value_of_cache(const Usage& usage, Tokens cached, const RegionalPrice& price) {
  Usage cold;
  cold.service_tier = usage.service_tier;
  cold.region = usage.region;
  cold.speed = usage.speed;
  cold.input_uncached = Tokens{0};
  Usage warm = cold;
  warm.cache_read = cached;
  if (usage.cache_write_1h.value_or(Tokens{}).count() > 0)
    cold.cache_write_1h = cached;
  else if (usage.cache_write_5m || usage.cache_write_1h)
    cold.cache_write_5m = cached;
  else
    cold.input_uncached = cached;
  return difference(cold, warm, price);
}

std::optional<Tokens> next_price_cliff(Tokens prompt, const ModelPrice& price) {
  for (const LongPromptRates& above : price.standard.above)
    if (prompt <= above.prompt) return above.prompt;
  return std::nullopt;
}

void judge_waste(CallRecord& call) {
  CallWhy& why = call.why;
  why.waste_kind = kind_of(call);
  if (why.waste_kind != WasteKind::None) {
    why.waste = call.cost;
  } else if (why.missed_cost && why.missed_cost->count() > 0) {
    why.waste_kind = WasteKind::ColdRead;
    why.waste = why.missed_cost;
  }
}

}  // namespace tabacus::analytics
