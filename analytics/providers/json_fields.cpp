#include "analytics/providers/json_fields.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kMaxCount = 1'000'000'000'000;
constexpr double kMaxExactDouble = 9007199254740992.0;  // 2^53
constexpr std::size_t kMaxNameBytes = 256;

}  // namespace

std::optional<std::int64_t> JsonField::integer() const {
  std::int64_t whole = 0;
  if (present_ && element_.get(whole) == simdjson::SUCCESS) return whole;
  const auto real = number();
  if (!real || std::abs(*real) > kMaxExactDouble || std::trunc(*real) != *real) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::optional<std::int64_t> JsonField::count() const {
  const auto value = integer();
  return value && *value >= 0 && *value <= kMaxCount ? value : std::nullopt;
}

std::optional<double> JsonField::number() const {
  double value = 0;
  if (!present_ || element_.get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::string_view JsonField::text() const {
  std::string_view value;
  if (!present_ || element_.get(value) != simdjson::SUCCESS) return {};
  return value;
}

std::string JsonField::name() const {
  std::string safe = display_safe(text().substr(0, kMaxNameBytes + 4));
  if (safe.size() <= kMaxNameBytes) return safe;
  std::size_t end = kMaxNameBytes;
  while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;
  safe.resize(end);
  return safe;
}

JsonField JsonField::front() const {
  JsonField first;
  if (!present_ || !element_.is_array()) return first;
  const simdjson::dom::array array = element_.get_array().value_unsafe();
  if (array.begin() != array.end()) first = JsonField{*array.begin()};
  return first;
}

std::string JsonField::raw(std::size_t max_bytes) const {
  if (!present_) return {};
  std::string text = simdjson::minify(element_);
  if (text.size() > max_bytes) text.clear();
  return text;
}

void replace_name(std::string& name, JsonField later) {
  if (std::string value = later.name(); !value.empty()) name = std::move(value);
}

JsonField JsonReader::read(std::string_view json) {
  padded_.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  padded_.assign(json);
  simdjson::dom::element root;
  if (parser_.parse(padded_.data(), padded_.size(), false).get(root) != simdjson::SUCCESS) return {};
  return JsonField{root};
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out.append({'\\', c});
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out += '"';
}

}  // namespace tabacus::analytics
