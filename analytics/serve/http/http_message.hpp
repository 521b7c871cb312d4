// A request to the loopback server, and what it is answered. Values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/model/http_head.hpp"
#include "analytics/serve/json_value.hpp"

namespace tabacus::analytics::serve {

struct HttpRequest {
  std::string method;
  std::string path;                          ///< as sent, without the query
  std::map<std::string, std::string> query;  ///< decoded; of a name that comes twice the last
  Headers headers;
  std::string body;
};

struct HttpAnswer {
  int status = 200;
  std::string type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string_view, std::string>> fields = {};
};

/// One line of JSON, {"error": {"code", "message"}} for an error.
[[nodiscard]] HttpAnswer json_answer(const Json& value);
[[nodiscard]] HttpAnswer error_answer(const Error& error);

/// With the fields that every answer of the server carries. HEAD gets no body.
[[nodiscard]] std::string render(const HttpAnswer& answer, bool keep_alive, bool is_head);
/// The head of an answer whose body has no end of its own: what follows is sent as it comes.
[[nodiscard]] std::string render_stream_head(std::string_view type);

/// "a=b&c=%20" as names and values. Ill-formed escapes stay as they are.
[[nodiscard]] std::map<std::string, std::string> parse_query(std::string_view query);
[[nodiscard]] std::string percent_decoded(std::string_view text);

}  // namespace tabacus::analytics::serve
