// A connection, whatever it runs over. One owner; every member on the net thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "analytics/net/awaitable.hpp"
#include "base/result.hpp"

namespace tabacus::analytics::net {

enum class Close : std::uint8_t {
  Normal,
  Reset,  ///< the other end sees a broken connection, not an end
};

class Stream {
 public:
  virtual ~Stream() = default;

  /// At least one byte, or 0 at a clean end. Closed: reset, or closed here meanwhile; Io: anything else, a TLS stream
  /// that ends without its close_notify included. One read at a time, beside one write.
  [[nodiscard]] virtual Awaitable<Result<std::size_t>> read_some(std::span<char> into) = 0;
  /// All of `bytes`, which must stay until this returns.
  [[nodiscard]] virtual Awaitable<Result<void>> write(std::string_view bytes) = 0;
  /// No more bytes from us; reading goes on.
  virtual void shutdown_write() = 0;
  /// Idempotent. A pending read or write returns Closed.
  virtual void close(Close how) = 0;
  /// Open, and nothing has come in since the last read: an idle connection may be used once more.
  [[nodiscard]] virtual bool is_idle() = 0;
  /// For questions to the system about the connection; stays owned by the stream. -1 once closed.
  [[nodiscard]] virtual int native_handle() = 0;
  /// Bytes written here are those on the wire: what lies on top may go round this to the native handle.
  [[nodiscard]] virtual bool is_socket() const { return false; }
};

}  // namespace tabacus::analytics::net
