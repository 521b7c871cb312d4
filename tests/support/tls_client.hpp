// A blocking TLS client on loopback that trusts one certificate; every wait ends after a few seconds.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tabacus::test {

struct TlsClientOptions {
  std::string trusted_pem{};  ///< empty: the server is not verified
  int version = 0;            ///< TLS1_2_VERSION and the like, the only one offered; 0: all
  std::string suites{};       ///< up to TLS 1.2, in OpenSSL's words; empty: OpenSSL's own choice
  std::string protocols{};    ///< ALPN in wire form: "\x02h2"; empty: none
};

class TlsClient {
 public:
  TlsClient(std::uint16_t port, const TlsClientOptions& options);
  ~TlsClient();

  /// Empty when the handshake succeeded, else OpenSSL's reason.
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::string version() const;   ///< "TLSv1.3"
  [[nodiscard]] std::string protocol() const;  ///< chosen by ALPN
  bool send(std::string_view bytes);
  /// Everything up to and including `marker`, or what came before the end.
  [[nodiscard]] std::string read_until(std::string_view marker);
  /// The server said goodbye before it closed.
  [[nodiscard]] bool ended_cleanly() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string error_;
};

}  // namespace tabacus::test
