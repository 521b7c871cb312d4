#include "analytics/wire/json_array.hpp"

#include <fmt/format.h>

#include <utility>

namespace tabacus::analytics {

Result<void> JsonArraySplitter::feed(std::string_view bytes, std::vector<std::string>& out) {
  for (const char byte : bytes) {
    if (spent_) break;
    take(byte, out);
    spent_ = element_.size() > max_element_bytes_;
  }
  if (spent_)
    return fail(ErrorCode::Exhausted, fmt::format("element of a JSON array of more than {} bytes", max_element_bytes_));
  return {};
}

void JsonArraySplitter::take(char byte, std::vector<std::string>& out) {
  if (!in_string_) {
    take_structure(byte, out);
    return;
  }
  if (depth_ > 0) element_ += byte;
  if (escaped_) {
    escaped_ = false;
  } else if (byte == '\\') {
    escaped_ = true;
  } else if (byte == '"') {
    in_string_ = false;
  }
}

void JsonArraySplitter::take_structure(char byte, std::vector<std::string>& out) {
  const bool opens = byte == '{' || byte == '[';
  const bool closes = byte == '}' || byte == ']';
  if (byte == '[' && depth_ == 0 && !in_array_) {
    in_array_ = true;
    return;
  }
  if (opens) ++depth_;
  if (depth_ > 0) element_ += byte;
  in_string_ = byte == '"';
  if (!closes || depth_ == 0) return;
  if (--depth_ == 0) out.push_back(std::exchange(element_, {}));
}

}  // namespace tabacus::analytics
