// The prompts of a WebSocket's turns, of which each says only what is new since the answer that it names
// ("previous_response_id"): the shape of what came before is remembered and put in front. Bounded. Meter thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "analytics/model/request_shape.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "base/sip_hash.hpp"

namespace tabacus::analytics {

class ShapeChain {
 public:
  using Shape = std::shared_ptr<const RequestShape>;

  /// A turn is asked for. `follows` is the answer that it goes on from; empty: none, its request is the whole prompt.
  /// `own` is null where the request was not read whole.
  void asked(TurnId turn, Shape own, std::string_view follows, const HashKey& key);
  /// Null where the whole prompt is not known.
  [[nodiscard]] Shape of(TurnId turn) const;
  /// It has ended with that answer; empty: with none.
  void ended(TurnId turn, std::string_view response_id);

 private:
  static constexpr std::size_t kMaxAsked = 64;
  static constexpr std::size_t kMaxAnswered = 8;  // clients go on from the last answer, or a few before it

  struct Asked {
    TurnId turn;
    Shape shape;
  };
  struct Answered {
    std::string response_id;
    Shape shape;
  };

  [[nodiscard]] Shape answered(std::string_view response_id) const;

  std::deque<Asked> asked_;        // oldest first
  std::deque<Answered> answered_;  // likewise
};

/// The prompt `base`, the answer to it, and what `own` adds. Tools and instructions are those of `own`: they hold for
/// one turn. `answer` stands for what nobody sends again.
[[nodiscard]] RequestShape continued(const RequestShape& base, const RequestShape& own, std::uint64_t answer);

}  // namespace tabacus::analytics
