#include "analytics/metering/http_exchange.hpp"

#include <utility>

namespace tabacus::analytics {
namespace {

std::string_view error_of(ExchangeEnd end) {
  if (end == ExchangeEnd::NoUpstream) return "upstream_unreachable";
  if (end == ExchangeEnd::OverBudget) return "budget_spent";
  return end == ExchangeEnd::Refused ? "refused" : "";
}

}  // namespace

HttpExchange::HttpExchange(OpenCall&& call, std::unique_ptr<Decoder> decoder, const Headers& request)
    : call_{std::move(call)}, decoder_{std::move(decoder)}, request_{std::in_place, request} {
  call_.take(decoder_->facts());
}

void HttpExchange::on_response(const ResponseStarted& response) {
  call_.note_head(response.head);
  decoder_->on_response_head(response.head);
  answer_.emplace(response.head, *decoder_);
  call_.record().transport = answer_->is_stream() ? Transport::Sse : Transport::Http;
}

void HttpExchange::on_body(const BodyBytes& body, SteadyTime at) {
  call_.keep(body, at);
  if (body.direction == Direction::ToUpstream) {
    call_.record().request_bytes += static_cast<std::int64_t>(body.bytes.size() + body.lost_bytes);
    if (request_) request_->feed(body.bytes, body.gap_before);
    return;
  }
  call_.note_answer(body.bytes.size() + body.lost_bytes, at);
  if (!answer_) return;
  answer_->feed(body.bytes, body.gap_before);
  call_.note_content(decoder_->facts(), at);
  call_.take(decoder_->facts());
}

void HttpExchange::on_body_end(const BodyEnded& end) {
  if (end.gap_before) call_.keep_gap(end.direction);
  if (end.direction == Direction::ToUpstream) {
    call_.record().request_bytes += static_cast<std::int64_t>(end.lost_bytes);
    if (request_ && end.gap_before) request_->feed({}, true);
    give_request_to_decoder();
  } else if (answer_) {
    call_.record().response_bytes += static_cast<std::int64_t>(end.lost_bytes);
    if (end.gap_before) answer_->feed({}, true);
    answer_->finish(true);
  }
  call_.take(decoder_->facts());
}

void HttpExchange::give_request_to_decoder() {
  if (!request_) return;
  if (const auto body = request_->take()) {
    decoder_->on_request_body(*body);
    call_.note_request(*body);
    call_.note_prompt(*body);
  }
  request_.reset();
}

void HttpExchange::on_closed(const ExchangeClosed& closed, SteadyTime at) {
  if (answer_) answer_->finish(false);
  give_request_to_decoder();
  call_.take(decoder_->facts());
  CallRecord& record = call_.record();
  record.times.connect = closed.connect;
  record.times.tls = closed.tls;
  record.times.overhead = closed.overhead;
  const Outcome outcome = outcome_at(closed.end);
  if (closed.end == ExchangeEnd::NoUpstream && !record.status) record.status = 502;
  call_.close(outcome, error_of(closed.end), at);
  // What fell into a gap, or was too long to be kept, cannot be counted.
  if (answer_ && (answer_->has_gap() || answer_->is_skimmed())) record.facts.tool_calls.reset();
  closed_ = true;
}

std::vector<CallRecord> HttpExchange::take_finished() {
  std::vector<CallRecord> finished;
  if (closed_ && !std::exchange(taken_, true) && call_.is_proven()) finished.push_back(std::move(call_.record()));
  return finished;
}

void HttpExchange::append_running(std::vector<const OpenCall*>& calls) const {
  if (!closed_) calls.push_back(&call_);
}

Outcome HttpExchange::outcome_at(ExchangeEnd end) const {
  const CallRecord& record = call_.record();
  if (end == ExchangeEnd::Refused || end == ExchangeEnd::OverBudget) return Outcome::Refused;
  if (end == ExchangeEnd::NoUpstream) return Outcome::Error;
  if (record.status.value_or(0) >= 400 || !record.facts.error_type.empty()) return Outcome::Error;
  if (record.facts.cancelled) return Outcome::Aborted;
  if (end == ExchangeEnd::Complete) return outcome_of_whole_answer();
  if (record.facts.finished) return Outcome::Ok;
  return end == ExchangeEnd::ClientGone ? Outcome::Aborted : Outcome::Truncated;
}

Outcome HttpExchange::outcome_of_whole_answer() const {
  const CallFacts& facts = call_.record().facts;
  const bool measured = facts.usage_state == UsageState::Measured;
  const bool missing = facts.usage_state == UsageState::Missing;
  if (!answer_) return Outcome::Truncated;
  if (answer_->has_gap() && !measured) return Outcome::Lossy;
  // A stream that was understood until it broke off is cut, not foreign.
  const bool understood = facts.content_deltas > 0 || !facts.model_served.empty();
  if (missing && !understood && (answer_->unreadable() || facts.malformed)) return Outcome::Undecoded;
  return facts.finished || measured ? Outcome::Ok : Outcome::Truncated;
}

}  // namespace tabacus::analytics
