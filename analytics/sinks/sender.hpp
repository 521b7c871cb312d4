// Brings calls to one receiver: a batch from the database, a post, and only when that was taken the next, which is made
// while the receiver thinks. Waits longer after each failure, as long as the receiver asks for where it does. Its own
// thread's coroutines.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <random>

#include "analytics/api/followers.hpp"
#include "analytics/net/event.hpp"
#include "analytics/sinks/sink.hpp"

namespace tabacus::analytics::sinks {

struct Pace {
  std::chrono::milliseconds look_every{1000};   ///< into the database, while nothing waits
  std::chrono::milliseconds first_pause{1000};  ///< after a failure; doubled with each that follows
  std::chrono::milliseconds longest_pause{60'000};
  std::chrono::milliseconds deadline{15'000};  ///< of a post
};

class Sender {
 public:
  Sender(const net::Executor& executor, SinkAndServer to, const TelemetryOptions& options, const Clock& clock,
         const Pace& pace);

  /// Until finish(), or, with NothingWaits, until all that waited has been taken or passed over.
  [[nodiscard]] net::Awaitable<void> run(Telemetry::Until until);
  /// Sends no more; what a server has been sent it may still answer for, so that it is not sent again.
  void finish();
  /// Behind finish(): no answer is waited for any longer.
  void stop();

 private:
  struct Batch {
    HttpPost post;
    std::int64_t last_seq;
    std::int64_t calls;
  };

  [[nodiscard]] net::Awaitable<std::chrono::milliseconds> send_some();
  [[nodiscard]] std::optional<std::chrono::milliseconds> make_first();
  [[nodiscard]] net::Awaitable<void> make_behind(std::int64_t seq);
  [[nodiscard]] net::Awaitable<void> make_next(std::int64_t seq);
  [[nodiscard]] Batch batch_of(const Table& calls);
  [[nodiscard]] bool were_seen_before(Table& calls);
  [[nodiscard]] std::chrono::milliseconds settle(const Batch& batch, const Verdict& verdict);
  [[nodiscard]] std::chrono::milliseconds put_off(const std::string& why, std::optional<std::chrono::seconds> wait);

  const net::Executor executor_;
  const std::unique_ptr<Sink> sink_;
  const std::string server_;  ///< for people
  const Clock& clock_;
  const Pace pace_;
  const std::unique_ptr<Follower> follower_;
  HttpPoster poster_;
  net::Event wake_;
  std::minstd_rand random_{std::random_device{}()};
  net::Event made_;
  bool makes_ = false;         // the batch behind the one that is on its way
  std::optional<Batch> next_;  // made; to be sent
  std::size_t at_once_;
  int failures_ = 0;       // one behind the other
  std::int64_t seen_ = 0;  // up to this number calls have waited for the sink's patience
  bool nothing_waits_ = false;
  bool stops_ = false;
};

}  // namespace tabacus::analytics::sinks
