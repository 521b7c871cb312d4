// A TLS server on loopback with a certificate of its own making for 127.0.0.1; blocking, one connection at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace tabacus::test {

class TlsConnection {
 public:
  virtual ~TlsConnection() = default;
  virtual bool send(std::string_view bytes) = 0;
  /// Everything up to and including `marker`, or what came before the end.
  virtual std::string read_until(std::string_view marker) = 0;
  /// Says goodbye as TLS wants it; without it the stream ends cut.
  virtual void close_notify() = 0;
};

class TlsUpstream {
 public:
  using Script = std::function<void(TlsConnection& client)>;

  /// Writes its certificate (PEM), which is its own authority, to `certificate_file`.
  TlsUpstream(const std::filesystem::path& certificate_file, Script script);
  ~TlsUpstream();

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

}  // namespace tabacus::test
