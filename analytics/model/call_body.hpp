// What went over the wire in one call, for those who keep it: filled on the meter thread while the call runs, read by
// others once it has ended. Nothing in it is masked, so it never leaves memory as it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/http_head.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

/// What all bodies that wait to be stored may take of memory. Any thread; never waits.
class BodyBudget {
 public:
  explicit BodyBudget(std::int64_t bytes) : left_{bytes} {}

  [[nodiscard]] bool take(std::int64_t bytes);
  void give_back(std::int64_t bytes) { left_ += bytes; }
  [[nodiscard]] std::int64_t left() const { return left_; }

 private:
  std::atomic<std::int64_t> left_;
};

/// Why a body is not all that was sent. Stored, so values stay.
enum BodyFlag : std::uint8_t {
  kBodyTruncated = 1,  ///< longer than is kept of one
  kBodyLossy = 2,      ///< bytes are missing in it: the copy had a gap, or there was no room for them
  kBodyUndecoded = 4,  ///< in a coding that we do not know, or damaged: from there on nothing is kept
};

class CallBody {
 public:
  /// Of each direction.
  static constexpr std::size_t kMaxBytes = std::size_t{8} * 1024 * 1024;

  /// When the bytes behind an offset came.
  struct Arrival {
    std::size_t offset = 0;
    Nanoseconds after{};  ///< since the call began
  };
  struct Side {
    std::string line;  ///< "POST /v1/messages?beta=true"; "200 OK"
    Headers headers;
    std::string bytes;                   ///< as they came, so perhaps content-coded
    std::vector<std::size_t> messages;   ///< of a WebSocket: where each ends in `bytes`
    std::vector<Arrival> arrivals = {};  ///< of the answer: in order, those of one millisecond as one
    std::uint8_t flags = 0;              ///< of BodyFlag
  };

  /// `budget` is what its bytes are taken from; they are given back at its end.
  CallBody(std::shared_ptr<BodyBudget> budget, SteadyTime begun) : budget_{std::move(budget)}, begun_{begun} {}
  ~CallBody() { budget_->give_back(taken_); }
  CallBody(const CallBody&) = delete;
  CallBody& operator=(const CallBody&) = delete;

  /// Another one with the same heads.
  [[nodiscard]] std::shared_ptr<CallBody> another_at(SteadyTime begun) const;

  Side request;
  Side response;
  bool is_socket = false;

  void append(Side& side, std::string_view bytes, SteadyTime at);
  /// The same of a whole message of a WebSocket.
  void append_message(Side& side, std::string_view text, SteadyTime at);

 private:
  static constexpr std::size_t kMaxArrivals = 16 * 1024;

  [[nodiscard]] std::string_view fitting(Side& side, std::string_view bytes);
  void note_arrival(Side& side, SteadyTime at) const;

  const std::shared_ptr<BodyBudget> budget_;
  const SteadyTime begun_;
  std::int64_t taken_ = 0;
};

/// Takes bodies once their calls have their ids. Any thread; must not block.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void on_stored(std::int64_t call_id, std::shared_ptr<const CallBody> body) = 0;
};

}  // namespace tabacus::analytics
