// OpenAI: which of its APIs a path means, and where they stand. The decoders are in files of their own.
// Source: platform.openai.com/docs/api-reference (2026-08).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analytics/providers/count_tokens.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "analytics/wire/json_members.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

enum class Form : std::uint8_t { Chat, Responses, InputTokens, Media, Realtime };

struct Api {
  std::string_view path_end;
  std::string_view name;
  Form form;
};

/// The first whose end a path has.
constexpr std::array kApis{
    Api{"/chat/completions", "chat", Form::Chat},
    Api{"/text/chatcompletion_v2", "chat", Form::Chat},  // MiniMax
    Api{"/completions", "completions", Form::Chat},
    Api{"/embeddings", "embeddings", Form::Chat},
    Api{"/responses", "responses", Form::Responses},
    Api{"/responses/input_tokens", "count_tokens", Form::InputTokens},
    Api{"/audio/transcriptions", "transcription", Form::Media},
    Api{"/audio/translations", "transcription", Form::Media},
    Api{"/audio/speech", "speech", Form::Media},
    Api{"/images/generations", "images", Form::Media},
    Api{"/images/edits", "images", Form::Media},
    Api{"/images/variations", "images", Form::Media},
    Api{"/moderations", "moderations", Form::Media},
    Api{"/realtime", "realtime", Form::Realtime},
};

/// Null for any other path.
const Api* api_of(std::string_view path) {
  const auto found = std::ranges::find_if(kApis, [&](const Api& api) { return path.ends_with(api.path_end); });
  return found != kApis.end() ? &*found : nullptr;
}

bool claims(const CallTarget& target) {
  const Api* api = api_of(target.path);
  return target.method == "POST" && api != nullptr && api->form != Form::Realtime;
}

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  const Api* found = api_of(target.path);
  const Form form = found != nullptr ? found->form : Form::Chat;
  const std::string_view api = found != nullptr ? found->name : "chat";
  if (form == Form::Responses) return make_openai_responses_decoder(target.host);
  if (form == Form::InputTokens) return make_count_tokens_decoder("", "input_tokens", "type");
  if (form == Form::Media) return make_openai_media_decoder(api, target.host);
  return make_openai_chat_decoder(api, target.host);
}

/// Azure names a deployment instead.
std::string_view model_in(std::string_view query) {
  const std::string_view model = query_value(query, "model");
  return model.empty() ? query_value(query, "deployment") : model;
}

std::unique_ptr<SocketDecoder> make_socket_decoder(const CallTarget& target) {
  const Api* api = api_of(target.path);
  if (api == nullptr) return nullptr;
  if (api->form == Form::Responses) return make_openai_responses_socket_decoder();
  if (api->form == Form::Realtime) return make_openai_realtime_decoder(model_in(target.query));
  return nullptr;
}

/// {"type":"error","status":429,"error":{...}}
std::string socket_error(int status, std::string_view body) {
  return fmt::format(R"({{"type":"error","status":{},{})", status, body.substr(1));
}

/// Responses and Realtime alike.
std::optional<bool> asks_for_turn(std::string_view json) {
  std::optional<bool> asks;
  for_each_member(json, [&](const JsonMember& member) {
    if (member.name == "type") asks = member.text == "response.create";
    return !asks;
  });
  return asks;
}

/// Of an account that has spent what it may, clients look at the code.
std::string error_body(int status, std::string_view type, std::string_view message) {
  return fmt::format(R"({{"error":{{"message":{},"type":{},"param":null,"code":{}}}}})", json_quoted(message),
                     json_quoted(type), status == 429 ? json_quoted(type) : "null");
}

// Here the base URL holds the version, if the API has one at all: "/v1" in ours stands for whatever the user's own
// base URL ends in, such as "/v1", "/openai/v1", "/v1beta/openai" or nothing.
std::string upstream_path(std::string_view base_path, std::string_view path_below_slot) {
  const std::string path = fmt::format("{}{}", without_trailing_slash(base_path), without_versions(path_below_slot));
  return path.empty() ? "/" : path;
}

constexpr std::array<std::string_view, 7> kRequestIds{"x-request-id",          "apim-request-id", "x-ms-request-id",
                                                      "x-generation-id",       "x-ds-trace-id",   "msh-request-id",
                                                      "mistral-correlation-id"};

}  // namespace

extern const Provider kOpenAi;
const Provider kOpenAi{.id = "openai",
                       .slot = "openai",
                       .request_id_headers = kRequestIds,
                       .upstream_path = upstream_path,
                       .claims = claims,
                       .make_decoder = make_decoder,
                       .error_body = error_body,
                       .make_socket_decoder = make_socket_decoder,
                       .asks_for_turn = asks_for_turn,
                       .socket_error = socket_error,
                       .usage_asking = &kOpenAiUsageAsking};

}  // namespace tabacus::analytics
