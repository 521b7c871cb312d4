#include "analytics/capture/forward_setup.hpp"

#include "analytics/model/vendor.hpp"
#include "analytics/wire/authority.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

/// No authority lives longer (CA/Browser Forum baseline requirements 6.3.2), so no process needs an older file.
constexpr std::chrono::hours kLongestLife{398 * 24};

/// As write_trust_files names them: TAB-0.pem.
bool is_trust_file(const std::filesystem::directory_entry& entry) {
  std::error_code ignored;
  const std::string stem = entry.path().stem().native();
  const std::size_t dash = stem.rfind('-');
  return entry.path().extension() == ".pem" && dash != std::string::npos && dash > 0 &&
         parse_int(std::string_view{stem}.substr(dash + 1)) &&
         entry.symlink_status(ignored).type() == std::filesystem::file_type::regular;
}

void remove_expired(const std::filesystem::path& directory) {
  if (!check_own_directory(directory, OthersMay::Nothing)) return;  // a link may lead to files of others
  std::error_code ec;
  std::filesystem::directory_iterator entries{directory, ec};
  const auto oldest = std::filesystem::file_time_type::clock::now() - kLongestLife;
  for (; !ec && entries != std::filesystem::directory_iterator{}; entries.increment(ec)) {
    std::error_code ignored;
    const auto written = entries->last_write_time(ignored);
    if (!ignored && written < oldest && is_trust_file(*entries)) std::filesystem::remove(entries->path(), ignored);
  }
}

}  // namespace

ForwardSetup::ForwardSetup(std::filesystem::path directory, std::vector<std::string> hosts)
    : directory_{std::move(directory)} {
  for (const std::string& given : hosts) {
    if (auto host = parse_host(given))
      hosts_.push_back(std::move(*host));
    else
      warnings_.push_back(fmt::format("calls to it are not read: {}", display_safe(host.error().message)));
  }
  remove_expired(directory_ / "trust");
}

Result<ForwardSetup::Ready> ForwardSetup::prepare(const std::string& tab, const Variables& inherited, SystemTime now) {
  Ready ready;
  ready.warnings = warnings_;
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
  for (const Vendor& vendor : vendors())
    if (vendor.host.find('*') == std::string_view::npos) hosts.emplace_back(vendor.host);
  return hosts;
}

}  // namespace tabacus::analytics
