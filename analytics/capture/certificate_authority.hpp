// The authority that vouches for decrypted hosts, made for this user and bound to a list of hosts. Programs are told to
// trust it by environment variables; no system store ever holds it. See net/certificates for what it may sign.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/net/certificates.hpp"
#include "analytics/net/tls.hpp"

namespace tabacus::analytics {

class CertificateAuthority {
 public:
  /// The one kept in `directory` (authority.pem, ours alone, key and certificate) if it is good for exactly these hosts
  /// and for a month to come; otherwise a new one, which takes its place. Any thread. InvalidInput: a host that is
  /// neither a name nor an address, or none; Io: the file cannot be written.
  [[nodiscard]] static Result<std::shared_ptr<CertificateAuthority>> open(const std::filesystem::path& directory,
                                                                          std::vector<std::string> hosts,
                                                                          SystemTime now);

  [[nodiscard]] static std::filesystem::path file_in(const std::filesystem::path& directory);
  /// What is kept there, good or not. Errors as of read_private_file.
  [[nodiscard]] static Result<net::Credential> read(const std::filesystem::path& directory);

  /// True for the hosts of the list themselves, compared without case; a name below one of them is another host.
  [[nodiscard]] bool covers(std::string_view host) const;
  [[nodiscard]] const std::vector<std::string>& hosts() const { return hosts_; }
  /// What programs have to trust. Not secret.
  [[nodiscard]] const std::string& certificate_pem() const { return credential_.certificate_pem; }

  /// A TLS server that shows a certificate for exactly this host. The latest few are kept. Net thread.
  /// PermissionDenied: the authority may not vouch for it; Io: OpenSSL failed.
  [[nodiscard]] Result<std::shared_ptr<const net::TlsServer>> server_for(const std::string& host, SystemTime now);

  CertificateAuthority(net::Credential credential, std::vector<std::string> hosts)
      : credential_{std::move(credential)}, hosts_{std::move(hosts)} {}

 private:
  struct Leaf {
    std::string host;
    SystemTime renew_at;
    std::shared_ptr<const net::TlsServer> server;
  };

  const net::Credential credential_;
  const std::vector<std::string> hosts_;  // sorted, in their one spelling, each once
  std::deque<Leaf> leaves_;               // net thread; newest first
};

}  // namespace tabacus::analytics
