#include "analytics/metering/exchange.hpp"

#include <fmt/format.h>

#include "analytics/metering/identity.hpp"
#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_source.hpp"
#include "analytics/providers/redact.hpp"

namespace tabacus::analytics {
namespace {

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

CallTarget target_of(const ExchangeOpened& opened) {
  return {.slot = opened.slot,
          .host = opened.upstream_host,
          .method = opened.request.method,
          .path = path_of(opened.request.target)};
}

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

std::unique_ptr<Exchange> Exchange::open(const ExchangeOpened& opened, SteadyTime at, const PriceBook& book) {
  const Provider* provider = claim(target_of(opened));
  if (provider == nullptr) return nullptr;
  return std::unique_ptr<Exchange>{new Exchange{opened, at, *provider, book}};
}

Exchange::Exchange(const ExchangeOpened& opened, SteadyTime at, const Provider& provider, const PriceBook& book)
    : provider_{provider},
      book_{book},
      opened_at_{at},
      upstream_is_loopback_{opened.upstream_is_loopback},
      decoder_{provider.make_decoder(target_of(opened))},
      request_{std::in_place, opened.request.headers} {
  record_.tab = opened.tab;
  record_.tab_session = opened.tab_session;
  record_.identity = identify_call(opened.request.headers);
  session_in_head_ = record_.identity.wire_session;
  record_.provider = provider.id;
  record_.upstream_host = opened.upstream_host;
  record_.endpoint = opened.endpoint;
  record_.billing = billing_of(opened.request.headers, opened.upstream_host);
  record_.times.started_at = opened.wall;
  record_.price_as_of = book.as_of();
  refresh();
}

void Exchange::on_response(const ResponseStarted& response) {
  record_.status = response.head.status;
  record_.request_id = request_id_of(response.head.headers, provider_.request_id_headers);
  answer_.emplace(response.head, *decoder_);
  record_.transport = answer_->is_stream() ? Transport::Sse : Transport::Http;
}

void Exchange::on_body(const BodyBytes& body, SteadyTime at) {
  const auto size = static_cast<std::int64_t>(body.bytes.size());
  if (body.direction == Direction::ToUpstream) {
    record_.request_bytes += size;
    if (request_) request_->feed(body.bytes, body.gap_before);
    return;
  }
  record_.response_bytes += size;
  if (!record_.times.first_byte) record_.times.first_byte = at - opened_at_;
  if (!answer_) return;
  answer_->feed(body.bytes, body.gap_before);
  note_content(at);
  refresh();
}

void Exchange::on_body_end(const BodyEnded& end) {
  if (end.direction == Direction::ToUpstream) {
    if (request_ && end.gap_before) request_->feed({}, true);
    give_request_to_decoder();
  } else if (answer_) {
    if (end.gap_before) answer_->feed({}, true);
    answer_->finish(true);
  }
  refresh();
}

void Exchange::give_request_to_decoder() {
  if (!request_) return;
  if (const auto body = request_->take()) decoder_->on_request_body(*body);
  request_.reset();
}

/// A chunk may hold many deltas; all get the time at which the chunk came.
void Exchange::note_content(SteadyTime at) {
  if (decoder_->facts().content_deltas == record_.facts.content_deltas) return;
  record_.times.last_token = at - opened_at_;
  if (!record_.times.first_token) record_.times.first_token = record_.times.last_token;
}

void Exchange::refresh() {
  const CallFacts& facts = decoder_->facts();
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

void Exchange::price() {
  const Usage& usage = record_.facts.usage;
  record_.cost.reset();
  record_.saved.reset();
  record_.price_basis = PriceBasis::None;
  if (record_.facts.usage_state == UsageState::Missing || !has_tokens(usage)) return;
  const auto source = price_source(record_.upstream_host, upstream_is_loopback_, provider_.id);
  if (const ModelPrice* found = find_price()) {
    record_.cost = charge(usage, *found);
    record_.saved = saved_by_cache(usage, *found);
  }
  if (usage.provider_cost) record_.cost = usage.provider_cost;
  if (record_.facts.api == "count_tokens") record_.cost = Nanodollars{0};
  if (record_.cost) record_.price_basis = source.basis;
}

/// The model that answered decides; the one asked for where the table lacks that.
const ModelPrice* Exchange::find_price() const {
  const auto source = price_source(record_.upstream_host, upstream_is_loopback_, provider_.id);
  if (const auto* price = book_.find(source.provider, record_.facts.model_served)) return price;
  return book_.find(source.provider, record_.facts.model_requested);
}

const CallRecord& Exchange::close(const ExchangeClosed& closed, SteadyTime at) {
  if (answer_) answer_->finish(false);
  give_request_to_decoder();
  refresh();
  record_.times.total = at - opened_at_;
  record_.times.connect = closed.connect;
  record_.times.tls = closed.tls;
  record_.times.overhead = closed.overhead;
  record_.outcome = outcome_at(closed.end);
  if (closed.end == ExchangeEnd::NoUpstream && !record_.status) record_.status = 502;
  record_.error_type = error_type_at(closed);
  record_.facts.error_type = record_.error_type;  // the decoder's word is unchecked
  // What fell into a gap, or was too long to be kept, cannot be counted.
  if (answer_ && (answer_->has_gap() || answer_->is_skimmed())) record_.facts.tool_calls.reset();
  return record_;
}

Outcome Exchange::outcome_at(ExchangeEnd end) const {
  if (end == ExchangeEnd::Refused) return Outcome::Refused;
  if (end == ExchangeEnd::NoUpstream) return Outcome::Error;
  if (record_.status.value_or(0) >= 400 || !record_.facts.error_type.empty()) return Outcome::Error;
  if (end == ExchangeEnd::Complete) return outcome_of_whole_answer();
  if (record_.facts.finished) return Outcome::Ok;
  return end == ExchangeEnd::ClientGone ? Outcome::Aborted : Outcome::Truncated;
}

Outcome Exchange::outcome_of_whole_answer() const {
  const bool measured = record_.facts.usage_state == UsageState::Measured;
  const bool missing = record_.facts.usage_state == UsageState::Missing;
  if (!answer_) return Outcome::Truncated;
  if (answer_->has_gap() && !measured) return Outcome::Lossy;
  // A stream that was understood until it broke off is cut, not foreign.
  const bool understood = record_.facts.content_deltas > 0 || !record_.facts.model_served.empty();
  if (missing && !understood && (answer_->unreadable() || record_.facts.malformed)) return Outcome::Undecoded;
  return record_.facts.finished || measured ? Outcome::Ok : Outcome::Truncated;
}

std::string Exchange::error_type_at(const ExchangeClosed& closed) const {
  if (!record_.facts.error_type.empty()) {
    std::string type = safe_code(record_.facts.error_type);
    return type.empty() ? "error" : type;
  }
  if (closed.end == ExchangeEnd::NoUpstream) return "upstream_unreachable";
  if (closed.end == ExchangeEnd::Refused) return "refused";
  if (record_.status.value_or(0) >= 400) return fmt::format("http_{}", *record_.status);
  return {};
}

}  // namespace tabacus::analytics
