// Keeps the bodies of finished calls: a thread of its own ("bodies") makes them ready and puts them into bodies.db, or
// into a ring in memory. Bodies are worth less than calls: what cannot be kept now is dropped and counted, nothing
// waits for it, and no trouble here reaches calls.db.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "analytics/bodies/masker.hpp"
#include "analytics/bodies/prepared_call.hpp"
#include "analytics/model/call_body.hpp"
#include "analytics/model/retention.hpp"
#include "analytics/store/body_rows.hpp"
#include "base/bounded_queue.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct BodyWriterOptions {
  std::filesystem::path file = {};  ///< bodies.db; empty: they are kept in memory only
  HashKey key = {};                 ///< the profile's: of fingerprints and of content
  BodyRetention retention = {};
  BodySearch search = BodySearch::Off;                         ///< whether words can be looked for; off drops the index
  std::int64_t memory_bytes = std::int64_t{64} * 1024 * 1024;  ///< of the ring
  std::chrono::milliseconds commit_every{250};
  std::chrono::milliseconds busy_timeout{2000};
  std::chrono::milliseconds retry_every{2000};  ///< after a file that could not be used
  std::chrono::milliseconds close_deadline{2000};
  std::chrono::milliseconds prune_every{60'000};
};

struct BodyHealth {
  std::string trouble;  ///< why none can be kept at present; empty: they can
  std::vector<std::string> warnings;
  std::int64_t kept = 0;     ///< by this writer
  std::int64_t dropped = 0;  ///< could not be taken
};

class BodyWriter final : public BodySink {
 public:
  /// Starts the thread, which opens the file. Never fails: see health().
  [[nodiscard]] static std::unique_ptr<BodyWriter> open(BodyWriterOptions options);
  ~BodyWriter() override;  ///< close()

  // Any thread; none of these blocks on the database.
  void on_stored(std::int64_t call_id, std::shared_ptr<const CallBody> body) override;
  [[nodiscard]] BodyHealth health() const;
  /// Waits until all that was handed over before is kept or given up. False: not within `timeout`.
  [[nodiscard]] bool flush(std::chrono::milliseconds timeout);
  /// Of the ring; null: not kept, or no longer.
  [[nodiscard]] std::shared_ptr<const PreparedCall> recent(std::int64_t call_id) const;
  /// Takes nothing new, keeps what waits as far as the deadline lets it, joins the thread. Idempotent.
  void close();

 private:
  struct Kept {
    std::int64_t call_id;
    std::shared_ptr<const CallBody> body;
  };
  struct Flush {
    std::shared_ptr<std::promise<void>> done;
  };
  using Item = std::variant<Kept, Flush>;
  struct Connection;
  struct InRing {
    std::int64_t call_id;
    std::shared_ptr<const PreparedCall> call;
    std::int64_t bytes;
  };

  explicit BodyWriter(BodyWriterOptions options);
  void run();
  void guarded(std::int64_t calls, const std::function<void()>& work);
  void keep(const std::vector<Item>& batch);
  void put_into_ring(std::int64_t call_id, PreparedCall call);
  [[nodiscard]] Result<void> write(const std::vector<Item>& batch);
  [[nodiscard]] Result<void> ensure_open();
  [[nodiscard]] Result<void> open_file();
  void note_trouble(const Error& error);
  void prune();
  [[nodiscard]] bool is_late() const;
  void drop(std::int64_t calls);

  const BodyWriterOptions options_;
  const Masker masker_;
  BoundedQueue<Item> queue_;
  std::atomic<std::int64_t> kept_{0};
  std::atomic<std::int64_t> dropped_{0};

  mutable std::mutex mutex_;
  std::string trouble_;                                              // guarded by mutex_
  std::vector<std::string> warnings_;                                // guarded by mutex_
  std::deque<InRing> ring_;                                          // guarded by mutex_; oldest first
  std::int64_t ring_bytes_ = 0;                                      // guarded by mutex_
  std::optional<std::chrono::steady_clock::time_point> give_up_at_;  // guarded by mutex_; set by close()

  std::unique_ptr<Connection> connection_;              // bodies thread
  std::optional<Error> not_open_;                       // bodies thread: why, and
  std::chrono::steady_clock::time_point try_again_at_;  // bodies thread: until when that is taken as it is
  std::chrono::steady_clock::time_point prune_at_;      // bodies thread

  std::jthread thread_;  // last: it uses everything above
};

}  // namespace tabacus::analytics
