#include "analytics/capture/tab_certificate.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include "base/paths.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kRotateBefore{24 * 30};
constexpr std::size_t kMaxCertificates = 64 * 1024;  // ours and its predecessor take two

fs::path key_file(const fs::path& directory) { return directory / "tab-key.pem"; }

/// Held until closed. Without it two processes that start together could write one's key and the other's certificate.
Result<UniqueFd> lock(const fs::path& directory) {
  UniqueFd fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd || ::flock(fd.get(), LOCK_EX) != 0) return fail_errno("lock", directory.native());
  return fd;
}

/// The first of the certificates in a PEM file.
std::string first_block(const std::string& pem) {
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----\n";
  const std::size_t end = pem.find(kEnd);
  return end == std::string::npos ? std::string{} : pem.substr(0, end + kEnd.size());
}

struct Found {
  net::Credential credential;
  bool is_old = false;
};

/// Errors as of read_tab_credential, and net::expiry_of's.
Result<Found> read(const fs::path& directory, SystemTime now) {
  auto credential = read_tab_credential(directory);
  if (!credential) return fail(credential.error());
  Found found{std::move(*credential), false};
  const auto expiry = net::expiry_of(found.credential);
  if (!expiry) return fail(expiry.error());
  found.is_old = *expiry - now < kRotateBefore;
  return found;
}

Result<net::Credential> make(const fs::path& directory, SystemTime now, const std::string& predecessor) {
  auto made = net::make_loopback_certificate(now);
  if (!made) return made;
  if (auto written = write_private_file(key_file(directory), made->key_pem); !written) return fail(written.error());
  const auto written = write_private_file(tab_certificate_file(directory), made->certificate_pem + predecessor);
  if (!written) return fail(written.error());
  return made;
}

}  // namespace

fs::path tab_certificate_file(const fs::path& analytics_directory) { return analytics_directory / "tab-cert.pem"; }

Result<net::Credential> read_tab_credential(const fs::path& analytics_directory) {
  std::error_code ignored;
  const fs::path certificate_file = tab_certificate_file(analytics_directory);
  const fs::path key = key_file(analytics_directory);
  if (!fs::exists(certificate_file, ignored) && !fs::exists(key, ignored))
    return fail(ErrorCode::NotFound, "no file yet");
  auto certificate = read_regular_file(certificate_file, kMaxCertificates);
  if (!certificate) return fail(ErrorCode::Io, certificate.error().message);
  auto secret = read_private_file(key);
  if (!secret) return fail(ErrorCode::Io, secret.error().message);
  return net::Credential{std::move(*certificate), std::move(*secret)};
}

Result<TabCertificate> load_tab_certificate(const fs::path& analytics_directory, SystemTime now) {
  const auto locked = lock(analytics_directory);
  if (!locked) return fail(locked.error(), "load the tabs' certificate");
  auto found = read(analytics_directory, now);
  if (found && !found->is_old) return TabCertificate{std::move(found->credential), {}};

  TabCertificate loaded;
  if (!found && found.error().code != ErrorCode::NotFound)
    loaded.warning = fmt::format(
        "the certificate of the tabs' ports was unusable ({}) and is a new one now; who trusts it must read {} again",
        found.error().message, tab_certificate_file(analytics_directory).native());
  auto made = make(analytics_directory, now, found ? first_block(found->credential.certificate_pem) : std::string{});
  if (!made) return fail(made.error(), "make the tabs' certificate");
  loaded.credential = std::move(*made);
  return loaded;
}

}  // namespace tabacus::analytics
