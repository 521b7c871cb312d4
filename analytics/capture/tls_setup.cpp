#include "analytics/capture/tls_setup.hpp"

#include <cstdlib>

#include "analytics/capture/tab_certificate.hpp"
#include "analytics/net/key_log.hpp"

namespace tabacus::analytics {
namespace {

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

void trust_file(TlsSetup& setup, const std::filesystem::path& file, std::string_view named_by) {
  if (file.empty()) return;
  if (const auto checked = net::check_authorities_file(file))
    setup.trust.more_authorities.push_back(file);
  else
    setup.warnings.push_back(fmt::format("{} is not used: {}", named_by, checked.error().message));
}

void open_key_log(TlsSetup& setup) {
  const std::string file = from_environment("SSLKEYLOGFILE");
  if (file.empty()) {
    setup.warnings.emplace_back("analytics.debug.keylog is on, but SSLKEYLOGFILE names no file: nothing is written");
    return;
  }
  auto opened = net::KeyLog::open(file);
  if (!opened) {
    setup.warnings.push_back(fmt::format("TLS secrets are not written: {}", opened.error().message));
    return;
  }
  setup.key_log = std::move(*opened);
  setup.warnings.push_back(fmt::format("TLS secrets are written to {}: whoever reads it can read the traffic", file));
}

Result<void> open_server(TlsSetup& setup, const TlsWishes& wishes) {
  auto certificate = load_tab_certificate(wishes.directory, wishes.now);
  if (!certificate) return fail(certificate.error());
  if (!certificate->warning.empty()) setup.warnings.push_back(std::move(certificate->warning));
  auto server = net::TlsServer::make(certificate->credential, setup.key_log);
  if (!server) return fail(server.error());
  setup.server = std::move(*server);
  setup.certificate_file = tab_certificate_file(wishes.directory);
  return {};
}

}  // namespace

TlsSetup prepare_tls(const TlsWishes& wishes) {
  TlsSetup setup;
  trust_file(setup, wishes.ca_file, "analytics.ca_file");
  trust_file(setup, from_environment("NODE_EXTRA_CA_CERTS"), "NODE_EXTRA_CA_CERTS");
  if (wishes.writes_key_log) open_key_log(setup);
  if (const auto opened = open_server(setup, wishes); !opened)
    setup.warnings.push_back(fmt::format("tabs' ports speak no TLS: {}", opened.error().message));
  return setup;
}

}  // namespace tabacus::analytics
