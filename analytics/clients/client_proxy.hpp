// The tab's forward proxy as programs are told of it: which variables name a proxy or a list of authorities, and how a
// tab hands both to some of its programs only. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "analytics/clients/variables.hpp"

namespace tabacus::analytics {

/// In the tab's shell, where only some clients are to use the proxy: its URL, for those.
constexpr std::string_view kClientProxyVariable = "TABACUS_CLIENT_PROXY";

/// Whether a program that reads a list of authorities from a file still trusts its own list beside it.
enum class TrustEffect : std::uint8_t { Adds, Replaces };

struct TrustRow {
  std::string_view name;  ///< "SSL_CERT_FILE"
  TrustEffect effect;
};

[[nodiscard]] std::span<const TrustRow> trust_rows();

/// Names the beginning of the names of our trust files, among the variables that name them.
constexpr std::string_view kTabTrustVariable = "TABACUS_TAB_TRUST";

/// Where clouds hand out credentials: programs are told to reach these without us.
[[nodiscard]] std::span<const std::string_view> metadata_hosts();

/// What to set beyond `present`, a program's variables, so that it uses `proxy`: proxies in both cases, the files of
/// `trust`, the values they replace of `inherited` (for a tabacus inside), and NO_PROXY with the hosts that go past the
/// proxy.
[[nodiscard]] Variables proxy_variables(const Variables& present, const Variables& inherited, std::string_view proxy,
                                        const Variables& trust);

/// The environment as it was before a tab of ours put itself in as its proxy: for tabacus inside tabacus, whose calls
/// go upstream past the outer tab, so that each is counted once, innermost.
[[nodiscard]] Variables without_outer_proxy(const Variables& inherited);

/// What a tab sets in its shell so that proxy_for_client knows of the proxy; nothing of it means anything to others.
/// An empty `proxy` takes back what an outer tab says of its own.
[[nodiscard]] Variables client_proxy_hints(const Variables& inherited, const std::string& proxy,
                                           const Variables& trust);

/// What to set for a client that is to use the proxy of the tab that set `variables`. Empty where the tab has none, and
/// where a proxy or a list of authorities has been set since the tab was opened: that is the user's word.
[[nodiscard]] Variables proxy_for_client(const Variables& variables);

}  // namespace tabacus::analytics
