// One call while it runs: who makes it, what its decoder knows by now, when it came, what it costs. Meter thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "analytics/metering/call_memory.hpp"
#include "analytics/model/call.hpp"
#include "analytics/model/tap_event.hpp"
#include "analytics/pricing/price_book.hpp"
#include "analytics/pricing/price_call.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// Path without query of a request's target.
[[nodiscard]] std::string_view path_of(std::string_view target);

/// What a board has not been told of a call; the larger includes the smaller.
enum class News : std::uint8_t { None, Speed, Any };

struct LiveSpeed {
  double deltas_per_second = 0;  ///< since the first token
  SteadyTime last_content{};
};

class OpenCall {
 public:
  /// `provider`, `book` and `memory` outlive it; the last may be null.
  OpenCall(const ExchangeOpened& opened, SteadyTime at, const Provider& provider, const PriceBook& book,
           CallMemory* memory = nullptr);

  /// Another call of the same caller on the same connection, begun at `at`.
  [[nodiscard]] OpenCall another_at(SteadyTime at) const;

  /// The request's body, decoded: what its prompt is made of.
  void note_request(std::string_view json) {
    note_shape(shape_of(json));
    look_for_secrets(json);
  }
  /// Tells of what is secret in a prompt, where somebody wants to know.
  void look_for_secrets(std::string_view prompt) const {
    if (memory_ != nullptr) memory_->look_for_secrets(record_.tab, prompt);
  }
  /// Null where nobody is to be told of causes, or the request has no prompt of which a cache is kept.
  [[nodiscard]] std::shared_ptr<const RequestShape> shape_of(std::string_view request) const;
  void note_shape(std::shared_ptr<const RequestShape> shape) { shape_ = std::move(shape); }
  /// By which prompts are hashed; null where they are not.
  [[nodiscard]] const HashKey* hash_key() const { return memory_ != nullptr ? &memory_->key() : nullptr; }
  /// Takes over what a decoder knows, and prices it again where that changes the price.
  void take(const CallFacts& facts);
  /// Notes the time of content that `facts` has and the record has not. A chunk may hold many deltas; all get the time
  /// at which the chunk came.
  void note_content(const CallFacts& facts, SteadyTime at);
  /// Of the request's JSON, its size: what to guess by where the answer tells nothing.
  void note_prompt(std::string_view json);
  /// Bytes of the answer have come.
  void note_answer(std::size_t bytes, SteadyTime at);
  /// Of the head that answered.
  void note_head(const ResponseHead& head);

  // Of bodies, where they are kept; nothing otherwise.
  void keep(const BodyBytes& body, SteadyTime at);
  void keep_gap(Direction direction);
  /// Of a WebSocket; empty where some of the message is missing.
  void keep_message(Direction from, std::optional<std::string_view> text, SteadyTime at);

  /// The call is over. `fallback_error` names an error that the provider gave no name; empty where there is none.
  void close(Outcome outcome, std::string_view fallback_error, SteadyTime at);

  /// False while only the path of a request to a host of nobody's speaks for its being a call: what names no model is
  /// none.
  [[nodiscard]] bool is_proven() const { return !record_.provider.empty() || !record_.facts.model_requested.empty(); }

  [[nodiscard]] CallRecord& record() { return record_; }
  [[nodiscard]] const CallRecord& record() const { return record_; }
  [[nodiscard]] SteadyTime opened_at() const { return opened_at_; }
  /// How fast content comes, looked at once a second: what changes with every delta would be shown with every delta.
  [[nodiscard]] const std::optional<LiveSpeed>& speed() const { return speed_; }
  /// What of it may have changed for a board since this was last asked.
  [[nodiscard]] News take_news() { return std::exchange(news_, News::None); }

 private:
  void price();
  [[nodiscard]] Upstream upstream() const;
  [[nodiscard]] CallBody::Side& kept(Direction direction) {
    return direction == Direction::ToUpstream ? record_.body->request : record_.body->response;
  }
  void note_gap(Nanoseconds gap);
  void settle_containers();
  void settle_limits();
  void explain();
  [[nodiscard]] bool runs_locally() const;
  void estimate();
  [[nodiscard]] std::string error_type(std::string_view fallback) const;

  const Provider* provider_;
  const PriceBook* book_;
  CallMemory* memory_;
  std::shared_ptr<const RequestShape> shape_;  // null: not read
  std::int64_t told_attempt_ = 0;              // by the client: so many tries before this one
  SteadyTime opened_at_;
  bool upstream_is_loopback_;
  std::optional<Tokens> prompt_guess_;
  std::string session_in_head_;
  std::optional<LiveSpeed> speed_;
  News news_ = News::Any;
  CallRecord record_;
};

}  // namespace tabacus::analytics
