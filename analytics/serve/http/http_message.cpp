#include "analytics/serve/http/http_message.hpp"

#include <algorithm>

#include "analytics/wire/http1_head.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::serve {
namespace {

// What a page of ours may do: load its own files, ask its own server, show what it was given as text. Markup is made by
// nobody (Trusted Types), and a body that is rendered at all is rendered in a sandbox that inherits this.
// Source: Content Security Policy Level 3; Trusted Types; Fetch, section 3.6 (CORP); HTML, section 7.1.3 (COOP).
constexpr std::string_view kSecurityFields =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src "
    "'self'; frame-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for "
    "'script'; trusted-types 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cache-Control: no-store\r\n";

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidInput:
      return 400;
    case ErrorCode::NotFound:
      return 404;
    case ErrorCode::Conflict:
      return 409;
    case ErrorCode::PermissionDenied:
      return 403;
    case ErrorCode::Exhausted:
      return 413;
    case ErrorCode::TimedOut:
      return 504;
    case ErrorCode::Unsupported:
      return 501;
    case ErrorCode::Io:
    case ErrorCode::Closed:
      return 503;
  }
  return 500;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string status_line(int status) { return fmt::format("HTTP/1.1 {} {}\r\n", status, reason_phrase(status)); }

}  // namespace

HttpAnswer json_answer(const Json& value) { return {.body = dump(value) + '\n'}; }

HttpAnswer error_answer(const Error& error) {
  HttpAnswer answer = json_answer({{"error", {{"code", to_string(error.code)}, {"message", error.message}}}});
  answer.status = status_of(error.code);
  return answer;
}

std::string render(const HttpAnswer& answer, bool keep_alive, bool is_head) {
  std::string text = status_line(answer.status);
  text += kSecurityFields;
  for (const auto& [name, value] : answer.fields) text += fmt::format("{}: {}\r\n", name, value);
  if (!answer.type.empty()) text += fmt::format("Content-Type: {}\r\n", answer.type);
  text += fmt::format("Content-Length: {}\r\nConnection: {}\r\n\r\n", answer.body.size(),
                      keep_alive ? "keep-alive" : "close");
  if (!is_head) text += answer.body;
  return text;
}

std::string render_stream_head(std::string_view type) {
  return fmt::format("{}{}Content-Type: {}\r\nConnection: close\r\n\r\n", status_line(200), kSecurityFields, type);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> pairs;
  for (std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string value{pair.substr(std::min(equals + 1, pair.size()))};
    for (char& c : value)
      if (c == '+') c = ' ';
    pairs[percent_decoded(pair.substr(0, equals))] = percent_decoded(value);
  }
  return pairs;
}

}  // namespace tabacus::analytics::serve
