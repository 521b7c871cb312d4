// Tells readers of calls as they end: each gets a picture of the newest calls when it comes, or what it missed if it
// says where it was, and then every call once. A thread of its own ("feed") looks into the database while there are
// readers; readers live on the serve thread. A reader that does not read is dropped, and comes back by itself.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "analytics/api/reader.hpp"
#include "analytics/api/serve.hpp"
#include "analytics/net/event.hpp"
#include "analytics/net/io_thread.hpp"
#include "analytics/serve/calls_watch.hpp"

namespace tabacus::analytics::serve {

/// One reader: what waits to be written to it. Serve thread.
class FeedReader {
 public:
  static constexpr std::size_t kMaxWaiting = 2 * 1024 * 1024;  ///< bytes; with more it is dropped

  explicit FeedReader(const net::Executor& executor) : changed_{executor} {}

  void push(std::shared_ptr<const std::string> text);
  void drop();
  [[nodiscard]] bool is_dropped() const { return dropped_; }
  /// The next text; null: nothing came for so long. Not after is_dropped().
  [[nodiscard]] net::Awaitable<std::shared_ptr<const std::string>> next(std::chrono::milliseconds patience);

 private:
  net::Event changed_;
  std::deque<std::shared_ptr<const std::string>> waiting_;
  std::size_t bytes_ = 0;
  bool dropped_ = false;
};

class LiveFeed {
 public:
  LiveFeed(net::IoThread& thread, const ServeOptions& options);
  /// Behind the end of the thread: what was told last may still be on its way there.
  ~LiveFeed();

  /// Tells no more. Not on the serve thread, which goes on.
  void stop();

  /// From its beginning or, with `after`, from behind the call of that number, where that is still known. Serve thread.
  [[nodiscard]] std::shared_ptr<FeedReader> join(std::optional<std::int64_t> after);
  /// Serve thread.
  void leave(const std::shared_ptr<FeedReader>& reader);

 private:
  struct Newcomer {
    std::shared_ptr<FeedReader> reader;
    std::optional<std::int64_t> after;
  };
  using Text = std::shared_ptr<const std::string>;

  void run(const std::stop_token& stop);
  void look();
  void welcome(const Newcomer& newcomer);
  [[nodiscard]] Text snapshot();
  [[nodiscard]] bool open();
  /// Events for the calls that ended behind the one of number `seq`, up to that of `last`.
  std::vector<Text> ended_between(std::int64_t seq, std::int64_t last);
  void tell_all(Text text);
  void tell(std::shared_ptr<FeedReader> reader, Text text);
  void watch_instances(const std::stop_token& stop);

  net::IoThread& io_;
  const ServeOptions& options_;
  CallsWatch watch_;  // feed thread, but for its wake()

  // Feed thread.
  std::unique_ptr<Reader> store_;
  std::int64_t seq_ = 0;
  bool is_following_ = false;  // seq_ means something

  std::vector<std::shared_ptr<FeedReader>> readers_;  // serve thread: those that were welcomed

  std::mutex mutex_;  // guards what follows
  std::condition_variable_any wake_;
  std::vector<Newcomer> newcomers_;
  std::size_t present_ = 0;  // readers, newcomers among them

  std::jthread instances_thread_;
  std::jthread thread_;  // last: they use everything above
};

}  // namespace tabacus::analytics::serve
