#include "analytics/metering/socket_exchange.hpp"

#include <utility>

#include "analytics/metering/call_log.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"meter"};

/// How clients learn that there is no WebSocket here; they fall back to POST at once.
bool sends_client_elsewhere(int status) { return status == 404 || status == 426; }

}  // namespace

SocketExchange::SocketExchange(OpenCall opened, std::unique_ptr<SocketDecoder> decoder,
                               std::unique_ptr<Decoder> of_refusal)
    : opened_{std::move(opened)}, decoder_{std::move(decoder)}, of_refusal_{std::move(of_refusal)} {}

void SocketExchange::on_response(const ResponseStarted& response) {
  const int status = response.head.status;
  if (status == 101) {
    switch_protocols(response.head);
  } else if (of_refusal_ && status >= 400 && !sends_client_elsewhere(status)) {
    refusal_ = std::make_unique<HttpExchange>(OpenCall{opened_}, std::move(of_refusal_), Headers{});
    refusal_->on_response(response);
  }
}

void SocketExchange::switch_protocols(const ResponseHead& head) {
  switched_ = true;
  opened_.note_head(head);
  opened_.record().transport = Transport::WebSocket;
  const auto deflate = agreed_deflate(head.headers);
  if (!deflate) {
    log::warn(kLog, "{}: its calls are not counted", deflate.error().message);
    if (of_refusal_) unreadable_.emplace(opened_).take(of_refusal_->facts());
    return;
  }
  const auto side = [&](auto which) { return *deflate ? std::optional{(**deflate).*which} : std::nullopt; };
  // What a client asks is read whole, as a request over HTTP is: it has the prompt.
  reader(Direction::ToUpstream).emplace(side(&WsDeflateTerms::client), kMaxReadRequestBytes);
  reader(Direction::ToClient).emplace(side(&WsDeflateTerms::server));
}

void SocketExchange::on_body(const BodyBytes& body, SteadyTime at) {
  now_ = at;
  paused_ = body.paused;
  if (refusal_) refusal_->on_body(body, at);
  if (unreadable_) count(body);
  if (switched_) read(body);
}

void SocketExchange::on_body_end(const BodyEnded& end) {
  if (refusal_) refusal_->on_body_end(end);
  if (switched_ && end.gap_before) lose(end.direction, Outcome::Lossy);
}

void SocketExchange::count(const BodyBytes& body) {
  const std::size_t bytes = body.bytes.size() + body.lost_bytes;
  if (body.direction == Direction::ToUpstream)
    unreadable_->record().request_bytes += static_cast<std::int64_t>(bytes);
  else
    unreadable_->note_answer(bytes, now_);
}

void SocketExchange::read(const BodyBytes& body) {
  auto& assembler = reader(body.direction);
  if (!assembler) return;
  // One by one: small frames may inflate to a thousand times their size.
  const WsAssembler::Sink taken = [&](const WsMessage& message) { take(body.direction, message); };
  has_gap_ = has_gap_ || body.gap_before;
  lacks_bytes_ = lacks_bytes_ || (body.gap_before && body.direction == Direction::ToUpstream);
  if (body.gap_before && !assembler->skip(body.lost_bytes, taken)) {
    lose(body.direction, Outcome::Lossy);
    return;
  }
  const auto fed = assembler->feed(body.bytes, taken);
  if (fed) return;
  log::warn(kLog, "{}: later calls on this socket are not counted", fed.error().message);
  lose(body.direction, Outcome::Undecoded);
}

void SocketExchange::take(Direction from, const WsMessage& message) {
  if (message.kind == WsKind::Close && from == Direction::ToUpstream) client_closed_ = true;
  if (message.kind != WsKind::Text && message.kind != WsKind::Binary) return;
  from_ = from;
  wire_bytes_ = message.wire_bytes;
  const bool is_whole = !message.skimmed && !(from == Direction::ToUpstream && std::exchange(lacks_bytes_, false));
  text_ = is_whole ? std::optional<std::string_view>{message.text} : std::nullopt;
  decoder_->on_message(from, message.text, *this);
  text_.reset();
}

/// Also of a turn that is told of later, or never: what follows it goes on from there.
void SocketExchange::on_request(TurnId turn, std::string_view follows) {
  const HashKey* key = opened_.hash_key();
  if (key == nullptr || paused_) return;
  if (text_) opened_.look_for_secrets(*text_);
  shapes_.asked(turn, text_ ? opened_.shape_of(*text_) : nullptr, follows, *key);
  if (const auto known = turns_.find(turn); known != turns_.end()) known->second.call.note_shape(shapes_.of(turn));
}

/// Frames cannot be found again behind a gap or damage.
void SocketExchange::lose(Direction from, Outcome why) {
  if (!reader(from)) return;
  reader(from).reset();
  if (from == Direction::ToClient) lost_answers_ = why;
  decoder_->on_lost(from);
}

void SocketExchange::on_turn(const TurnReport& report) {
  const auto shape = shapes_.of(report.turn);
  if (report.state != TurnState::Running) shapes_.ended(report.turn, report.facts.response_id);
  const bool is_new = !turns_.contains(report.turn);
  if (is_new && report.state == TurnState::NoCall) {
    untold_.erase(report.turn);
    return;
  }
  if (is_new && paused_) untold_.insert(report.turn);
  if (untold_.contains(report.turn)) {
    if (report.state != TurnState::Running) untold_.erase(report.turn);
    return;
  }
  // Whoever asks again has got the answer that we could not read.
  if (is_new && lost_answers_) finish_all(ExchangeEnd::Complete);
  if (is_new) turns_.try_emplace(report.turn, Turn{opened_.another_at(now_), now_});
  const auto turn = turns_.find(report.turn);
  if (is_new) turn->second.call.note_shape(shape);
  OpenCall& call = turn->second.call;
  if (report.state == TurnState::Running || report.state == TurnState::Ended) note_own_message(turn->second, report);
  call.take(report.facts);
  call.record().status = report.status ? report.status : opened_.record().status;
  if (is_new) log_opened(call.record());
  if (report.state == TurnState::NoCall)
    turns_.erase(turn);
  else if (report.state != TurnState::Running)
    finish(turn, outcome_at(call, ExchangeEnd::Complete), turn->second.moved_at);
}

void SocketExchange::note_own_message(Turn& turn, const TurnReport& report) {
  turn.moved_at = now_;
  turn.call.keep_message(from_, text_, now_);
  const std::uint64_t bytes = std::exchange(wire_bytes_, 0);
  if (from_ == Direction::ToUpstream)
    turn.call.record().request_bytes += static_cast<std::int64_t>(bytes);
  else
    turn.call.note_answer(bytes, now_);
  turn.call.note_content(report.facts, now_);
}

void SocketExchange::finish(Turns::iterator turn, Outcome outcome, SteadyTime at) {
  OpenCall call = std::move(turns_.extract(turn).mapped().call);
  call.close(outcome, {}, at);
  finished_.push_back(std::move(call.record()));
}

void SocketExchange::finish_all(ExchangeEnd end) {
  while (!turns_.empty()) {
    const Turn& turn = turns_.begin()->second;
    // A turn that was whole ended then; the socket may have been idle since.
    const SteadyTime ended_at = turn.call.record().facts.finished ? turn.moved_at : now_;
    finish(turns_.begin(), outcome_at(turn.call, end), ended_at);
  }
}

void SocketExchange::on_closed(const ExchangeClosed& closed, SteadyTime at) {
  now_ = at;
  if (of_refusal_ && !switched_ && closed.end == ExchangeEnd::NoUpstream)
    refusal_ = std::make_unique<HttpExchange>(OpenCall{opened_}, std::move(of_refusal_), Headers{});
  if (refusal_) refusal_->on_closed(closed, at);
  if (unreadable_ && unreadable_->record().request_bytes > 0) {
    unreadable_->close(Outcome::Undecoded, {}, at);
    finished_.push_back(std::move(unreadable_->record()));
  }
  finish_all(closed.end);
}

Outcome SocketExchange::outcome_at(const OpenCall& call, ExchangeEnd end) const {
  const CallFacts& facts = call.record().facts;
  if (!facts.error_type.empty() || call.record().status.value_or(0) >= 400) return Outcome::Error;
  if (facts.cancelled) return Outcome::Aborted;
  if (facts.finished) return Outcome::Ok;
  if (lost_answers_) return *lost_answers_;
  if (has_gap_) return Outcome::Lossy;  // its end may have been in there
  return end == ExchangeEnd::ClientGone || client_closed_ ? Outcome::Aborted : Outcome::Truncated;
}

std::vector<CallRecord> SocketExchange::take_finished() {
  return refusal_ ? refusal_->take_finished() : std::exchange(finished_, {});
}

void SocketExchange::append_running(std::vector<const OpenCall*>& calls) const {
  if (refusal_) {
    refusal_->append_running(calls);
    return;
  }
  for (const auto& [id, turn] : turns_) calls.push_back(&turn.call);
}

}  // namespace tabacus::analytics
