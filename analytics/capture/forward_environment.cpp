#include "analytics/capture/forward_environment.hpp"

#include <algorithm>

#include "analytics/capture/capability.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

/// The system's own list has a quarter of a megabyte.
constexpr std::size_t kMaxBundle = 16 * 1024 * 1024;

std::filesystem::path numbered(const std::filesystem::path& prefix, std::size_t number) {
  return fmt::format("{}-{}.pem", prefix.native(), number);
}

}  // namespace

std::vector<TrustVariable> trust_variables(const Variables& inherited, std::string_view system_bundle) {
  std::vector<TrustVariable> wanted;
  std::string_view replaced = value_of(inherited, "SSL_CERT_FILE");
  if (replaced.empty()) replaced = system_bundle;
  for (const TrustRow& row : trust_rows()) {
    std::string base{value_of(inherited, row.name)};
    if (base.empty() && row.effect == TrustEffect::Replaces) {
      base = replaced;
      if (base.empty()) continue;
    }
    wanted.push_back({row.name, std::move(base)});
  }
  return wanted;
}

std::string find_system_bundle() {
  for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored)) return file;
  }
  return {};
}

Result<Variables> write_trust_files(const std::filesystem::path& prefix, std::span<const TrustVariable> wanted,
                                    std::string_view authority_pem) {
  std::vector<std::string_view> bases;
  Variables variables;
  for (const TrustVariable& variable : wanted) {
    const auto known = std::ranges::find(bases, variable.base);
    const std::filesystem::path file = numbered(prefix, static_cast<std::size_t>(known - bases.begin()));
    if (known == bases.end()) {
      auto text = variable.base.empty() ? Result<std::string>{""} : read_regular_file(variable.base, kMaxBundle);
      if (!text) continue;
      if (!text->empty() && !text->ends_with('\n')) *text += '\n';
      if (auto written = write_private_file(file, text->append(authority_pem)); !written) return fail(written.error());
      bases.push_back(variable.base);
    }
    variables.emplace_back(variable.name, file.native());
  }
  if (!variables.empty()) variables.emplace_back(kTabTrustVariable, prefix.native());
  return variables;
}

void remove_trust_files(const std::filesystem::path& prefix) {
  std::error_code ignored;
  for (std::size_t number = 0; number < trust_rows().size(); ++number)
    std::filesystem::remove(numbered(prefix, number), ignored);
}

std::string proxy_url(std::uint16_t port, std::string_view token) {
  return fmt::format("http://{}:{}@127.0.0.1:{}", kProxyUser, token, port);
}

void replace_variables(Variables& variables, const Variables& more) {
  for (const auto& [name, value] : more) {
    std::erase_if(variables, [&](const auto& variable) { return variable.first == name; });
    variables.emplace_back(name, value);
  }
}

}  // namespace tabacus::analytics
