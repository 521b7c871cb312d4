// Amazon Bedrock: which call a path means and of which model. Its two APIs are in files of their own.
// Source: docs.aws.amazon.com/bedrock/latest/APIReference, API_runtime_* (2026-11).
#include <fmt/format.h>

#include <array>

#include "analytics/providers/bedrock_usage.hpp"
#include "analytics/providers/count_tokens.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

struct Operation {
  std::string_view name;  ///< last segment of the path; empty: no call
  std::string model;
};

/// "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke". The id keeps its ":0" and its region, which have
/// their price; an ARN has its slashes encoded.
Operation operation_of(std::string_view path) {
  constexpr std::string_view kMark = "/model/";
  constexpr std::array<std::string_view, 5> kNames{"invoke", "invoke-with-response-stream", "converse",
                                                   "converse-stream", "count-tokens"};
  const auto at = path.find(kMark);
  const auto end = path.rfind('/');
  if (at == std::string_view::npos || end < at + kMark.size()) return {};
  for (const std::string_view name : kNames)
    if (path.substr(end + 1) == name)
      return {name, percent_decoded(path.substr(at + kMark.size(), end - at - kMark.size()))};
  return {};
}

bool claims(const CallTarget& target) { return target.method == "POST" && !operation_of(target.path).name.empty(); }

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  const Operation operation = operation_of(target.path);
  if (operation.name == "count-tokens") return make_count_tokens_decoder(operation.model, "inputTokens", "message");
  return operation.name.starts_with("converse") ? make_bedrock_converse_decoder(operation.model)
                                                : make_bedrock_invoke_decoder(operation.model);
}

std::string error_body(int, std::string_view, std::string_view message) {
  return fmt::format(R"({{"message":{}}})", json_quoted(message));
}

constexpr std::array<std::string_view, 1> kRequestIds{"x-amzn-requestid"};

}  // namespace

extern const Provider kBedrock;
const Provider kBedrock{.id = "bedrock",
                        .slot = "bedrock",
                        .request_id_headers = kRequestIds,
                        .upstream_path = joined_path,
                        .claims = claims,
                        .make_decoder = make_decoder,
                        .error_body = error_body};

}  // namespace tabacus::analytics
