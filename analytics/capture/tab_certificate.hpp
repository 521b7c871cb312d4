// The certificate that all tabs' ports show to clients that speak TLS, and its files. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "analytics/net/certificates.hpp"

namespace tabacus::analytics {

/// What is kept there, good or not. NotFound: neither file yet; Io: one cannot be read, or others may read the key.
[[nodiscard]] Result<net::Credential> read_tab_credential(const std::filesystem::path& analytics_directory);

/// What a client has to trust, for NODE_EXTRA_CA_CERTS and the like; its key lies beside it, mode 0600.
[[nodiscard]] std::filesystem::path tab_certificate_file(const std::filesystem::path& analytics_directory);

struct TabCertificate {
  net::Credential credential;
  std::string warning;  ///< for the user: what was there was unusable and has been replaced; empty: nothing to say
};

/// Reads the files; makes them when they are missing, broken, readable by others, or good for less than 30 days. A
/// certificate that is replaced for its age stays in the file behind the new one: older windows still show it. Safe
/// beside other processes that do the same. Io: the files cannot be written.
[[nodiscard]] Result<TabCertificate> load_tab_certificate(const std::filesystem::path& analytics_directory,
                                                          SystemTime now);

}  // namespace tabacus::analytics
