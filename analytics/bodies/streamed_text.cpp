#include "analytics/bodies/streamed_text.hpp"

#include <algorithm>
#include <array>

namespace tabacus::analytics {
namespace {

/// Members that hold pieces, by the APIs.
constexpr std::array<std::string_view, 8> kMembers{"text",  "partial_json", "thinking",          "content",
                                                   "delta", "arguments",    "reasoning_content", "reasoning"};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Behind the string that begins with the quote at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return text.size();
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> StreamedText::places(std::size_t begin, std::size_t end) const {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  auto piece = std::ranges::upper_bound(pieces, begin, {}, &Piece::before);
  if (piece != pieces.begin()) --piece;
  for (; piece != pieces.end() && piece->before < end; ++piece) {
    const std::size_t from = std::max(begin, piece->before) - piece->before;
    const std::size_t to = std::min(end - piece->before, piece->length);
    if (from < to) found.emplace_back(piece->begin + from, piece->begin + to);
  }
  return found;
}

std::vector<StreamedText> streamed_texts(std::string_view stream) {
  std::array<StreamedText, kMembers.size()> texts;
  for (std::size_t at = stream.find('"'); at < stream.size();) {
    const std::size_t end = end_of_string(stream, at);
    std::size_t next = end;
    while (next < stream.size() && is_space(stream[next])) ++next;
    if (next >= stream.size() || stream[next] != ':') {
      at = std::min(stream.size(), stream.find('"', end));
      continue;
    }
    const std::string_view name = stream.substr(at + 1, end - at - 2);
    for (++next; next < stream.size() && is_space(stream[next]);) ++next;
    if (next >= stream.size() || stream[next] != '"') {
      at = std::min(stream.size(), stream.find('"', next));
      continue;
    }
    const std::size_t value_end = end_of_string(stream, next);
    const std::size_t length = value_end - next > 2 ? value_end - next - 2 : 0;
    const auto member = static_cast<std::size_t>(std::ranges::find(kMembers, name) - kMembers.begin());
    if (member < kMembers.size() && length > 0) {
      StreamedText& text = texts[member];
      text.pieces.push_back({next + 1, length, text.text.size()});
      text.text.append(stream.substr(next + 1, length));
    }
    at = std::min(stream.size(), stream.find('"', value_end));
  }
  std::vector<StreamedText> streamed;
  for (StreamedText& text : texts)
    if (text.pieces.size() > 1) streamed.push_back(std::move(text));
  return streamed;
}

}  // namespace tabacus::analytics
