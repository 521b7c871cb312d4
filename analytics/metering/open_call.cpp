#include "analytics/metering/open_call.hpp"

#include <fmt/format.h>

#include "analytics/metering/identity.hpp"
#include "analytics/pricing/charge.hpp"
#include "analytics/providers/redact.hpp"

namespace tabacus::analytics {
namespace {

/// Gives the first of these headers that holds an id.
std::string request_id_of(const Headers& headers, std::span<const std::string_view> names) {
  for (const std::string_view name : names)
    if (std::string id = safe_word(headers.find(name)); !id.empty()) return id;
  return {};
}

/// What is no code is still something: a tier of a strange name must not get the price of none.
void keep_code(std::string& word) {
  if (safe_code(word) != word) word = "unknown";
}

bool has_tokens(const Usage& usage) { return usage.prompt_total() || usage.output_total; }

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

OpenCall::OpenCall(const ExchangeOpened& opened, SteadyTime at, const Provider& provider, const PriceBook& book)
    : provider_{&provider}, book_{&book}, opened_at_{at}, upstream_is_loopback_{opened.upstream_is_loopback} {
  record_.tab = opened.tab;
  record_.tab_session = opened.tab_session;
  record_.identity = identify_call(opened.request.headers);
  session_in_head_ = record_.identity.wire_session;
  record_.provider = provider.id;
  record_.upstream_host = opened.upstream_host;
  record_.endpoint = opened.endpoint;
  record_.billing = billing_of(opened.request.headers, opened.upstream_host, opened.endpoint);
  record_.times.started_at = opened.wall;
  record_.price_version = book.version();
}

OpenCall OpenCall::another_at(SteadyTime at) const {
  OpenCall other = *this;
  other.opened_at_ = at;
  other.record_.times.started_at += std::chrono::duration_cast<SystemTime::duration>(at - opened_at_);
  return other;
}

void OpenCall::note_head(const ResponseHead& head) {
  record_.status = head.status;
  record_.request_id = request_id_of(head.headers, provider_->request_id_headers);
}

void OpenCall::note_answer(std::size_t bytes, SteadyTime at) {
  record_.response_bytes += static_cast<std::int64_t>(bytes);
  if (!record_.times.first_byte) record_.times.first_byte = at - opened_at_;
}

void OpenCall::note_content(const CallFacts& facts, SteadyTime at) {
  if (facts.content_deltas == record_.facts.content_deltas) return;
  record_.times.last_token = at - opened_at_;
  if (!record_.times.first_token) record_.times.first_token = record_.times.last_token;
}

void OpenCall::take(const CallFacts& facts) {
  const bool reprice = facts.usage != record_.facts.usage || facts.model_served != record_.facts.model_served ||
                       facts.model_requested != record_.facts.model_requested ||
                       facts.usage_state != record_.facts.usage_state;
  record_.facts = facts;
  record_.facts.wire_session = safe_word(facts.wire_session);
  for (std::string* word : {&record_.facts.stop_raw, &record_.facts.usage.service_tier, &record_.facts.usage.region})
    keep_code(*word);
  if (session_in_head_.empty()) record_.identity.wire_session = record_.facts.wire_session;
  if (reprice) price();
}

void OpenCall::price() {
  const Usage& usage = record_.facts.usage;
  record_.cost.reset();
  record_.list_cost.reset();
  record_.fees = {};
  record_.saved.reset();
  record_.price_basis = PriceBasis::None;
  record_.unpriced = Unpriced::No;
  record_.price.reset();
  if (record_.facts.usage_state == UsageState::Missing || !has_tokens(usage)) return;
  const auto source = price_source(record_.upstream_host, upstream_is_loopback_, provider_->id);
  if (record_.billing == Billing::Local) {
    record_.cost = Nanodollars{0};
    record_.price_basis = PriceBasis::Local;
  } else if (record_.facts.api == "count_tokens") {
    record_.cost = record_.list_cost = record_.saved = Nanodollars{0};
    record_.price_basis = source.basis;
  } else {
    price_by(source);
  }
}

void OpenCall::price_by(const PriceSource& source) {
  const Usage& usage = record_.facts.usage;
  const ModelPrice* found = find_price(source.provider);
  if (found != nullptr) {
    const Bill listed = bill(usage, *found, source.region);
    record_.price = found->stamp;
    record_.list_cost = listed.total;
    record_.fees = listed.fees;
    record_.unpriced = listed.unpriced;
    record_.saved = saved_by_cache(usage, *found, source.region);
  } else {
    record_.unpriced = source.basis == PriceBasis::None ? Unpriced::NoPriceList : Unpriced::UnknownModel;
  }
  record_.cost = usage.provider_cost ? usage.provider_cost : record_.list_cost;
  if (record_.list_cost)
    record_.price_basis = found->stamp->is_users ? PriceBasis::User : source.basis;
  else if (usage.provider_cost)
    record_.price_basis = PriceBasis::Provider;
}

/// The model that answered decides; the one asked for where the table lacks that.
const ModelPrice* OpenCall::find_price(std::string_view provider) const {
  if (const auto* price = book_->find(provider, record_.facts.model_served)) return price;
  return book_->find(provider, record_.facts.model_requested);
}

void OpenCall::close(Outcome outcome, std::string_view fallback_error, SteadyTime at) {
  record_.times.total = at - opened_at_;
  record_.outcome = outcome;
  record_.error_type = error_type(fallback_error);
  record_.facts.error_type = record_.error_type;  // the decoder's word is unchecked
}

std::string OpenCall::error_type(std::string_view fallback) const {
  if (!record_.facts.error_type.empty()) {
    std::string type = safe_code(record_.facts.error_type);
    return type.empty() ? "error" : type;
  }
  if (!fallback.empty()) return std::string{fallback};
  if (record_.status.value_or(0) >= 400) return fmt::format("http_{}", *record_.status);
  return {};
}

}  // namespace tabacus::analytics
