// OpenAI: which of its APIs a path means, and where they stand. The decoders are in files of their own.
// Source: platform.openai.com/docs/api-reference (2026-08).
#include <fmt/format.h>

#include <array>

#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// The API that a path ends in; empty for any other path.
std::string_view api_of(std::string_view path) {
  if (path.ends_with("/chat/completions")) return "chat";
  if (path.ends_with("/responses")) return "responses";
  if (path.ends_with("/embeddings")) return "embeddings";
  if (path.ends_with("/completions")) return "completions";
  if (path.ends_with("/realtime")) return "realtime";
  return {};
}

bool claims(const CallTarget& target) {
  const std::string_view api = api_of(target.path);
  return target.method == "POST" && !api.empty() && api != "realtime";
}

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  const std::string_view api = api_of(target.path);
  if (api == "responses") return make_openai_responses_decoder();
  return make_openai_chat_decoder(api, target.host);
}

/// "m" of "intent=x&model=m".
std::string_view model_in(std::string_view query) {
  for (const std::string_view pair : split(query, '&'))
    for (const std::string_view key : {"model=", "deployment="})
      if (pair.starts_with(key)) return pair.substr(key.size());
  return {};
}

std::unique_ptr<SocketDecoder> make_socket_decoder(const CallTarget& target) {
  const std::string_view api = api_of(target.path);
  if (api == "responses") return make_openai_responses_socket_decoder();
  if (api == "realtime") return make_openai_realtime_decoder(model_in(target.query));
  return nullptr;
}

std::string error_body(int, std::string_view type, std::string_view message) {
  return fmt::format(R"({{"error":{{"message":{},"type":{},"param":null,"code":null}}}})", json_quoted(message),
                     json_quoted(type));
}

// Here the base URL holds the version, if the API has one at all: "/v1" in ours stands for whatever the user's own
// base URL ends in, such as "/v1", "/openai/v1", "/v1beta/openai" or nothing.
std::string upstream_path(std::string_view base_path, std::string_view path_below_slot) {
  const std::string path = fmt::format("{}{}", without_trailing_slash(base_path), without_versions(path_below_slot));
  return path.empty() ? "/" : path;
}

constexpr std::array<std::string_view, 4> kHosts{"api.openai.com", "us.api.openai.com", "eu.api.openai.com",
                                                 "chatgpt.com"};
constexpr std::array<std::string_view, 2> kRequestIds{"x-request-id", "apim-request-id"};

}  // namespace

extern const Provider kOpenAi;
const Provider kOpenAi{.id = "openai",
                       .hosts = kHosts,
                       .slot = "openai",
                       .request_id_headers = kRequestIds,
                       .upstream_path = upstream_path,
                       .claims = claims,
                       .make_decoder = make_decoder,
                       .error_body = error_body,
                       .make_socket_decoder = make_socket_decoder};

}  // namespace tabacus::analytics
