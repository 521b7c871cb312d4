// Forward-proxy mode as a tab's programs are told of it: proxy variables, and files with the authorities to trust. Pure
// but for the two functions that write and remove those files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/capture/tab_environment.hpp"

namespace tabacus::analytics {

/// The environment as it was before a tab of ours put itself in as its proxy: for tabacus inside tabacus, whose calls
/// go upstream past the outer tab, so that each is counted once, innermost.
[[nodiscard]] Variables without_outer_proxy(const Variables& inherited);

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

/// What to set beyond `tab`, the tab's own variables: proxies in both cases, the files of `trust`, the values they
/// replace (for a tabacus inside), and the tab's NO_PROXY with the hosts that go past the proxy. `inherited` is without
/// an outer proxy.
[[nodiscard]] Variables forward_environment(const Variables& tab, const Variables& inherited, const std::string& proxy,
                                            const Variables& trust);

/// Puts `more` into `variables`, in place of what has the same name.
void replace_variables(Variables& variables, const Variables& more);

}  // namespace tabacus::analytics
