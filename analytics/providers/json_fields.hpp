// Small non-throwing accessors over a JSON document, shared by the decoders. What is absent, null or of another type
// reads as unknown. Included by .cpp files of this folder only, since it names simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/units.hpp"

namespace tabacus::analytics {

/// A value inside a parsed document, or nothing. Valid until its JsonReader reads again.
class JsonField {
 public:
  JsonField() = default;
  explicit JsonField(simdjson::dom::element element) : element_{element}, present_{!element.is_null()} {}

  /// A member of an object; absent on anything else.
  [[nodiscard]] JsonField operator[](std::string_view key) const {
    simdjson::dom::element member;
    if (!present_ || !element_.is_object() || element_[key].get(member) != simdjson::SUCCESS) return {};
    return JsonField{member};
  }

  [[nodiscard]] explicit operator bool() const { return present_; }
  [[nodiscard]] bool is_object() const { return present_ && element_.is_object(); }
  [[nodiscard]] bool is_array() const { return present_ && element_.is_array(); }
  /// A whole number, also when written as 12.0; empty when it has a fraction or does not fit.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  /// A count: a whole number from 0 to 10^12. More is a sender's mistake or malice and would spoil sums.
  [[nodiscard]] std::optional<std::int64_t> count() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  /// A string; empty when it is none.
  [[nodiscard]] std::string_view text() const;
  /// A string fit to be stored as a name: cut at 256 bytes on a character boundary, control characters dropped.
  [[nodiscard]] std::string name() const;
  /// The first element of an array; absent on anything else.
  [[nodiscard]] JsonField front() const;
  /// What may be stored of it, as JSON without spaces: structure, numbers, booleans and nulls. A member whose name is
  /// no code, and a string that is none (see redact.hpp), is left out. Empty when longer than `max_bytes`.
  [[nodiscard]] std::string codes_only(std::size_t max_bytes) const;

  /// The value as JSON without spaces; empty when it is absent.
  [[nodiscard]] std::string json() const;

  /// Calls `function(JsonField)` for each element of an array; not at all on anything else.
  template <typename Function>
  void for_each(Function&& function) const {
    if (!present_ || !element_.is_array()) return;
    for (const simdjson::dom::element element : simdjson::dom::array{element_.get_array().value_unsafe()})
      function(JsonField{element});
  }
  /// Calls `function(key, JsonField)` for each member of an object.
  template <typename Function>
  void for_each_member(Function&& function) const {
    if (!present_ || !element_.is_object()) return;
    for (const auto& [key, value] : simdjson::dom::object{element_.get_object().value_unsafe()})
      function(key, JsonField{value});
  }

 private:
  simdjson::dom::element element_;
  bool present_ = false;
};

/// What cannot be right of the counts in a usage object, as a code: "duplicate_key", "negative_count",
/// "count_is_no_number", "count_has_a_fraction", "count_out_of_range"; empty where nothing is found. Looks at members
/// that are named as counts of tokens.
[[nodiscard]] std::string_view doubt_of_counts(JsonField usage);

/// Whether an object has a member of that name, be it null.
[[nodiscard]] bool has_member(JsonField object, std::string_view key);

/// Whether an object has two members of that name, of which readers may take either.
[[nodiscard]] bool has_twice(JsonField object, std::string_view key);

/// Takes a later value of a name; an absent or empty one changes nothing.
void replace_name(std::string& name, JsonField later);

[[nodiscard]] inline std::optional<Tokens> as_tokens(std::optional<std::int64_t> count) {
  return count ? std::optional{Tokens{*count}} : std::nullopt;
}

/// Parses one document at a time. What it needs for that it borrows from its thread, which keeps a few, so that one is
/// cheap to make: who needs a document only for a moment holds no memory between.
class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// Absent when the text is not JSON, or is null.
  [[nodiscard]] JsonField read(std::string_view json);

 private:
  struct Workspace;
  class IdleWorkspaces;

  std::unique_ptr<Workspace> workspace_;  // from the first read on
};

/// Largest usage object kept; real ones stay below 1 KB.
inline constexpr std::size_t kMaxRawUsageBytes = 4096;

/// A string as a JSON literal, quotes included.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace tabacus::analytics
