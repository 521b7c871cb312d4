#include "analytics/capture/forward_setup.hpp"

#include "analytics/providers/provider.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

/// No authority lives longer (CA/Browser Forum baseline requirements 6.3.2), so no process needs an older file.
constexpr std::chrono::hours kLongestLife{398 * 24};

void remove_expired(const std::filesystem::path& directory) {
  std::error_code ec;
  std::filesystem::directory_iterator entries{directory, ec};
  const auto oldest = std::filesystem::file_time_type::clock::now() - kLongestLife;
  for (; !ec && entries != std::filesystem::directory_iterator{}; entries.increment(ec)) {
    std::error_code ignored;
    const auto written = entries->last_write_time(ignored);
    if (!ignored && written < oldest) std::filesystem::remove(entries->path(), ignored);
  }
}

}  // namespace

ForwardSetup::ForwardSetup(std::filesystem::path directory, std::vector<std::string> hosts)
    : directory_{std::move(directory)}, hosts_{std::move(hosts)} {
  remove_expired(directory_ / "trust");
}

Result<ForwardSetup::Ready> ForwardSetup::prepare(const std::string& tab, const Variables& inherited, SystemTime now) {
  Ready ready;
  {
    const std::lock_guard lock{mutex_};
    if (!authority_) {
      auto opened = CertificateAuthority::open(directory_, hosts_, now);
      if (!opened) return fail(opened.error());
      authority_ = std::move(*opened);
    }
    ready.authority = authority_;
    tabs_.push_back(tab);
  }
  if (auto made = make_private_directory(directory_ / "trust"); !made) return fail(made.error());
  auto trust = write_trust_files(prefix_of(tab), trust_variables(inherited, find_system_bundle()),
                                 ready.authority->certificate_pem());
  if (!trust) return fail(trust.error());
  ready.trust = std::move(*trust);
  return ready;
}

void ForwardSetup::forget_tabs() {
  const std::lock_guard lock{mutex_};
  for (const std::string& tab : std::exchange(tabs_, {})) remove_trust_files(prefix_of(tab));
}

std::vector<std::string> hosts_to_decrypt(std::vector<std::string> more) {
  std::vector<std::string> hosts = std::move(more);
  for (const Provider* provider : providers())
    hosts.insert(hosts.end(), provider->hosts.begin(), provider->hosts.end());
  return hosts;
}

}  // namespace tabacus::analytics
