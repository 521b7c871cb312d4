// Names to addresses, without ever waiting for getaddrinfo longer than the caller wants. Private to this folder.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "analytics/net/dialer.hpp"

namespace tabacus::analytics::net {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

class Resolver {
 public:
  /// `look_up` runs on a thread of its own per name, thirty-two at a time; further names wait, in the order of asking.
  /// Lookups of one name at a time share one.
  Resolver(const Executor& executor, LookUp look_up);
  /// A lookup that still runs is forgotten, not waited for.
  ~Resolver();

  /// In the order to try them (RFC 8305 section 4). NotFound; TimedOut; Closed: stopped; Exhausted: a thousand names
  /// wait.
  [[nodiscard]] Awaitable<Result<Endpoints>> resolve(std::string host, std::uint16_t port,
                                                     std::chrono::steady_clock::time_point deadline, DialStop& stop);

 private:
  struct Hub;
  struct Question;
  const std::shared_ptr<Hub> hub_;
};

/// The first one's family alternates with the other, each in its order; sixteen at most.
[[nodiscard]] Endpoints interleaved(const Endpoints& endpoints);

}  // namespace tabacus::analytics::net
