#include "analytics/metering/identity.hpp"

#include <array>
#include <span>

#include "analytics/clients/client.hpp"
#include "analytics/providers/redact.hpp"

namespace tabacus::analytics {
namespace {

/// Of clients that we do not know by name.
constexpr std::array<std::string_view, 4> kCommonSessionHeaders{"x-claude-code-session-id", "session-id", "session_id",
                                                                "x-session-id"};

std::string id_in(const Headers& headers, std::string_view name) {
  return name.empty() ? std::string{} : safe_word(headers.find(name));
}

std::string first_id_in(const Headers& headers, std::span<const std::string_view> names) {
  for (const std::string_view name : names)
    if (std::string id = id_in(headers, name); !id.empty()) return id;
  return {};
}

}  // namespace

CallIdentity identify_call(const Headers& headers) {
  CallIdentity identity;
  const auto [signature, version] = identify_client(headers);
  if (signature == nullptr) {
    identity.wire_session = first_id_in(headers, kCommonSessionHeaders);
    return identity;
  }
  identity.client = signature->name;
  identity.client_version = version;
  identity.wire_session = first_id_in(headers, signature->session_headers);
  identity.agent = id_in(headers, signature->agent_header);
  identity.parent_agent = id_in(headers, signature->parent_header);
  // Codex names its main thread like the session: that is no sub-agent.
  if (identity.agent == identity.wire_session) identity.agent.clear();
  if (identity.agent.empty()) identity.agent = id_in(headers, signature->role_header);
  return identity;
}

Billing billing_of(const Headers& headers, std::string_view upstream_host, std::string_view path) {
  const bool claude_login = headers.find("authorization").starts_with("Bearer sk-ant-oat");
  const bool chatgpt_login = upstream_host == "chatgpt.com" || !headers.find("chatgpt-account-id").empty();
  const bool google_login = path.starts_with("/v1internal:");         // Code Assist, which takes no API key
  const bool copilot = upstream_host.ends_with("githubcopilot.com");  // billed by premium requests, not tokens
  return claude_login || chatgpt_login || google_login || copilot ? Billing::Subscription : Billing::Api;
}

}  // namespace tabacus::analytics
