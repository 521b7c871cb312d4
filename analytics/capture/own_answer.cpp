#include "analytics/capture/own_answer.hpp"

#include "analytics/wire/http1_head.hpp"

#include <fmt/format.h>

namespace tabacus::analytics {
namespace {

/// `text` is ours or the system's: quotes and backslashes are all that could break the JSON.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + '"';
}

}  // namespace

std::string render(const OwnAnswer& answer, const Provider* provider, std::string_view method) {
  const std::string body =
      !answer.body.empty() ? answer.body
      : provider != nullptr
          ? provider->error_body(answer.status, answer.type, "tabacus: " + answer.message)
          : fmt::format(R"({{"error":{{"type":{},"message":{}}}}})", in_quotes(answer.type), in_quotes(answer.message));
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{}",
      answer.status, reason_phrase(answer.status), body.size(), answer.fields, method == "HEAD" ? std::string{} : body);
}

OwnAnswer unreachable(const Error& error) {
  if (error.code == ErrorCode::InvalidInput) return {403, "forbidden", error.message};
  if (error.code == ErrorCode::TimedOut) return {504, "upstream_timeout", error.message};
  return {502, "upstream_unreachable", error.message};
}

bool is_refusal(const OwnAnswer& answer) { return answer.status == 403; }

}  // namespace tabacus::analytics
