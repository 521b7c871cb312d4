// permessage-deflate: what the two ends of a WebSocket agreed upon, and the undoing of it in one direction. Pure; any
// one thread. Source: RFC 7692; the grammar of Sec-WebSocket-Extensions is in RFC 6455 section 9.1.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/model/http_head.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct WsDeflateTerms {
  struct Side {
    bool keeps_context = true;  ///< compresses each message in the context of those before it
    int window_bits = 15;

    friend bool operator==(const Side&, const Side&) = default;
  };
  Side client;
  Side server;

  friend bool operator==(const WsDeflateTerms&, const WsDeflateTerms&) = default;
};

/// What the head of a 101 says: the terms, or nothing when messages are not compressed.
/// Unsupported: an extension or a parameter that we do not know, so that messages mean nothing to us.
[[nodiscard]] Result<std::optional<WsDeflateTerms>> agreed_deflate(const Headers& answer);

/// The terms under which a server may take the first offer of compression that it understands; nothing where there is
/// none.
[[nodiscard]] std::optional<WsDeflateTerms> accepted_deflate(const Headers& request);

/// As the value of Sec-WebSocket-Extensions.
[[nodiscard]] std::string to_header(const WsDeflateTerms& terms);

/// Undoes the compression of one direction's messages.
class WsInflater {
 public:
  /// Takes text in pieces of at most 16 KiB; they are valid during the call only.
  using Sink = std::function<Result<void>(std::string_view)>;

  explicit WsInflater(const WsDeflateTerms::Side& sender);
  WsInflater(WsInflater&&) noexcept;
  WsInflater& operator=(WsInflater&&) noexcept;
  ~WsInflater();

  /// A part of a message's payload. InvalidInput: it is no deflate stream; or what `sink` fails with.
  [[nodiscard]] Result<void> feed(std::string_view payload, const Sink& sink);
  /// The message is at its end.
  [[nodiscard]] Result<void> end_message(const Sink& sink);

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;  // made with the first message: most directions of most sockets stay small
  WsDeflateTerms::Side sender_;
};

}  // namespace tabacus::analytics
