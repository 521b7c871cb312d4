// One exchange as the meter is told of it: stamps events, remembers gaps. Net thread; never waits.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analytics/capture/own_answer.hpp"
#include "analytics/capture/services.hpp"

namespace tabacus::analytics {

class ExchangeTap {
 public:
  /// An exchange that begins while its tab is paused is told to nobody, to its end. Of a WebSocket that holds for each
  /// call on it: its bytes are told all the same, because those of a pause are needed to read what comes after.
  ExchangeTap(CaptureServices& services, const CaptureTab& tab)
      : services_{services}, tab_{tab}, id_{++services.last_exchange}, closed_{tab.is_paused()} {}

  /// `started` is when the request's first byte came.
  void opened(ExchangeOpened event, SteadyTime started);
  /// In place of opened(): no call, so the meter is told nothing; bytes are counted into `row`, which goes to the
  /// tunnel sink in the end. Empty: nobody is told anything.
  void counted(std::optional<TunnelRecord> row, SteadyTime started);
  void response(ResponseHead head);
  /// Bytes that have been written to the other side already; the chunks of one read are one event.
  void body(Direction direction, std::span<const std::string_view> pieces);
  void body_ended(Direction direction);
  /// The last event; later ones are not sent.
  void closed(ExchangeClosed event);

 private:
  void offer(TapEvent event);
  [[nodiscard]] bool is_read(Direction direction, std::size_t size);
  void finish_count(const ExchangeClosed& event);

  CaptureServices& services_;
  const CaptureTab& tab_;
  const ExchangeId id_;
  std::array<std::uint64_t, 2> lost_{};              // by direction: bytes refused since the last that were taken
  std::size_t request_room_ = kMaxReadRequestBytes;  // of the request, what may still be worth reading
  bool closed_;
  bool of_socket_ = false;
  bool counts_ = false;
  std::optional<TunnelRecord> row_;  // while it counts
  SteadyTime started_;               // likewise
};

/// An exchange that ended here: `refused` was answered with `answer` in its provider's place.
void tell_of_refusal(CaptureServices& services, const CaptureTab& tab, ExchangeOpened refused, ExchangeEnd why,
                     const OwnAnswer& answer);

}  // namespace tabacus::analytics
