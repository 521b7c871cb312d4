// Finds the route of a request and what it was given; describes all routes.
#include <algorithm>
#include <optional>

#include "analytics/serve/http/route.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::serve {
namespace {

/// What stands for the names in braces; empty optional: another path.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<std::string> segments;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{') && !given[i].empty())
      segments.push_back(percent_decoded(given[i]));
    else if (wanted[i] != given[i])
      return std::nullopt;
  }
  return segments;
}

/// A query's texts as the types that the route takes.
Json typed(std::span<const Argument> takes, const std::map<std::string, std::string>& query) {
  Json arguments = Json::object();
  for (const auto& [name, text] : query) {
    const auto known = std::ranges::find(takes, name, &Argument::name);
    const auto number = known != takes.end() && known->type == FieldType::Integer ? parse_int(text) : std::nullopt;
    if (number)
      arguments[name] = *number;
    else if (known != takes.end() && known->type == FieldType::Flag && (text == "true" || text == "false"))
      arguments[name] = text == "true";
    else
      arguments[name] = text;
  }
  return arguments;
}

Result<HttpAnswer> run(ServeContext& context, const Route& route, const HttpRequest& request,
                       std::vector<std::string> segments) {
  RouteRequest asked{std::move(segments), typed(route.arguments, request.query), Json::object()};
  if (auto checked = check_arguments(route.id, route.arguments, asked.arguments); !checked)
    return fail(checked.error());
  if (!route.members.empty()) {
    auto body = parse_json(request.body);
    if (!body) return fail(body.error(), "the body");
    if (!body->is_object()) return fail(ErrorCode::InvalidInput, "the body is to be an object");
    if (auto checked = check_arguments(route.id, route.members, *body); !checked) return fail(checked.error());
    asked.body = std::move(*body);
  }
  return route.handle(context, asked);
}

Json parameter(std::string_view place, std::string_view name, Json schema, std::string_view doc) {
  return {{"name", name},
          {"in", place},
          {"required", place == "path"},
          {"description", doc},
          {"schema", std::move(schema)}};
}

Json parameters_of(const Route& route) {
  Json list = Json::array();
  for (const std::string_view segment : split(route.path, '/'))
    if (segment.starts_with('{'))
      list.push_back(
          parameter("path", segment.substr(1, segment.size() - 2), {{"type", "string"}}, "as other answers give it"));
  for (const Argument& argument : route.arguments)
    list.push_back(parameter("query", argument.name, schema_of(argument), argument.doc));
  return list;
}

Json operation_of(const Route& route) {
  const Json error = {{"$ref", "#/components/responses/Error"}};
  Json operation = {
      {"operationId", route.id},
      {"summary", route.summary},
      {"parameters", parameters_of(route)},
      {"responses",
       {{"200", {{"description", route.summary}, {"content", {{"application/json", {{"schema", Json::object()}}}}}}},
        {"400", error},
        {"401", error},
        {"403", error},
        {"404", error}}}};
  if (!route.members.empty())
    operation["requestBody"] = {{"required", true},
                                {"content", {{"application/json", {{"schema", input_schema(route.members)}}}}}};
  return operation;
}

}  // namespace

HttpAnswer answer_api(ServeContext& context, const HttpRequest& request) {
  std::string takes;
  for (const Route& route : routes()) {
    auto segments = match(route.path, request.path);
    if (!segments) continue;
    if (route.method != request.method && !(route.method == "GET" && request.method == "HEAD")) {
      takes += (takes.empty() ? "" : ", ") + std::string{route.method};
      continue;
    }
    auto answer = run(context, route, request, std::move(*segments));
    return answer ? std::move(*answer) : error_answer(answer.error());
  }
  if (takes.empty())
    return error_answer({ErrorCode::NotFound, fmt::format("there is no path {}", display_safe(request.path))});
  HttpAnswer answer = error_answer({ErrorCode::InvalidInput, fmt::format("the path takes {}", takes)});
  answer.status = 405;
  answer.fields.emplace_back("Allow", takes);
  return answer;
}

Json openapi(std::string_view version) {
  Json paths = Json::object();
  for (const Route& route : routes())
    paths[std::string{route.path}][to_lower_ascii(route.method)] = operation_of(route);
  const Json error_schema = {{"type", "object"},
                             {"properties",
                              {{"error",
                                {{"type", "object"},
                                 {"properties", {{"code", {{"type", "string"}}}, {"message", {{"type", "string"}}}}},
                                 {"required", Json::array({"code", "message"})}}}}},
                             {"required", Json::array({"error"})}};
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "tabacus inspector"},
            {"version", version},
            {"description",
             "Calls of LLM APIs as tabacus stored them, on loopback. Money is an integer in billionths of a "
             "US dollar; null means not known, never zero. Columns are those of the SQL views "
             "(docs/DATABASE.md)."},
            {"license", {{"name", "MIT"}, {"identifier", "MIT"}}}}},
          {"servers", Json::array({{{"url", "/"}}})},
          {"security", Json::array({{{"token", Json::array()}}})},
          {"paths", std::move(paths)},
          {"components",
           {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
            {"responses",
             {{"Error",
               {{"description", "What was attempted, on what, what came back"},
                {"content", {{"application/json", {{"schema", error_schema}}}}}}}}}}}};
}

}  // namespace tabacus::analytics::serve
