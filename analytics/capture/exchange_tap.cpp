#include "analytics/capture/exchange_tap.hpp"

namespace tabacus::analytics {

void ExchangeTap::opened(ExchangeOpened event, SteadyTime started) { offer({id_, started, std::move(event)}); }

void ExchangeTap::response(ResponseHead head) {
  offer({id_, services_.clock.steady(), ResponseStarted{std::move(head)}});
}

void ExchangeTap::body(Direction direction, std::span<const std::string_view> pieces) {
  std::string bytes;
  for (const std::string_view piece : pieces) bytes.append(piece);
  if (closed_ || bytes.empty()) return;
  bool& gap = gap_[static_cast<std::size_t>(direction)];
  TapEvent event{id_, services_.clock.steady(), BodyBytes{direction, std::move(bytes), gap}};
  gap = !services_.tap.offer(std::move(event));
  if (!gap) return;
  services_.tap_gaps.fetch_add(1, std::memory_order_relaxed);
  services_.last_gap.store(services_.clock.steady(), std::memory_order_relaxed);
}

void ExchangeTap::body_ended(Direction direction) {
  offer({id_, services_.clock.steady(), BodyEnded{direction, gap_[static_cast<std::size_t>(direction)]}});
}

void ExchangeTap::closed(ExchangeClosed event) {
  offer({id_, services_.clock.steady(), std::move(event)});
  closed_ = true;
}

void ExchangeTap::offer(TapEvent event) {
  if (closed_) return;
  // Heads and ends weigh nothing: refused only while the engine closes, when nobody counts any more.
  (void)services_.tap.offer(std::move(event));
}

}  // namespace tabacus::analytics
