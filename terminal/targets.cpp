#include "terminal/targets.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "terminal/regex.hpp"

namespace tabacus::terminal {
namespace {

constexpr std::size_t kMaxLength = 4096;
constexpr int kMostDigits = 7;

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
bool is_letter(char32_t c) { return (c | 0x20) >= U'a' && (c | 0x20) <= U'z'; }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Box drawing stands around text, never in it.
bool is_box(char32_t c) { return c >= 0x2500 && c <= 0x259F; }
bool is_url_character(char32_t c) {
  return is_word_character(c) ? !is_box(c) && c != 0x3000 : is_one_of(c, U"-._~:/?#[]@!$&'()*+,;=%");
}
bool is_path_character(char32_t c) {
  return is_word_character(c) ? !is_box(c) && c != 0x3000 : is_one_of(c, U"-._~/@+%#=");
}

std::string utf8_of(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

/// Without what closes a sentence or a bracket that the text did not open.
std::u32string_view without_trailing_punctuation(std::u32string_view text) {
  constexpr std::array<std::pair<char32_t, char32_t>, 3> kBrackets{{{U'(', U')'}, {U'[', U']'}, {U'{', U'}'}}};
  while (!text.empty()) {
    const char32_t last = text.back();
    bool is_surplus = is_one_of(last, U".,;:!?'\"");
    for (const auto& [open, close] : kBrackets)
      if (last == close)
        is_surplus = std::count(text.begin(), text.end(), open) < std::count(text.begin(), text.end(), close);
    if (!is_surplus) break;
    text.remove_suffix(1);
  }
  return text;
}

/// [first, last) around `index` of characters that `is_part` takes.
std::pair<std::size_t, std::size_t> stretch(std::u32string_view line, std::size_t index, bool (*is_part)(char32_t)) {
  std::size_t first = index;
  std::size_t last = index;
  while (first > 0 && index - first < kMaxLength && is_part(line[first - 1])) --first;
  while (last < line.size() && last - index < kMaxLength && is_part(line[last])) ++last;
  return {first, last};
}

std::optional<Target> url_at(std::u32string_view line, std::size_t index) {
  constexpr std::array<std::u32string_view, 5> kSchemes{U"https://", U"http://", U"file://", U"ftp://", U"mailto:"};
  const auto [first, last] = stretch(line, index, is_url_character);
  const std::u32string_view around = line.substr(first, last - first);
  for (const std::u32string_view scheme : kSchemes) {
    // The last that starts at or before the index: one URL may hold another.
    const std::size_t at = around.rfind(scheme, index - first);
    if (at == std::u32string_view::npos) continue;
    const std::u32string_view url = without_trailing_punctuation(around.substr(at));
    if (url.size() <= scheme.size() || first + at + url.size() <= index) continue;
    return Target{TargetKind::Url, utf8_of(url), 0, 0, first + at, first + at + url.size()};
  }
  return std::nullopt;
}

/// Digits at `at`, from 1 on; moves past them.
std::optional<int> number_at(std::u32string_view line, std::size_t& at) {
  int value = 0;
  std::size_t end = at;
  while (end < line.size() && is_digit(line[end]) && end - at < kMostDigits)
    value = value * 10 + static_cast<int>(line[end++] - U'0');
  if (value == 0) return std::nullopt;
  at = end;
  return value;
}

/// ":12", ":12:5" or "(12,5)" behind a path; moves `end` past it.
void read_place(std::u32string_view line, std::size_t& end, Target& target) {
  const bool is_bracket = end < line.size() && line[end] == U'(';
  if (end >= line.size() || (line[end] != U':' && !is_bracket)) return;
  std::size_t at = end + 1;
  const auto number = number_at(line, at);
  if (!number) return;
  std::optional<int> column;
  std::size_t behind_column = at + 1;
  if (at < line.size() && line[at] == (is_bracket ? U',' : U':')) column = number_at(line, behind_column);
  if (column) at = behind_column;
  if (is_bracket) {
    if (at >= line.size() || line[at] != U')') return;
    ++at;
  }
  target.line = *number;
  target.column = column.value_or(0);
  end = at;
}

bool has_suffix(std::u32string_view path) {
  const std::size_t dot = path.rfind(U'.');
  return dot != std::u32string_view::npos && dot > 0 && dot + 1 < path.size() && is_letter(path[dot + 1]);
}

std::optional<Target> file_at(std::u32string_view line, std::size_t index) {
  // The index may stand on the numbers behind the path.
  std::size_t on_path = index;
  while (on_path > 0 && (is_digit(line[on_path]) || is_one_of(line[on_path], U":(,)"))) --on_path;
  for (const std::size_t at : {index, on_path}) {
    if (at >= line.size() || !is_path_character(line[at])) continue;
    const auto [first, end_of_stretch] = stretch(line, at, is_path_character);
    const std::u32string_view path = without_trailing_punctuation(line.substr(first, end_of_stretch - first));
    Target target{TargetKind::File, utf8_of(path), 0, 0, first, first + path.size()};
    if (target.last == end_of_stretch) read_place(line, target.last, target);
    if (index >= target.last || path.empty()) continue;
    const bool has_slash = path.find(U'/') != std::u32string_view::npos && path.size() > 1;
    if (has_slash || (has_suffix(path) && target.line != 0)) return target;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Target> target_at(std::u32string_view line, std::size_t index) {
  if (index >= line.size()) return std::nullopt;
  auto url = url_at(line, index);
  return url ? url : file_at(line, index);
}

}  // namespace tabacus::terminal
