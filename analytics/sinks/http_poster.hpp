// Posts to one HTTP server over a connection that is kept, each post with a deadline. Its own thread's coroutines.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analytics/capture/upstream_url.hpp"
#include "analytics/http/message_reader.hpp"
#include "analytics/net/dialer.hpp"

namespace tabacus::analytics::sinks {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpPost {
  std::string target;  ///< path and query
  HttpFields fields;   ///< Host and Content-Length come by themselves
  std::string body;
};

struct HttpReply {
  int status = 0;
  Headers headers;
  std::string body;
};

class HttpPoster {
 public:
  static constexpr std::size_t kMostReplyBytes = 1024 * 1024;

  HttpPoster(const net::Executor& executor, UpstreamUrl server, net::Trust trust, std::chrono::milliseconds deadline);

  /// TimedOut: no whole answer came in time; others as of Dialer and Stream. One at a time.
  [[nodiscard]] net::Awaitable<Result<HttpReply>> post(HttpPost post);
  /// Nothing is begun any more; what a server has been sent may be answered.
  void finish();
  /// What runs ends with Closed soon, and so does what comes.
  void stop();

 private:
  net::Awaitable<Result<void>> connect();
  net::Awaitable<Result<HttpReply>> exchange(const std::string& head, const std::string& body);

  const net::Executor executor_;
  const UpstreamUrl server_;
  const std::chrono::milliseconds deadline_;
  net::Dialer dialer_;
  net::DialStop stop_;
  std::unique_ptr<net::Stream> stream_;  // null: none is open
};

}  // namespace tabacus::analytics::sinks
