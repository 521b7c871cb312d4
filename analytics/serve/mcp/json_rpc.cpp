#include "analytics/serve/mcp/json_rpc.hpp"

namespace tabacus::analytics::serve {
namespace {

RpcReading mistake(int code, std::string message, Json id = nullptr) {
  RpcReading reading;
  reading.message.id = std::move(id);
  reading.mistake = {code, std::move(message)};
  return reading;
}

bool is_id(const Json& id) { return id.is_string() || id.is_number_integer() || id.is_number_unsigned(); }

}  // namespace

RpcReading read_message(std::string_view text) {
  if (text.size() > kMaxMessageBytes)
    return mistake(kInvalidRequest, fmt::format("a message of over {} bytes", kMaxMessageBytes));
  auto parsed = parse_json(text);
  if (!parsed) return mistake(kParseError, parsed.error().message);
  if (!parsed->is_object()) return mistake(kInvalidRequest, "a message is one JSON object; batches are not taken");
  const Json& id = member(*parsed, "id");
  const Json usable_id = is_id(id) ? id : Json(nullptr);
  if (text_member(*parsed, "jsonrpc") != "2.0")
    return mistake(kInvalidRequest, "\"jsonrpc\" is to be \"2.0\"", usable_id);
  RpcReading reading;
  reading.message.id = usable_id;
  auto method = text_member(*parsed, "method");
  if (!method) {
    if (!parsed->contains("result") && !parsed->contains("error"))
      return mistake(kInvalidRequest, "\"method\" is to be a text", usable_id);
    reading.kind = RpcReading::Kind::Answer;
    return reading;
  }
  if (parsed->contains("id") && usable_id.is_null())
    return mistake(kInvalidRequest, "\"id\" is to be a text or a whole number");
  const Json& params = member(*parsed, "params");
  if (!params.is_null() && !params.is_object())
    return mistake(kInvalidRequest, "\"params\" is to be an object", usable_id);
  reading.kind = RpcReading::Kind::Message;
  reading.message.method = std::move(*method);
  if (params.is_object()) reading.message.params = params;
  return reading;
}

Json result_message(const Json& id, Json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json error_message(const Json& id, const RpcError& error) {
  Json body = {{"code", error.code}, {"message", error.message}};
  if (!error.data.is_null()) body["data"] = error.data;
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(body)}};
}

}  // namespace tabacus::analytics::serve
