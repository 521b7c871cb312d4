#include "analytics/capture/exchange_tap.hpp"

#include "analytics/capture/budget_gate.hpp"
#include "analytics/wire/http1_head.hpp"

namespace tabacus::analytics {
namespace {

TunnelEnd tunnel_end_of(ExchangeEnd end) {
  switch (end) {
    case ExchangeEnd::NoUpstream:
    case ExchangeEnd::Refused:
    case ExchangeEnd::OverBudget:
      return TunnelEnd::Unreachable;
    case ExchangeEnd::ClientGone:
      return TunnelEnd::ClientGone;
    case ExchangeEnd::UpstreamCut:
      return TunnelEnd::Broken;
    case ExchangeEnd::Complete:
      break;
  }
  return TunnelEnd::Complete;
}

}  // namespace

void ExchangeTap::opened(ExchangeOpened event, SteadyTime started) {
  of_socket_ = event.wants_websocket;
  event.paused = of_socket_ && closed_;
  if (of_socket_) closed_ = false;
  if (closed_ && event.budget_ticket != 0) services_.budgets->unused(event.budget_ticket);
  const auto declared = parse_int(event.request.headers.find("content-length"));
  if (declared && *declared > static_cast<std::int64_t>(kMaxReadRequestBytes)) request_room_ = 0;
  offer({id_, started, std::move(event)});
}

void ExchangeTap::counted(std::optional<TunnelRecord> row, SteadyTime started) {
  counts_ = true;
  row_ = std::move(row);
  started_ = started;
}

void ExchangeTap::response(ResponseHead head) {
  if (row_) row_->status = head.status;
  offer({id_, services_.clock.steady(), ResponseStarted{std::move(head)}});
}

void ExchangeTap::body(Direction direction, std::span<const std::string_view> pieces) {
  if (counts_) {
    if (!row_) return;
    std::int64_t& count = direction == Direction::ToUpstream ? row_->sent_bytes : row_->received_bytes;
    for (const std::string_view piece : pieces) count += static_cast<std::int64_t>(piece.size());
    return;
  }
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  if (closed_ || size == 0) return;
  std::uint64_t& lost = lost_[static_cast<std::size_t>(direction)];
  if (!is_read(direction, size)) {
    lost += size;
    return;
  }
  std::string bytes;
  bytes.reserve(size);
  for (const std::string_view piece : pieces) bytes.append(piece);
  TapEvent event{id_, services_.clock.steady(), BodyBytes{direction, std::move(bytes), lost > 0, lost}};
  if (of_socket_) {
    auto& body = std::get<BodyBytes>(event.what);
    body.of_socket = true;
    body.paused = tab_.is_paused();
  }
  if (services_.tap.offer(std::move(event))) {
    lost = 0;
    return;
  }
  lost += size;
  services_.tap_gaps.fetch_add(1, std::memory_order_relaxed);
  services_.last_gap.store(services_.clock.steady(), std::memory_order_relaxed);
}

/// A request is read whole or not at all: once it is too long, copying more of it is waste.
bool ExchangeTap::is_read(Direction direction, std::size_t size) {
  if (direction == Direction::ToClient || of_socket_) return true;
  request_room_ = size <= request_room_ ? request_room_ - size : 0;
  return request_room_ > 0;
}

void ExchangeTap::body_ended(Direction direction) {
  const std::uint64_t lost = lost_[static_cast<std::size_t>(direction)];
  offer({id_, services_.clock.steady(), BodyEnded{direction, lost > 0, lost}});
}

void ExchangeTap::closed(ExchangeClosed event) {
  if (counts_) finish_count(event);
  offer({id_, services_.clock.steady(), std::move(event)});
  closed_ = true;
}

void ExchangeTap::finish_count(const ExchangeClosed& event) {
  if (!row_ || closed_ || services_.tunnels == nullptr) return;
  row_->total = services_.clock.steady() - started_;
  row_->connect = event.connect;
  row_->end = tunnel_end_of(event.end);
  row_->error = event.error;
  services_.tunnels->on_tunnel_ended(*row_);
}

void ExchangeTap::offer(TapEvent event) {
  if (closed_ || counts_) return;
  // Heads and ends weigh nothing: refused only while the engine closes, when nobody counts any more.
  (void)services_.tap.offer(std::move(event));
}

void tell_of_refusal(CaptureServices& services, const CaptureTab& tab, ExchangeOpened refused, ExchangeEnd why,
                     const OwnAnswer& answer) {
  ExchangeTap tap{services, tab};
  tap.opened(std::move(refused), services.clock.steady());
  tap.response({answer.status, std::string{reason_phrase(answer.status)}, {}});
  ExchangeClosed closed;
  closed.end = why;
  closed.error = answer.message;
  tap.closed(std::move(closed));
}

}  // namespace tabacus::analytics
