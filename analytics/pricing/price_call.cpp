#include "analytics/pricing/price_call.hpp"

#include "analytics/pricing/price_source.hpp"

namespace tabacus::analytics {
namespace {

bool has_what_costs(const Usage& usage) { return usage.prompt_total() || usage.output_total || has_billed_uses(usage); }

/// What only counts a prompt's tokens, or moderates it, is free.
bool used_nothing(const CallFacts& facts) {
  const Usage& usage = facts.usage;
  const bool measured = facts.usage_state == UsageState::Measured && usage.prompt_total() && usage.output_total;
  return measured && usage.prompt_total()->count() == 0 && usage.output_total->count() == 0 &&
         !has_billed_uses(usage) && !usage.audio_milliseconds;
}

PriceSource source_of(const CallRecord& call, Upstream upstream) {
  return price_source(call.upstream_host, upstream == Upstream::Loopback, call.provider);
}

/// The model that answered decides; the one asked for where the table lacks that.
const ModelPrice* find_price(const CallRecord& call, const PriceBook& book, std::string_view provider) {
  if (const auto* price = book.find(provider, call.facts.model_served)) return price;
  return book.find(provider, call.facts.model_requested);
}

void price_by_list(CallRecord& call, const PriceBook& book, const PriceSource& source) {
  const Usage& usage = call.facts.usage;
  const ModelPrice* found = find_price(call, book, source.provider);
  if (found != nullptr) {
    const Bill listed = bill(usage, *found, source.region);
    call.price = found->stamp;
    call.list_cost = listed.total;
    call.fees = listed.fees;
    call.unpriced = listed.unpriced;
    call.saved = saved_by_cache(usage, *found, source.region, listed.total);
  } else {
    call.unpriced = source.basis == PriceBasis::None ? Unpriced::NoPriceList : Unpriced::UnknownModel;
  }
  call.cost = usage.provider_cost ? usage.provider_cost : call.list_cost;
  if (call.list_cost)
    call.price_basis = found->stamp->is_users ? PriceBasis::User : source.basis;
  else if (usage.provider_cost)
    call.price_basis = PriceBasis::Provider;
}

}  // namespace

void price_call(CallRecord& call, const PriceBook& book, Upstream upstream) {
  call.cost.reset();
  call.list_cost.reset();
  call.fees = {};
  call.saved.reset();
  call.price_basis = PriceBasis::None;
  call.unpriced = Unpriced::No;
  call.price.reset();
  if (call.facts.usage_state == UsageState::Missing || !has_what_costs(call.facts.usage)) return;
  const PriceSource source = source_of(call, upstream);
  if (call.billing == Billing::Local) {
    call.cost = Nanodollars{0};
    call.price_basis = PriceBasis::Local;
  } else if (used_nothing(call.facts)) {
    call.cost = call.list_cost = call.saved = Nanodollars{0};
    call.price_basis = source.basis;
  } else {
    price_by_list(call, book, source);
  }
}

CallPrice price_of(const CallRecord& call, const PriceBook& book, Upstream upstream) {
  const PriceSource source = source_of(call, upstream);
  if (call.billing == Billing::Local) return {nullptr, source.region};
  return {find_price(call, book, source.provider), source.region};
}

Bill bill_of(const CallRecord& call, const ModelPrice& price, Upstream upstream) {
  return bill(call.facts.usage, price, source_of(call, upstream).region);
}

}  // namespace tabacus::analytics
