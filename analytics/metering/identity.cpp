#include "analytics/metering/identity.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "analytics/clients/client.hpp"
#include "analytics/providers/redact.hpp"
#include "base/text.hpp"

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

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
  return is_lower_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

/// "00-<32>-<16>-<2>"; what a later version adds stands behind another dash. Source: W3C Trace Context, 3.2.
void note_trace(std::string_view traceparent, CallIdentity& identity) {
  constexpr std::size_t kLength = 55;
  if (traceparent.size() < kLength || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') return;
  const std::string_view version = traceparent.substr(0, 2);
  if (!is_lower_hex(version) || version == "ff" || !is_lower_hex(traceparent.substr(53, 2))) return;
  if (traceparent.size() > kLength && (version == "00" || traceparent[kLength] != '-')) return;
  const std::string_view trace = traceparent.substr(3, 32);
  const std::string_view parent = traceparent.substr(36, 16);
  if (!is_id(trace) || !is_id(parent)) return;
  identity.trace_id = trace;
  identity.parent_span_id = parent;
}

}  // namespace

CallIdentity identify_call(const Headers& headers) {
  CallIdentity identity;
  note_trace(trim(headers.find("traceparent")), identity);
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
