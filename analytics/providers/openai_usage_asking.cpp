// Streams of chat completions tell their usage only when they are asked to, by "stream_options":{"include_usage":true};
// then one more chunk comes, of usage and no choice. Source: platform.openai.com/docs/api-reference/chat/create
// (2026-08); learn.microsoft.com/azure/ai-services/openai/reference (2026-11).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analytics/model/vendor.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/paths.hpp"

namespace tabacus::analytics {
namespace {

/// They tell it unasked, or refuse a request with a member that they do not know.
constexpr std::array<std::string_view, 4> kLeftAlone{"mistral", "cohere", "minimax", "ollama"};

/// Azure takes the question since this version of its API, which a date names, and in the one that has none.
constexpr std::string_view kFirstAzureVersion = "2024-09-01";

bool azure_takes_it(const CallTarget& target) {
  const std::string_view version = query_value(target.query, "api-version");
  const bool is_dated = !version.empty() && version.front() >= '0' && version.front() <= '9';
  return target.path.starts_with("/openai/v1/") || (is_dated && version >= kFirstAzureVersion);
}

bool may_ask(const CallTarget& target) {
  if (target.method != "POST" || !target.path.ends_with("/completions")) return false;
  const Vendor* vendor = vendor_of_host(target.host);
  if (vendor != nullptr && vendor->id == "azure") return azure_takes_it(target);
  return vendor == nullptr || std::ranges::find(kLeftAlone, vendor->id) == kLeftAlone.end();
}

/// Only where the client says nothing of it: its own word holds. All other bytes stay as they are.
std::optional<std::string> asked(std::string_view json) {
  JsonReader reader;
  const JsonField body = reader.read(json);
  if (!body.is_object() || !body["stream"].boolean().value_or(false) || has_member(body, "stream_options") ||
      has_member(body, "data_sources"))  // Azure answers from the user's data without it
    return std::nullopt;
  const auto brace = json.find('{');
  return fmt::format(R"({}"stream_options":{{"include_usage":true}},{})", json.substr(0, brace + 1),
                     json.substr(brace + 1));
}

bool is_answer(std::string_view data) {
  if (data.find("\"usage\"") == std::string_view::npos) return false;
  JsonReader reader;
  const JsonField chunk = reader.read(data);
  const JsonField choices = chunk["choices"];
  return choices.is_array() && !choices.front() && chunk["usage"].is_object() && !chunk["error"];
}

}  // namespace

const UsageAsking kOpenAiUsageAsking{.may_ask = may_ask, .asked = asked, .is_answer = is_answer};

}  // namespace tabacus::analytics
