#include "analytics/api/curl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analytics/api/json.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Fields that curl makes itself, or that are not true of what is sent again.
constexpr std::array<std::string_view, 8> kLeftOut{
    "host", "content-length", "connection", "transfer-encoding", "accept-encoding", "content-encoding", "expect", "te"};

/// "[masked:openai-key:1f2e3d4c5b6a]" gives SECRET_1f2e3d4c5b6a.
std::string variable_of(std::string_view word) {
  const std::size_t colon = word.rfind(':');
  std::string name = "SECRET_";
  for (const char c : word.substr(colon == std::string_view::npos ? 0 : colon + 1))
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) name += c;
  return name;
}

/// `text` stands at `offset` of what the places are in. `key_variable` stands for all of them; empty: each has its own.
std::string quoted_with_variables(std::string_view text, std::size_t offset, const std::vector<MaskedPlace>& masks,
                                  std::string_view key_variable) {
  std::string quoted;
  std::size_t at = 0;
  for (const auto& [begin, length, original_length] : masks) {
    if (begin < offset || begin + length > offset + text.size() || length == 0) continue;
    const std::size_t place = begin - offset;
    if (place > at) quoted += shell_quoted(text.substr(at, place - at));
    quoted += fmt::format(R"("${}")", key_variable.empty() ? variable_of(text.substr(place, length)) : key_variable);
    at = place + length;
  }
  if (at < text.size() || quoted.empty()) quoted += shell_quoted(text.substr(at));
  return quoted;
}

bool is_key_field(std::string_view name) {
  for (const std::string_view key : {"authorization", "x-api-key", "api-key", "x-goog-api-key"})
    if (equals_ignore_case(name, key)) return true;
  return false;
}

std::string url_of(std::string_view target, std::string_view host) {
  const std::string_view name = host.substr(0, host.find(':'));
  const bool is_local = name.starts_with("127.") || name == "localhost" || host.starts_with("[::1]");
  return fmt::format("{}://{}{}", is_local ? "http" : "https", host, target);
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string key_variable_of(std::string_view provider) {
  if (provider == "gemini") return "GEMINI_API_KEY";
  if (provider.empty()) return "API_KEY";
  std::string name;
  for (const char c : provider)
    name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : (c >= '0' && c <= '9') ? c : '_';
  return name + "_API_KEY";
}

Result<std::string> curl_command(const KeptSide& request, std::string_view key_variable) {
  if (request.flags != 0)
    return fail(ErrorCode::InvalidInput, fmt::format("its request was not kept whole ({})", flags_text(request.flags)));
  if (request.body.find('\0') != std::string::npos || request.head.find('\0') != std::string::npos)
    return fail(ErrorCode::InvalidInput,
                "its request holds a zero byte, which no command line can; save it with show --request");
  const std::string_view head = request.head;
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return fail(ErrorCode::InvalidInput, "its head has no method and target");
  const std::string_view target = line.substr(space + 1);
  const std::string origin = url_of("", field_of(head, "host"));
  std::string command = fmt::format("curl -X {} {}{}", shell_quoted(line.substr(0, space)), shell_quoted(origin),
                                    quoted_with_variables(target, space + 1, request.head_masks, {}));
  std::size_t begin = line.size() + 2;
  while (begin < head.size()) {
    const std::size_t end = std::min(head.size(), head.find("\r\n", begin));
    const std::string_view field = head.substr(begin, end - begin);
    const std::string name = to_lower_ascii(field.substr(0, field.find(':')));
    if (std::ranges::find(kLeftOut, name) == kLeftOut.end() && !field.empty())
      command +=
          fmt::format(" \\\n  -H {}", quoted_with_variables(field, begin, request.head_masks,
                                                            is_key_field(name) ? key_variable : std::string_view{}));
    begin = end + 2;
  }
  if (!request.body.empty())
    command += fmt::format(" \\\n  --data-raw {}", quoted_with_variables(request.body, 0, request.masks, {}));
  return command + "\n";
}

}  // namespace tabacus::analytics
