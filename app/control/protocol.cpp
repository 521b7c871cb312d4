#include "app/control/protocol.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxNameBytes = 256;

struct OpName {
  std::string_view name;
  ControlOp op;
};

constexpr std::array kOps = std::to_array<OpName>({{"status", ControlOp::Status},
                                                   {"calls", ControlOp::Calls},
                                                   {"pause", ControlOp::Pause},
                                                   {"resume", ControlOp::Resume},
                                                   {"off", ControlOp::Off},
                                                   {"on", ControlOp::On},
                                                   {"raise_budget", ControlOp::RaiseBudget}});

constexpr std::array kCodes{ErrorCode::InvalidInput, ErrorCode::NotFound,         ErrorCode::Conflict,
                            ErrorCode::Exhausted,    ErrorCode::PermissionDenied, ErrorCode::Io,
                            ErrorCode::Closed,       ErrorCode::TimedOut,         ErrorCode::Unsupported};

std::optional<std::string> text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

/// The version, the one thing that every version has.
Result<void> check_version(const json& object, std::string_view what) {
  if (!object.is_object()) return fail(ErrorCode::InvalidInput, fmt::format("{}: not a JSON object", what));
  const auto version = object.find("v");
  if (version == object.end() || !version->is_number_integer())
    return fail(ErrorCode::InvalidInput, fmt::format("{}: no version (\"v\":{})", what, kControlVersion));
  if (*version != kControlVersion)
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: version {} is not spoken here, {} is", what, version->dump(), kControlVersion));
  return {};
}

/// The texts of a request, by their names in JSON.
template <typename Request>
auto texts_of(Request& request) {
  return std::array{std::pair{"tab", &request.tab}, std::pair{"budget", &request.budget},
                    std::pair{"amount", &request.amount}};
}

json parse_object(std::string_view line) { return json::parse(line, nullptr, /*allow_exceptions=*/false); }

std::string dump(const json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

}  // namespace

Result<ControlRequest> parse_request(std::string_view line) {
  if (line.size() > kMaxRequestBytes)
    return fail(ErrorCode::InvalidInput, fmt::format("request: longer than {} bytes", kMaxRequestBytes));
  const json object = parse_object(line);
  if (auto checked = check_version(object, "request"); !checked) return fail(checked.error());
  const auto name = text_at(object, "op");
  if (!name) return fail(ErrorCode::InvalidInput, "request: no operation (\"op\")");
  const auto* known = std::ranges::find(kOps, *name, &OpName::name);
  if (known == kOps.end())
    return fail(ErrorCode::Unsupported,
                fmt::format("request: no operation '{}'; there are status, calls, pause, resume, "
                            "off, on and raise_budget",
                            display_safe(name->substr(0, 32))));
  ControlRequest request;
  request.op = known->op;
  for (const auto& [name_of_text, target] : texts_of(request)) {
    if (!object.contains(name_of_text)) continue;
    const auto text = text_at(object, name_of_text);
    if (!text || text->empty() || text->size() > kMaxNameBytes)
      return fail(ErrorCode::InvalidInput, fmt::format("request: \"{}\" must be a short text", name_of_text));
    *target = *text;
  }
  return request;
}

std::string request_line(const ControlRequest& request) {
  const auto* name = std::ranges::find(kOps, request.op, &OpName::op);
  json object{{"v", kControlVersion}, {"op", name->name}};
  for (const auto& [name_of_text, text] : texts_of(request))
    if (!text->empty()) object[name_of_text] = *text;
  return dump(object);
}

std::string error_reply(const Error& error) {
  return dump({{"v", kControlVersion},
               {"ok", false},
               {"error", {{"code", to_string(error.code)}, {"message", error.message}}}});
}

Result<void> check_reply(std::string_view line) {
  const json object = parse_object(line);
  if (auto checked = check_version(object, "reply"); !checked) return checked;
  const auto ok = object.find("ok");
  if (ok == object.end() || !ok->is_boolean()) return fail(ErrorCode::InvalidInput, "reply: neither ok nor not");
  if (ok->get<bool>()) return {};
  const json error = object.value("error", json::object());
  const auto code = error.is_object() ? text_at(error, "code") : std::nullopt;
  const auto message = error.is_object() ? text_at(error, "message") : std::nullopt;
  const auto* known = std::ranges::find_if(kCodes, [&](ErrorCode each) { return code && to_string(each) == *code; });
  return fail(known != kCodes.end() ? *known : ErrorCode::Io, message.value_or("it failed and does not say why"));
}

}  // namespace tabacus::app
