// How the messages of one WebSocket become calls: a decoder is told each message and says which turn it moves. Decoders
// are sans-IO and single-threaded; they never throw and leave empty what they do not know.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "analytics/model/call.hpp"
#include "analytics/model/tap_event.hpp"

namespace tabacus::analytics {

using TurnId = std::uint64_t;  ///< unique on its socket; later turns have greater ones

enum class TurnState : std::uint8_t {
  Running,
  // After any of these its id does not come again.
  Ended,     ///< nothing more is to be known of it
  HadEnded,  ///< likewise, as a message of another turn shows: it ended with its last own one
  NoCall,    ///< it was none after all, told or not (Codex warms a connection up with one)
};

struct TurnReport {
  TurnId turn;
  const CallFacts& facts;  ///< best knowledge so far; valid during the call only
  TurnState state = TurnState::Running;
  std::optional<int> status = std::nullopt;  ///< HTTP's, where the turn's own messages state one
};

class TurnSink {
 public:
  virtual ~TurnSink() = default;
  /// The message at hand began, moved or ended this turn.
  virtual void on_turn(const TurnReport& report) = 0;
  /// The message at hand asks for this turn, which was told or will be. `follows` names the answer that it goes on
  /// from; empty: its prompt is whole.
  virtual void on_request(TurnId, std::string_view /*follows*/) {}
};

class SocketDecoder {
 public:
  virtual ~SocketDecoder() = default;
  /// One message, whole or skimmed (see json_skim.hpp). `from` is who sent it: Direction::ToUpstream the client.
  virtual void on_message(Direction from, std::string_view text, TurnSink& turns) = 0;
  /// No more messages of that direction can be read.
  virtual void on_lost(Direction from) = 0;
};

}  // namespace tabacus::analytics
