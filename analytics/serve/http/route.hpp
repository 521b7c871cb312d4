// One path of the JSON API: what it takes, what it answers, in the words of its description (OpenAPI). THE LIST:
// routes.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/serve/fields.hpp"
#include "analytics/serve/http/http_message.hpp"
#include "analytics/serve/serve_context.hpp"

namespace tabacus::analytics::serve {

struct RouteRequest {
  std::vector<std::string> segments;  ///< what stands for each "{...}" of the path, decoded
  Json arguments;                     ///< of the query; checked against the route's
  Json body;                          ///< of POST and PUT: an object
};

struct Route {
  std::string_view method;
  std::string_view path;  ///< "/api/v1/calls/{call_id}"
  std::string_view id;    ///< of the operation: "call"
  std::string_view summary;
  std::span<const Argument> arguments;  ///< of the query
  std::span<const Argument> members;    ///< of the body
  Result<HttpAnswer> (*handle)(ServeContext& context, const RouteRequest& request);
};

/// All paths of the JSON API.
[[nodiscard]] std::span<const Route> routes();

/// The JSON API's answer; NotFound and the like as an answer too. 405 names what the path takes.
[[nodiscard]] HttpAnswer answer_api(ServeContext& context, const HttpRequest& request);

/// The description of the API, made of the list. Source: OpenAPI 3.1.
[[nodiscard]] Json openapi(std::string_view version);

}  // namespace tabacus::analytics::serve
