// Forward-proxy mode: the files that tell a tab's programs which authorities to trust, and the proxy's URL. Pure but
// for the two functions that write and remove those files. clients/client_proxy holds the variables.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/clients/client_proxy.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// One variable that names a file of authorities, and what that file is made of.
struct TrustVariable {
  std::string_view name;  ///< "SSL_CERT_FILE"
  std::string base;       ///< file whose certificates stay trusted: the user's own, else the system's; empty: none
};

/// The variables by which programs are told to trust an authority of ours. `system_bundle` is where the system keeps
/// its own; empty where that is not known: what would replace the system's list is left out then.
[[nodiscard]] std::vector<TrustVariable> trust_variables(const Variables& inherited, std::string_view system_bundle);

/// Where this system keeps its authorities in one file; empty when at none of the usual places.
[[nodiscard]] std::string find_system_bundle();

/// Writes `prefix`-0.pem and so on (mode 0600): each base with `authority_pem` behind it. Gives the variables that name
/// them. Io: a file cannot be written. A variable whose base cannot be read, is no regular file or
/// has more than 16 MiB is left as it is: its programs would trust
/// nobody else.
[[nodiscard]] Result<Variables> write_trust_files(const std::filesystem::path& prefix,
                                                  std::span<const TrustVariable> wanted,
                                                  std::string_view authority_pem);
/// Those and no others.
void remove_trust_files(const std::filesystem::path& prefix);

/// "http://tab:TOKEN@127.0.0.1:PORT".
[[nodiscard]] std::string proxy_url(std::uint16_t port, std::string_view token);

/// Puts `more` into `variables`, in place of what has the same name.
void replace_variables(Variables& variables, const Variables& more);

}  // namespace tabacus::analytics
