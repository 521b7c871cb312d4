#include "analytics/providers/json_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analytics/providers/redact.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kMaxCount = 1'000'000'000'000;
constexpr double kMaxExactDouble = 9007199254740992.0;  // 2^53
constexpr std::size_t kMaxNameBytes = 256;

/// Free text could hold a prompt or a key.
bool is_kept(simdjson::dom::element value) {
  std::string_view text;
  return value.get(text) != simdjson::SUCCESS || is_safe_code(text);
}

/// Writes a document without its free text, and no more of it than may be kept. Depth is bounded by the parser.
class CodesWriter {
 public:
  explicit CodesWriter(std::size_t max_bytes) : max_bytes_{max_bytes} {}

  void write(simdjson::dom::element value) {
    if (text_.size() > max_bytes_) return;
    if (value.is_object())
      write_object(value.get_object().value_unsafe());
    else if (value.is_array())
      write_array(value.get_array().value_unsafe());
    else if (value.is_string())
      write_code(value.get_string().value_unsafe());
    else if (value.is_int64())
      text_ += fmt::format_int{value.get_int64().value_unsafe()}.c_str();
    else
      text_ += simdjson::minify(value);
  }
  [[nodiscard]] std::string take() && { return text_.size() > max_bytes_ ? std::string{} : std::move(text_); }

 private:
  /// Nothing in a code has to be escaped.
  void write_code(std::string_view code) { text_.append(1, '"').append(code).append(1, '"'); }
  void write_object(simdjson::dom::object object) {
    text_ += '{';
    const char* separator = "";
    for (const auto& [key, value] : object) {
      if (!is_safe_code(key) || !is_kept(value)) continue;
      text_ += std::exchange(separator, ",");
      write_code(key);
      text_ += ':';
      write(value);
    }
    text_ += '}';
  }
  void write_array(simdjson::dom::array array) {
    text_ += '[';
    const char* separator = "";
    for (const simdjson::dom::element value : array) {
      if (!is_kept(value)) continue;
      text_ += std::exchange(separator, ",");
      write(value);
    }
    text_ += ']';
  }

  const std::size_t max_bytes_;
  std::string text_;
};

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

std::optional<bool> JsonField::boolean() const {
  bool value = false;
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

std::string JsonField::json() const { return present_ ? simdjson::minify(element_) : std::string{}; }

std::string JsonField::codes_only(std::size_t max_bytes) const {
  if (!present_ || !is_kept(element_)) return {};
  CodesWriter writer{max_bytes};
  writer.write(element_);
  return std::move(writer).take();
}

namespace {

bool names_a_count(std::string_view key) {
  return key.ends_with("tokens") || key.ends_with("Tokens") || key.ends_with("TokenCount") || key.ends_with("_count");
}

std::string_view doubt_of_count(JsonField value) {
  if (!value) return {};
  if (!value.text().empty() || value.boolean()) return "count_is_no_number";
  const auto number = value.number();
  if (!number) return {};  // an object or a list of something else
  if (*number < 0) return "negative_count";
  if (std::trunc(*number) != *number) return "count_has_a_fraction";
  return value.count() ? std::string_view{} : "count_out_of_range";
}

}  // namespace

std::string_view doubt_of_counts(JsonField usage) {
  constexpr std::size_t kMostMembers = 64;  // of an object; real ones have a dozen
  std::array<std::string_view, kMostMembers> seen;
  std::size_t count = 0;
  std::string_view doubt;
  usage.for_each_member([&](std::string_view key, JsonField value) {
    if (std::find(seen.begin(), seen.begin() + count, key) != seen.begin() + count) doubt = "duplicate_key";
    if (count < kMostMembers) seen[count++] = key;
    if (doubt.empty() && names_a_count(key)) doubt = doubt_of_count(value);
    if (doubt.empty()) doubt = doubt_of_counts(value);
  });
  return doubt;
}

bool has_member(JsonField object, std::string_view key) {
  bool found = false;
  object.for_each_member([&](std::string_view name, JsonField) { found = found || name == key; });
  return found;
}

bool has_twice(JsonField object, std::string_view key) {
  int count = 0;
  object.for_each_member([&](std::string_view name, JsonField) { count += name == key ? 1 : 0; });
  return count > 1;
}

void replace_name(std::string& name, JsonField later) {
  if (std::string value = later.name(); !value.empty()) name = std::move(value);
}

struct JsonReader::Workspace {
  simdjson::dom::parser parser;
  std::string padded;
};

/// Those of a thread that nobody reads with. The memory of a long document is not kept.
class JsonReader::IdleWorkspaces {
 public:
  [[nodiscard]] std::unique_ptr<Workspace> take() {
    if (count_ == 0) return std::make_unique<Workspace>();
    return std::move(idle_[--count_]);
  }
  void give_back(std::unique_ptr<Workspace> workspace) {
    constexpr std::size_t kMostKept = 64 * 1024;
    if (count_ < idle_.size() && workspace->padded.capacity() <= kMostKept) idle_[count_++] = std::move(workspace);
  }
  [[nodiscard]] static IdleWorkspaces& of_thread() {
    thread_local IdleWorkspaces idle;
    return idle;
  }

 private:
  std::array<std::unique_ptr<Workspace>, 4> idle_;  // readers nest, but not deeply
  std::size_t count_ = 0;
};

JsonReader::JsonReader() = default;

JsonReader::~JsonReader() {
  if (workspace_) IdleWorkspaces::of_thread().give_back(std::move(workspace_));
}

JsonField JsonReader::read(std::string_view json) {
  if (json.empty()) return {};
  if (!workspace_) workspace_ = IdleWorkspaces::of_thread().take();
  std::string& padded = workspace_->padded;
  padded.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  padded.assign(json);
  simdjson::dom::element root;
  if (workspace_->parser.parse(padded.data(), padded.size(), false).get(root) != simdjson::SUCCESS) return {};
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
