// What a tab needs before it can be a forward proxy: the authority for decrypted hosts, and files that tell programs to
// trust it. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "analytics/capture/certificate_authority.hpp"
#include "analytics/capture/forward_environment.hpp"

namespace tabacus::analytics {

class ForwardSetup {
 public:
  struct Ready {
    std::shared_ptr<CertificateAuthority> authority;
    Variables trust;
    std::vector<std::string> warnings;  ///< of hosts that are none, for people to read
  };

  /// `hosts` are those to decrypt; what is no host is left out with a warning. Nothing is written before the first tab
  /// asks. Trust files of tabs that a killed process left behind are removed once the authority in them has expired.
  ForwardSetup(std::filesystem::path directory, std::vector<std::string> hosts);

  [[nodiscard]] bool has_hosts() const { return !hosts_.empty() || !warnings_.empty(); }

  /// For one tab. `inherited` is without an outer proxy. Errors as CertificateAuthority::open and write_trust_files.
  [[nodiscard]] Result<Ready> prepare(const std::string& tab, const Variables& inherited, SystemTime now);
  /// Removes what was written for tabs. Not at a tab's close: its port may linger for programs that go on.
  void forget_tabs();

 private:
  [[nodiscard]] std::filesystem::path prefix_of(const std::string& tab) const { return directory_ / "trust" / tab; }

  const std::filesystem::path directory_;
  std::vector<std::string> hosts_;     // constant after construction
  std::vector<std::string> warnings_;  // likewise
  std::mutex mutex_;
  std::shared_ptr<CertificateAuthority> authority_;  // guarded by mutex_
  std::vector<std::string> tabs_;                    // guarded by mutex_
};

/// The hosts that vendors answer on, as far as they have one name, and `more`.
[[nodiscard]] std::vector<std::string> hosts_to_decrypt(std::vector<std::string> more);

}  // namespace tabacus::analytics
