#include "analytics/api/certificates.hpp"
#include "analytics/capture/certificate_authority.hpp"
#include "analytics/capture/tab_certificate.hpp"

namespace tabacus::analytics {
namespace {

void add(std::vector<OwnCertificate>& found, std::string_view whose, const std::filesystem::path& file,
         const Result<net::Credential>& read) {
  if (read)
    found.push_back({whose, file, net::expiry_of(*read)});
  else if (read.error().code != ErrorCode::NotFound)
    found.push_back({whose, file, fail(read.error())});
}

}  // namespace

std::vector<OwnCertificate> own_certificates(const std::filesystem::path& analytics_directory) {
  std::vector<OwnCertificate> found;
  add(found, "the tabs' ports", tab_certificate_file(analytics_directory), read_tab_credential(analytics_directory));
  add(found, "the authority for decrypted hosts", CertificateAuthority::file_in(analytics_directory),
      CertificateAuthority::read(analytics_directory));
  return found;
}

}  // namespace tabacus::analytics
