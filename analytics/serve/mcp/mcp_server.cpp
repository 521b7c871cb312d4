#include "analytics/serve/mcp/mcp_server.hpp"

#include <algorithm>
#include <array>

#include "analytics/serve/mcp/resources.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::serve {
namespace {

/// The versions with an `initialize` that we speak, the newest first. What changed between them does not touch us.
constexpr std::array<std::string_view, 4> kLegacyVersions{kLegacyVersion, "2025-06-18", "2025-03-26", "2024-11-05"};

constexpr std::string_view kVersionKey = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view kCapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr std::string_view kServerInfoKey = "io.modelcontextprotocol/serverInfo";

/// What we answer may be another thing a moment later.
constexpr int kListTtlMs = 60'000;
constexpr int kReadTtlMs = 0;

constexpr std::string_view kInstructions =
    "tabacus meters the LLM API calls of this terminal. Ask usage_summary for what this tab has used and cost, "
    "budget_status for what may still be spent, limits for rate limits, why_cache_missed when a call cost more than it "
    "should have. Money is an integer in billionths of a US dollar; null means not known, never zero.";

RpcError not_found(std::string_view method) {
  return {kMethodNotFound, fmt::format("no method {}", display_safe(method))};
}

Json content_of(const Json& structured) {
  return {{"content", Json::array({{{"type", "text"}, {"text", dump(structured)}}})},
          {"structuredContent", structured},
          {"isError", false}};
}

Json tool_error(std::string_view message) {
  return {{"content", Json::array({{{"type", "text"}, {"text", message}}})}, {"isError", true}};
}

/// Without prompts of our own; clients ask for the list all the same.
Json capabilities() { return {{"tools", Json::object()}, {"resources", Json::object()}, {"prompts", Json::object()}}; }

void add_caching(Json& result, int ttl_ms) {
  result["ttlMs"] = ttl_ms;
  result["cacheScope"] = "private";
}

int http_status_of(int code, bool is_modern) {
  switch (code) {
    case kParseError:
    case kInvalidRequest:
    case kHeaderMismatch:
    case kUnsupportedVersion:
      return 400;
    case kMethodNotFound:
      return is_modern ? 404 : 200;
    case kInvalidParams:
      return is_modern ? 400 : 200;
    default:
      return 200;
  }
}

bool is_modern_header(const McpHeaders* headers) {
  return headers != nullptr && !headers->protocol_version.empty() &&
         std::ranges::find(kLegacyVersions, headers->protocol_version) == kLegacyVersions.end();
}

/// The name that a request is about, which HTTP tells in a field of its own.
std::string_view name_in(const RpcMessage& message) {
  const char* key = message.method == "tools/call" || message.method == "prompts/get" ? "name"
                    : message.method == "resources/read"                              ? "uri"
                                                                                      : nullptr;
  const Json& name = key != nullptr ? member(message.params, key) : member(Json(), "");
  return name.is_string() ? std::string_view{name.get_ref<const std::string&>()} : std::string_view{};
}

std::optional<RpcError> check_headers(const RpcMessage& message, std::string_view version, const McpHeaders& headers) {
  const auto mismatch = [](std::string_view field) {
    return RpcError{kHeaderMismatch, fmt::format("the field {} is not what the message says", field)};
  };
  if (headers.protocol_version != version) return mismatch("MCP-Protocol-Version");
  if (headers.method != message.method) return mismatch("Mcp-Method");
  if (const std::string_view name = name_in(message); !name.empty() && headers.name != name)
    return mismatch("Mcp-Name");
  return std::nullopt;
}

}  // namespace

bool RateLimit::allows(SteadyTime now) {
  left_ = std::min(kBurst, left_ + kPerSecond * std::chrono::duration<double>(now - last_).count());
  last_ = now;
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

struct McpServer::Asked {
  const RpcMessage& message;
  Era era;
};

McpServer::McpServer(ServeContext context, std::span<const Tool* const> tools)
    : context_{context}, tools_{tools}, limit_{context.clock.steady()} {}

McpReply McpServer::answer(std::string_view text, const McpHeaders* headers) {
  const RpcReading reading = read_message(text);
  if (reading.kind == RpcReading::Kind::Answer) return {std::nullopt, 202};
  const RpcMessage& message = reading.message;
  const auto refuse = [&](const RpcError& error, bool is_modern) {
    return McpReply{error_message(message.id, error), http_status_of(error.code, is_modern)};
  };
  if (reading.kind == RpcReading::Kind::Mistake) return refuse(reading.mistake, true);

  const Json& meta = member(message.params, "_meta");
  const auto version = text_member(meta, kVersionKey);
  const bool is_modern = version.has_value() || is_modern_header(headers);
  if (message.is_notification()) return {std::nullopt, 202};
  if (is_modern) {
    if (!version) return refuse({kInvalidParams, fmt::format("params._meta lacks {}", kVersionKey)}, true);
    if (headers != nullptr)
      if (const auto mismatch = check_headers(message, *version, *headers)) return refuse(*mismatch, true);
    if (*version != kModernVersion)
      return refuse({kUnsupportedVersion,
                     fmt::format("protocol version {} is not spoken here", display_safe(*version)),
                     {{"supported", Json::array({kModernVersion})}, {"requested", *version}}},
                    true);
    if (!member(meta, kCapabilitiesKey).is_object())
      return refuse({kInvalidParams, fmt::format("params._meta lacks {}", kCapabilitiesKey)}, true);
  }
  auto result = dispatch({message, is_modern ? Era::Modern : Era::Legacy});
  if (!result) return refuse(result.error(), is_modern);
  if (is_modern) {
    (*result)["resultType"] = "complete";
    (*result)["_meta"][std::string{kServerInfoKey}] = server_info();
  }
  return {result_message(message.id, std::move(*result)), 200};
}

McpServer::Outcome McpServer::dispatch(const Asked& asked) {
  const std::string& method = asked.message.method;
  const bool is_modern = asked.era == Era::Modern;
  if (method == "tools/call") return call_tool(asked.message.params);
  if (method == "resources/read") return read_resource(asked);
  if (is_modern && method == "server/discover") return discovery();
  if (!is_modern && method == "initialize") return initialize(asked.message.params);
  if (!is_modern && method == "ping") return Json::object();
  Json result = Json::object();
  if (method == "tools/list")
    result["tools"] = tool_list();
  else if (method == "resources/list")
    result["resources"] = resource_list(context_);
  else if (method == "resources/templates/list")
    result["resourceTemplates"] = resource_templates();
  else if (method == "prompts/list")
    result["prompts"] = Json::array();
  else
    return tl::unexpected{not_found(method)};
  if (is_modern) add_caching(result, kListTtlMs);
  return result;
}

McpServer::Outcome McpServer::initialize(const Json& params) {
  const auto asked = text_member(params, "protocolVersion");
  const bool is_spoken = asked && std::ranges::find(kLegacyVersions, *asked) != kLegacyVersions.end();
  return Json{{"protocolVersion", is_spoken ? *asked : std::string{kLegacyVersion}},
              {"capabilities", capabilities()},
              {"serverInfo", server_info()},
              {"instructions", kInstructions}};
}

Json McpServer::server_info() const {
  return {{"name", "tabacus"},
          {"title", "tabacus: usage and cost of this terminal"},
          {"version", context_.options.version}};
}

Json McpServer::discovery() const {
  Json result = {{"supportedVersions", Json::array({kModernVersion})},
                 {"capabilities", capabilities()},
                 {"instructions", kInstructions}};
  add_caching(result, kListTtlMs);
  return result;
}

Json McpServer::tool_list() const {
  Json list = Json::array();
  for (const Tool* tool : tools_)
    list.push_back({{"name", tool->name},
                    {"title", tool->title},
                    {"description", tool->description},
                    {"inputSchema", input_schema(tool->arguments)},
                    {"outputSchema", tool->output_schema()},
                    {"annotations",
                     {{"title", tool->title},
                      {"readOnlyHint", true},
                      {"destructiveHint", false},
                      {"idempotentHint", true},
                      {"openWorldHint", false}}}});
  return list;
}

McpServer::Outcome McpServer::call_tool(const Json& params) {
  const auto name = text_member(params, "name");
  const auto tool = std::ranges::find_if(tools_, [&](const Tool* each) { return name && each->name == *name; });
  if (tool == tools_.end())
    return tl::unexpected{RpcError{kInvalidParams, fmt::format("no tool '{}'", display_safe(name.value_or("")))}};
  if (!limit_.allows(context_.clock.steady()))
    return tool_error("429: too many calls of tools; wait a second and ask for more at once");
  const Json& given = member(params, "arguments");
  const Json arguments = given.is_object() ? given : Json::object();
  // The model can mend what it asked for wrongly, so mistakes are answers of the tool rather than of the protocol.
  if (auto checked = check_arguments((*tool)->name, (*tool)->arguments, given); !checked)
    return tool_error(checked.error().message);
  const auto answer = (*tool)->call(context_, arguments);
  return answer ? content_of(*answer) : tool_error(answer.error().message);
}

McpServer::Outcome McpServer::read_resource(const Asked& asked) {
  const bool is_modern = asked.era == Era::Modern;
  const auto uri = text_member(asked.message.params, "uri");
  if (!uri) return tl::unexpected{RpcError{kInvalidParams, "params.uri is to be a text"}};
  const auto answer = serve::read_resource(context_, *uri);
  if (!answer && answer.error().code == ErrorCode::NotFound)
    return tl::unexpected{
        RpcError{is_modern ? kInvalidParams : kResourceNotFound, answer.error().message, {{"uri", *uri}}}};
  if (!answer) return tl::unexpected{RpcError{kInternalError, answer.error().message}};
  Json result = {
      {"contents", Json::array({{{"uri", *uri}, {"mimeType", "application/json"}, {"text", dump(*answer)}}})}};
  if (is_modern) add_caching(result, kReadTtlMs);
  return result;
}

}  // namespace tabacus::analytics::serve
