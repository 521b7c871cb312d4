#include "analytics/bodies/request_pieces.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tabacus::analytics {
namespace {

/// Arrays of messages, by the APIs: Messages, Chat, Converse; Responses, Realtime; Gemini.
constexpr std::array<std::string_view, 3> kLists{"messages", "input", "contents"};
constexpr std::array<std::string_view, 9> kParts{"system", "instructions", "systemInstruction", "system_instruction",
                                                 "tools",  "functions",    "toolConfig",        "input",
                                                 "prompt"};
/// Objects in which a request may lie: Code Assist's, and messages over a WebSocket.
constexpr std::array<std::string_view, 4> kEnvelopes{"request", "response", "setup", "body"};
/// A shorter part is not worth a piece of its own.
constexpr std::size_t kLeastPart = 64;

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_{text} {}

  std::vector<std::size_t> run() {
    skip_space();
    cut_object(0);
    cut(text_.size());
    return std::move(ends_);
  }

 private:
  void cut(std::size_t place) {
    if (place > (ends_.empty() ? 0 : ends_.back()) && (ends_.size() + 1 < kMaxPieces || place == text_.size()))
      ends_.push_back(place);
  }
  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (here() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && (here() == ' ' || here() == '\n' || here() == '\r' || here() == '\t')) ++at_;
  }

  /// False: it has no end.
  bool skip_string() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\')
        ++at_;
      else if (text_[at_] == '"')
        return ++at_, true;
    }
    at_ = text_.size();
    return false;
  }

  /// Over a value; brackets are counted, not matched. False: it has no end.
  bool skip_value() {
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = here();
      if (c == '"') {
        if (!skip_string()) return false;
      } else if (c == '{' || c == '[') {
        ++depth, ++at_;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return true;
        --depth, ++at_;
      } else if (depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        return true;
      } else {
        ++at_;
        continue;
      }
      if (depth == 0) return true;
    }
    return false;
  }

  void cut_object(int level) {
    if (!take('{')) return;
    for (;;) {
      skip_space();
      if (here() != '"') return;
      const std::size_t begin = at_ + 1;
      if (!skip_string()) return;
      const std::string_view name = text_.substr(begin, at_ - begin - 1);
      skip_space();
      if (!take(':')) return;
      skip_space();
      if (!cut_member(name, level)) return;
      skip_space();
      if (!take(',')) break;
    }
    take('}');
  }

  bool cut_member(std::string_view name, int level) {
    if (here() == '[' && std::ranges::find(kLists, name) != kLists.end()) return cut_list();
    if (here() == '{' && level < 2 && std::ranges::find(kEnvelopes, name) != kEnvelopes.end()) {
      const std::size_t begin = at_;
      cut_object(level + 1);
      return at_ > begin && text_[at_ - 1] == '}';
    }
    const std::size_t begin = at_;
    if (!skip_value()) return false;
    if (std::ranges::find(kParts, name) != kParts.end() && at_ - begin >= kLeastPart) {
      cut(begin);
      cut(at_);
    }
    return true;
  }

  bool cut_list() {
    ++at_;
    skip_space();
    const bool has_objects = here() == '{';
    if (has_objects) cut(at_);
    while (at_ < text_.size() && here() != ']') {
      const std::size_t begin = at_;
      if (!skip_value() || at_ == begin) return false;
      if (has_objects) cut(at_);
      skip_space();
      if (!take(',')) break;
      skip_space();
    }
    return take(']');
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::size_t> ends_;
};

}  // namespace

std::vector<std::size_t> cut_request(std::string_view text) {
  return text.empty() ? std::vector<std::size_t>{} : Cutter{text}.run();
}

}  // namespace tabacus::analytics
