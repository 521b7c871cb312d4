#include "analytics/sinks/sink.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::sinks {
namespace {

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool is_field_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

}  // namespace

Result<HttpFields> fields_of(std::span<const std::string> headers) {
  HttpFields fields;
  for (const std::string& header : headers) {
    const std::size_t equals = std::min(header.find('='), header.size());
    const std::string_view name = trim(std::string_view{header}.substr(0, equals));
    const std::string_view value =
        equals < header.size() ? trim(std::string_view{header}.substr(equals + 1)) : std::string_view{};
    if (!is_field_name(name) || equals == header.size() || !is_field_value(value))
      return fail(ErrorCode::InvalidInput,
                  fmt::format("a header is written Name=value; number {} is not", fields.size() + 1));
    fields.emplace_back(name, value);
  }
  return fields;
}

std::optional<std::chrono::seconds> wait_asked_for(const Headers& headers, SystemTime now) {
  using std::chrono::seconds;
  constexpr seconds kMost{3600};
  const std::string_view told = trim(headers.find("Retry-After"));
  if (const auto number = parse_int(told)) return std::clamp(seconds{*number}, seconds{0}, kMost);
  if (const auto date = parse_http_date(told))
    return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds{0}, kMost);
  return std::nullopt;
}

std::string sentence_of(const HttpReply& reply) {
  constexpr std::size_t kMostWords = 200;
  const std::string words = display_safe(trim(std::string_view{reply.body}.substr(0, kMostWords)));
  return fmt::format("answers {}{}{}", reply.status, words.empty() ? "" : ": ", words);
}

}  // namespace tabacus::analytics::sinks
