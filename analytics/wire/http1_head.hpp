// Heads of HTTP/1.1 messages: where one ends, what it says, how long the body is. Pure. Source: RFC 9110, RFC 9112.
//
// Written here rather than over Beast's parser: that one folds obs-fold lines, takes bare LF and loses the bytes as
// they stood, while a proxy has to pass them on unchanged and to refuse whatever two parsers could read differently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analytics/model/http_head.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

enum class BodyKind : std::uint8_t {
  None,
  Length,
  Chunked,
  UntilClose,  ///< answers only: the body ends where the connection does
};

struct BodyFraming {
  BodyKind kind = BodyKind::None;
  std::uint64_t length = 0;  ///< of kind Length
};

struct RequestMessage {
  RequestHead head;
  BodyFraming body;
  bool keep_alive = true;
  bool wants_websocket = false;  ///< a GET without a body, Connection: upgrade, Upgrade: websocket
};

struct ResponseMessage {
  ResponseHead head;
  BodyFraming body;
  bool keep_alive = true;

  /// 1xx other than 101: another head follows on the same answer.
  [[nodiscard]] bool is_interim() const { return head.status < 200 && head.status != 101; }
};

/// Finds the end of a head in bytes that grow.
class HeadScanner {
 public:
  static constexpr std::size_t kMaxHeadBytes = 256 * 1024;

  /// Length of the head at the start of `bytes`, its blank line included; empty while that has not come. `bytes` starts
  /// at the same place in every call and only grows. InvalidInput: a line ends without CR, or holds NUL or a lone CR;
  /// Exhausted: over kMaxHeadBytes.
  [[nodiscard]] Result<std::optional<std::size_t>> find_end(std::string_view bytes);
  /// Starts over, for the next head.
  void reset() { scanned_ = line_start_ = 0; }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
};

/// `raw` is a whole head, blank line included. InvalidInput: not HTTP/1.x, a malformed or folded field, Content-Length
/// with Transfer-Encoding, differing lengths, a transfer coding other than chunked.
[[nodiscard]] Result<RequestMessage> parse_request_head(std::string_view raw);
/// `method` is that of the request: an answer to HEAD has no body whatever its fields say.
[[nodiscard]] Result<ResponseMessage> parse_response_head(std::string_view raw, std::string_view method);

/// The same head, byte for byte, but for the target, the value of Host and the lines of the fields in `dropped`.
[[nodiscard]] std::string rewrite_request_head(std::string_view raw, std::string_view target, std::string_view host,
                                               std::span<const std::string_view> dropped);

/// For answers of our own making: "Bad Gateway".
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace tabacus::analytics
