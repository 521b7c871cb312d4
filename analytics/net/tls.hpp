// TLS over any stream, as a client that verifies and as a server with a certificate of its own: TLS 1.2 and 1.3, ALPN
// http/1.1. A handshake costs the net thread about 0.1 ms. Net thread, but for what says otherwise.
// Source: RFC 8446, RFC 5246, RFC 7301, RFC 9325.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/net/certificates.hpp"
#include "analytics/net/stream.hpp"

namespace tabacus::analytics::net {

class KeyLog;

/// An end without close_notify is an error of read_some, not an end. shutdown_write() sends a close_notify first;
/// close(Normal) does when the system takes it at once.
class TlsStream : public Stream {
 public:
  /// Comes first, once. It has no deadline: close() ends it with Closed. PermissionDenied: the other end's certificate
  /// does not verify; Io: no common version or cipher, an alert, or no TLS at all.
  [[nodiscard]] virtual Awaitable<Result<void>> handshake() = 0;
  /// A session of an earlier connection was taken up again: no certificates were exchanged.
  [[nodiscard]] virtual bool is_resumed() const = 0;
};

/// The server's side of connections that show one certificate. Only AEAD suites with forward secrecy.
class TlsServer {
 public:
  /// `key_log` may be null. InvalidInput: the credential is broken. Any thread.
  [[nodiscard]] static Result<std::shared_ptr<const TlsServer>> make(const Credential& credential,
                                                                     std::shared_ptr<KeyLog> key_log);

  /// `already_read` are the client's bytes that were read from the stream before it was known to speak TLS.
  [[nodiscard]] std::unique_ptr<TlsStream> begin(const Executor& executor, std::unique_ptr<Stream> client,
                                                 std::string_view already_read) const;

  struct Context;
  explicit TlsServer(std::shared_ptr<Context> context);

 private:
  const std::shared_ptr<Context> context_;
};

/// What servers are verified with: the system's authorities (or those of SSL_CERT_FILE and SSL_CERT_DIR), and more.
struct Trust {
  std::vector<std::filesystem::path> more_authorities{};  ///< PEM files
};

/// Ok when the file holds a certificate. NotFound, Io or InvalidInput. Any thread.
[[nodiscard]] Result<void> check_authorities_file(const std::filesystem::path& file);

/// The client's side; remembers sessions by host and port, so that a second connection needs no certificates.
class TlsClient {
 public:
  /// Reads the system's authorities, which takes milliseconds; a file of `trust` that cannot be used is logged and left
  /// out. `key_log` may be null. Any thread.
  [[nodiscard]] static Result<std::shared_ptr<const TlsClient>> make(const Trust& trust,
                                                                     std::shared_ptr<KeyLog> key_log);

  /// Verifies the server as `host`, a name or an address. InvalidInput: a host that cannot be verified.
  [[nodiscard]] Result<std::unique_ptr<TlsStream>> begin(const Executor& executor, std::unique_ptr<Stream> server,
                                                         const std::string& host, std::uint16_t port) const;

  struct Context;
  explicit TlsClient(std::shared_ptr<Context> context);

 private:
  const std::shared_ptr<Context> context_;
};

}  // namespace tabacus::analytics::net
