#include "analytics/wire/json_skim.hpp"

#include <algorithm>
#include <utility>

#include "base/give_back.hpp"

namespace tabacus::analytics {

void JsonSkimmer::feed(std::string_view bytes) {
  while (!bytes.empty() && !outgrown_) {
    if (in_string_) {
      bytes.remove_prefix(take_string(bytes));
    } else {
      take_structure(bytes.front());
      bytes.remove_prefix(1);
    }
    if (text_.size() <= kMaxText) continue;
    outgrown_ = true;
    give_back(text_);
  }
}

std::string JsonSkimmer::take() {
  std::string text = std::move(text_);
  *this = JsonSkimmer{};
  return text;
}

/// Up to the string's end, or of `bytes`; gives how many it took.
std::size_t JsonSkimmer::take_string(std::string_view bytes) {
  std::size_t end = 0;
  while (end < bytes.size() && in_string_) {
    const char byte = bytes[end++];
    if (escaped_)
      escaped_ = false;
    else if (byte == '\\')
      escaped_ = true;
    else if (byte == '"')
      in_string_ = false;
  }
  if (skipped_depth_ > 0) return end;
  if (!string_dropped_) text_.append(bytes.substr(0, end));
  if (text_.size() - string_start_ > kMaxString + 2) {
    text_.resize(string_start_);
    string_dropped_ = true;
  }
  if (!in_string_ && std::exchange(string_dropped_, false)) text_ += "\"\"";
  return end;
}

void JsonSkimmer::take_structure(char byte) {
  const bool opens = byte == '{' || byte == '[';
  const bool closes = byte == '}' || byte == ']';
  in_string_ = byte == '"';
  if (skipped_depth_ > 0) {
    if (opens) ++skipped_depth_;
    if (closes) --skipped_depth_;
    return;
  }
  if (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') return;
  if (opens) {
    open(byte);
    return;
  }
  if (in_string_) string_start_ = text_.size();
  text_ += byte;
  if (closes && !open_.empty()) open_.pop_back();
  if (byte == ',' || closes) drop_long_arrays();
}

void JsonSkimmer::open(char byte) {
  if (open_.size() == kMaxDepth) {
    text_ += "null";
    skipped_depth_ = 1;
    return;
  }
  open_.push_back({text_.size(), byte == '[' ? limit_of_next_array() : 0});
  text_ += byte;
}

std::size_t JsonSkimmer::limit_of_next_array() const {
  const auto outer = std::find_if(open_.rbegin(), open_.rend(), [](const Container& c) { return c.limit > 0; });
  return outer == open_.rend() ? kMaxArray : std::max(outer->limit / 4, kMinArray);
}

void JsonSkimmer::drop_long_arrays() {
  const auto is_long = [this](const Container& c) { return c.limit > 0 && text_.size() - c.start > c.limit; };
  const auto found = std::find_if(open_.begin(), open_.end(), is_long);
  if (found == open_.end()) return;
  skipped_depth_ = static_cast<std::size_t>(open_.end() - found);
  text_.resize(found->start);
  text_ += "[]";
  open_.erase(found, open_.end());
}

}  // namespace tabacus::analytics
