// What TLS needs on both sides before the first connection: whom to trust, the ports' certificate, the key log.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "analytics/net/dialer.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

struct TlsWishes {
  std::filesystem::path directory;  ///< of the analytics
  std::filesystem::path ca_file;    ///< empty: none
  bool writes_key_log = false;
  SystemTime now;
};

struct TlsSetup {
  net::Trust trust;
  std::shared_ptr<net::KeyLog> key_log;          ///< null: none
  std::shared_ptr<const net::TlsServer> server;  ///< null: the ports speak plain HTTP only
  std::filesystem::path certificate_file;        ///< what clients of the ports trust; empty without a server
  std::vector<std::string> warnings;             ///< for the user
};

/// Never fails as a whole: what does not work is left out, and is a warning. Reads SSLKEYLOGFILE, and
/// NODE_EXTRA_CA_CERTS as the agents' runtimes do; SSL_CERT_FILE and SSL_CERT_DIR are OpenSSL's own.
[[nodiscard]] TlsSetup prepare_tls(const TlsWishes& wishes);

}  // namespace tabacus::analytics
