#include "analytics/capture/certificate_authority.hpp"

#include <algorithm>

#include "analytics/wire/authority.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxLeaves = 64;
/// An authority is replaced before a tab that opens now is likely to outlive it.
constexpr std::chrono::hours kMargin{30 * 24};
/// Clients of a long-lived tab never see a leaf that is about to expire.
constexpr std::chrono::hours kLeafLife{24};
constexpr std::string_view kKeyBegins = "-----BEGIN PRIVATE KEY-----";

/// In the spelling in which a CONNECT is looked up. What is no host stays: making an authority of it fails.
std::vector<std::string> normalized(std::vector<std::string> hosts) {
  for (std::string& host : hosts) host = parse_host(host).value_or(host);
  std::ranges::sort(hosts);
  hosts.erase(std::ranges::unique(hosts).begin(), hosts.end());
  return hosts;
}

std::string as_file(const net::Credential& credential) { return credential.certificate_pem + credential.key_pem; }

net::Credential from_file(std::string text) {
  const std::size_t key = std::min(text.find(kKeyBegins), text.size());
  return {text.substr(0, key), text.substr(key)};
}

bool is_good_for(const net::Credential& kept, const std::vector<std::string>& hosts, SystemTime now) {
  const auto expiry = net::expiry_of(kept);
  if (!expiry || *expiry < now + kMargin) return false;
  auto permitted = net::permitted_hosts_of(kept);
  return permitted && normalized(std::move(*permitted)) == hosts;
}

}  // namespace

Result<std::shared_ptr<CertificateAuthority>> CertificateAuthority::open(const std::filesystem::path& directory,
                                                                         std::vector<std::string> hosts,
                                                                         SystemTime now) {
  hosts = normalized(std::move(hosts));
  if (auto kept = read(directory); kept && is_good_for(*kept, hosts, now))
    return std::make_shared<CertificateAuthority>(std::move(*kept), std::move(hosts));
  auto made = net::make_certificate_authority(hosts, now);
  if (!made) return fail(made.error(), "make an authority for the hosts to be decrypted");
  if (auto written = write_private_file(file_in(directory), as_file(*made)); !written)
    return fail(written.error(), "keep the authority for decrypted hosts");
  return std::make_shared<CertificateAuthority>(std::move(*made), std::move(hosts));
}

std::filesystem::path CertificateAuthority::file_in(const std::filesystem::path& directory) {
  return directory / "authority.pem";
}

Result<net::Credential> CertificateAuthority::read(const std::filesystem::path& directory) {
  auto text = read_private_file(file_in(directory));
  if (!text) return fail(text.error());
  return from_file(std::move(*text));
}

bool CertificateAuthority::covers(std::string_view host) const {
  return std::ranges::binary_search(hosts_, to_lower_ascii(host));
}

Result<std::shared_ptr<const net::TlsServer>> CertificateAuthority::server_for(const std::string& host,
                                                                               SystemTime now) {
  const auto known = std::ranges::find(leaves_, host, &Leaf::host);
  if (known != leaves_.end()) {
    if (now < known->renew_at) return known->server;
    leaves_.erase(known);
  }
  const auto leaf = net::issue_certificate(credential_, host, now);
  if (!leaf) return fail(leaf.error());
  auto server = net::TlsServer::make(*leaf, nullptr);
  if (!server) return fail(server.error());
  leaves_.push_front({host, now + kLeafLife, *server});
  if (leaves_.size() > kMaxLeaves) leaves_.pop_back();
  return *server;
}

}  // namespace tabacus::analytics
