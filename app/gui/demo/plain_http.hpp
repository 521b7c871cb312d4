// A blocking POST over plain HTTP/1.1, for the demonstration's agents: what a real agent's HTTP library does when its
// base URL is a tab's port on loopback. One thread a call. Source: RFC 9112.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace tabacus::app {

/// http://ADDRESS:PORT/PATH with a numeric IPv4 address.
struct LoopbackUrl {
  std::string address;
  std::uint16_t port = 0;
  std::string path;  ///< without a slash at its end
};

/// InvalidInput: anything else, https included.
[[nodiscard]] Result<LoopbackUrl> parse_loopback_url(std::string_view text);

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// Undoes chunked transfer coding, fed in pieces of any size.
class ChunkedBody {
 public:
  /// Appends payload to `out`. InvalidInput: not chunked coding.
  Result<void> feed(std::string_view bytes, std::string& out);

 private:
  enum class Part : std::uint8_t { Size, Data, DataEnd, Trailer };
  Result<void> take_size_line();

  Part part_ = Part::Size;
  std::string line_;
  std::size_t left_ = 0;
};

/// Sends `body` and gives the answer's payload to `on_body` as it arrives. Returns the status.
/// Io: no connection, or it broke; InvalidInput: no HTTP answer.
[[nodiscard]] Result<int> post(const LoopbackUrl& url, const HeaderFields& fields, std::string_view body,
                               const std::function<void(std::string_view)>& on_body);

}  // namespace tabacus::app
