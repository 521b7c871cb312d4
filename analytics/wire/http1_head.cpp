#include "analytics/wire/http1_head.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> kIsTokenByte = [] {
  std::array<bool, 256> is{};
  for (const std::string_view range : {"az", "AZ", "09"})
    for (int c = range[0]; c <= range[1]; ++c) is[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) is[static_cast<unsigned char>(c)] = true;
  return is;
}();

bool is_token_byte(char c) { return kIsTokenByte[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_byte); }

std::string_view trim_field_value(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return value;
}

/// Cuts the first line off `rest`, without its CRLF. The scanner has seen to it that every line has one.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find(kLineEnd);
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + kLineEnd.size());
  return line;
}

Result<Headers> parse_fields(std::string_view rest) {
  Headers headers;
  headers.reserve(static_cast<std::size_t>(std::ranges::count(rest, '\n')), rest.size());
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') return fail(ErrorCode::InvalidInput, "a header field is folded");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return fail(ErrorCode::InvalidInput, "a header field has no valid name");
    headers.add(line.substr(0, colon), trim_field_value(line.substr(colon + 1)));
  }
  return headers;
}

/// True when a comma-separated field, over all its lines, names `option`.
bool lists_option(const Headers& headers, std::string_view name, std::string_view option) {
  for (const auto [field, value] : headers) {
    if (!equals_ignore_case(field, name)) continue;
    for (const std::string_view item : split(value, ','))
      if (equals_ignore_case(trim(item), option)) return true;
  }
  return false;
}

bool keeps_alive(const Headers& headers, bool is_http_1_0) {
  if (lists_option(headers, "Connection", "close")) return false;
  return !is_http_1_0 || lists_option(headers, "Connection", "keep-alive");
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  constexpr std::size_t kMaxDigits = 18;  // below 2^63, so that sums cannot wrap
  if (text.empty() || text.size() > kMaxDigits) return std::nullopt;
  std::uint64_t length = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return length;
}

/// RFC 9112 section 6.3, in its strict reading: whatever is ambiguous is refused rather than repaired.
Result<std::optional<BodyFraming>> declared_framing(const Headers& headers) {
  std::optional<std::string_view> length_text;
  std::optional<std::string_view> coding;
  for (const auto [name, value] : headers) {
    if (equals_ignore_case(name, "Content-Length")) {
      if (length_text && *length_text != value) return fail(ErrorCode::InvalidInput, "two different Content-Lengths");
      length_text = value;
    } else if (equals_ignore_case(name, "Transfer-Encoding")) {
      if (coding) return fail(ErrorCode::InvalidInput, "two Transfer-Encodings");
      coding = value;
    }
  }
  if (length_text && coding) return fail(ErrorCode::InvalidInput, "Content-Length together with Transfer-Encoding");
  if (coding) {
    if (!equals_ignore_case(*coding, "chunked"))
      return fail(ErrorCode::InvalidInput, "a Transfer-Encoding other than chunked");
    return BodyFraming{BodyKind::Chunked};
  }
  if (!length_text) return std::nullopt;
  const auto length = parse_length(*length_text);
  if (!length) return fail(ErrorCode::InvalidInput, "a Content-Length that is no number");
  return BodyFraming{*length == 0 ? BodyKind::None : BodyKind::Length, *length};
}

bool is_http_1(std::string_view version) { return version == "HTTP/1.1" || version == "HTTP/1.0"; }

/// Bytes beyond ASCII pass: some clients send UTF-8 as it is, and it can be read in one way only.
bool is_target_byte(char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; }

std::optional<int> parse_status(std::string_view digits) {
  if (digits.size() != 3 || digits.front() < '1' || digits.front() > '9') return std::nullopt;
  const auto number = parse_int(digits);
  return number ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

}  // namespace

Result<std::optional<std::size_t>> HeadScanner::find_end(std::string_view bytes) {
  while (scanned_ < bytes.size()) {
    const std::size_t lf = bytes.find('\n', scanned_);
    const std::string_view fresh = bytes.substr(scanned_, lf == std::string_view::npos ? lf : lf - scanned_);
    if (fresh.find('\0') != std::string_view::npos) return fail(ErrorCode::InvalidInput, "a head holds a NUL byte");
    if (lf == std::string_view::npos) {
      scanned_ = bytes.size();
      break;
    }
    const std::string_view line = bytes.substr(line_start_, lf - line_start_);
    if (line.empty() || line.back() != '\r') return fail(ErrorCode::InvalidInput, "a line of a head ends without CR");
    if (line.find('\r') != line.size() - 1) return fail(ErrorCode::InvalidInput, "a line of a head holds a lone CR");
    scanned_ = line_start_ = lf + 1;
    if (line.size() == 1) {
      if (scanned_ > kMaxHeadBytes) break;
      return scanned_;
    }
  }
  if (scanned_ > kMaxHeadBytes) return fail(ErrorCode::Exhausted, "a head is over 256 KiB");
  return std::nullopt;
}

Result<RequestMessage> parse_request_head(std::string_view raw) {
  std::string_view rest = raw;
  const std::string_view line = take_line(rest);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return fail(ErrorCode::InvalidInput, "no request line");
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_http_1(version)) return fail(ErrorCode::InvalidInput, "a request of another version than HTTP/1");
  if (!is_token(line.substr(0, first)) || target.empty() || !std::ranges::all_of(target, is_target_byte))
    return fail(ErrorCode::InvalidInput, "no valid request line");

  auto headers = parse_fields(rest);
  if (!headers) return fail(std::move(headers).error());
  const auto framing = declared_framing(*headers);
  if (!framing) return fail(framing.error());
  const bool is_http_1_0 = version == "HTTP/1.0";
  if (is_http_1_0 && *framing && (*framing)->kind == BodyKind::Chunked)
    return fail(ErrorCode::InvalidInput, "a Transfer-Encoding in HTTP/1.0");  // RFC 9112 section 6.1

  RequestMessage message;
  message.head = {std::string{line.substr(0, first)}, std::string{target}, std::move(*headers)};
  message.body = framing->value_or(BodyFraming{});
  message.keep_alive = keeps_alive(message.head.headers, is_http_1_0);
  message.wants_websocket = message.head.method == "GET" && message.body.kind == BodyKind::None &&
                            lists_option(message.head.headers, "Connection", "upgrade") &&
                            equals_ignore_case(message.head.headers.find("Upgrade"), "websocket");
  return message;
}

Result<ResponseMessage> parse_response_head(std::string_view raw, std::string_view method) {
  std::string_view rest = raw;
  const std::string_view line = take_line(rest);
  constexpr std::size_t kVersionEnd = std::string_view{"HTTP/1.1 "}.size();
  if (line.size() < kVersionEnd + 3 || !is_http_1(line.substr(0, kVersionEnd - 1)) || line[kVersionEnd - 1] != ' ')
    return fail(ErrorCode::InvalidInput, "no status line");
  const auto status = parse_status(line.substr(kVersionEnd, 3));
  if (!status || (line.size() > kVersionEnd + 3 && line[kVersionEnd + 3] != ' '))
    return fail(ErrorCode::InvalidInput, "no valid status");

  auto headers = parse_fields(rest);
  if (!headers) return fail(std::move(headers).error());

  ResponseMessage message;
  message.keep_alive = keeps_alive(*headers, line.starts_with("HTTP/1.0"));
  const bool has_no_body = method == "HEAD" || *status < 200 || *status == 204 || *status == 304;
  if (!has_no_body) {
    const auto framing = declared_framing(*headers);
    if (!framing) return fail(framing.error());
    message.body = framing->value_or(BodyFraming{BodyKind::UntilClose});
    // RFC 9112 section 6.1: HTTP/1.0 has no chunks; what sends them all the same is not asked again.
    if (message.body.kind == BodyKind::UntilClose ||
        (message.body.kind == BodyKind::Chunked && line.starts_with("HTTP/1.0")))
      message.keep_alive = false;
  }
  const std::size_t reason = std::min(line.size(), kVersionEnd + 4);
  message.head = {*status, std::string{line.substr(reason)}, std::move(*headers)};
  return message;
}

std::string rewrite_request_head(std::string_view raw, std::string_view target, std::string_view host,
                                 std::span<const std::string_view> dropped) {
  std::string_view rest = raw;
  const std::string_view first_line = take_line(rest);
  std::string out;
  out.reserve(raw.size() + target.size() + host.size());
  out.append(first_line.substr(0, first_line.find(' ') + 1)).append(target);
  out.append(first_line.substr(first_line.rfind(' '))).append(kLineEnd);
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (colon != std::string_view::npos &&
        std::ranges::any_of(dropped, [&](std::string_view field) { return equals_ignore_case(field, name); }))
      continue;
    if (colon != std::string_view::npos && equals_ignore_case(name, "Host"))
      out.append(name).append(": ").append(host);
    else
      out.append(line);
    out.append(kLineEnd);
  }
  return out;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 407:
      return "Proxy Authentication Required";
    case 413:
      return "Content Too Large";
    case 421:
      return "Misdirected Request";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 529:
      return "Overloaded";
    default:
      return status < 500 ? "Client Error" : "Server Error";
  }
}

}  // namespace tabacus::analytics
