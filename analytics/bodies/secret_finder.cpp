#include "analytics/bodies/secret_finder.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "analytics/bodies/secret_shapes.hpp"

namespace tabacus::analytics {
namespace {

/// No key is longer; what goes on behind is looked at afresh. Keeps a walk that finds nothing short.
constexpr std::size_t kMaxSecret = 16 * 1024;
constexpr std::size_t kMaxPrivateKey = 32 * 1024;
constexpr std::size_t kMaxUserInfo = 512;
constexpr std::size_t kMaxSpace = 16;  // between a name and its value

constexpr std::uint8_t kDigit = 1, kUpper = 2, kLower = 4, kHexLetter = 8, kDash = 16, kDot = 32, kBase64 = 64;

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned char c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) classes[c] = kUpper;
  for (unsigned char c = 'a'; c <= 'z'; ++c) classes[c] = kLower;
  for (const unsigned char c : {'a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'C', 'D', 'E', 'F'}) classes[c] |= kHexLetter;
  for (const unsigned char c : {'_', '-'}) classes[c] = kDash;
  for (const unsigned char c : {'.', '~', '%'}) classes[c] = kDot;
  for (const unsigned char c : {'/', '+', '='}) classes[c] = kBase64;
  return classes;
}
constexpr auto kClasses = make_classes();

constexpr std::uint8_t kAlnum = kDigit | kUpper | kLower;
constexpr std::uint8_t kWord = kAlnum | kDash;
constexpr std::uint8_t kValue = kWord | kDot | kBase64;

bool is_of(char c, std::uint8_t classes) { return (kClasses[static_cast<unsigned char>(c)] & classes) != 0; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::uint8_t classes_of(SecretCharset charset) {
  switch (charset) {
    case SecretCharset::Word:
      return kWord;
    case SecretCharset::Upper:
      return kUpper | kDigit;
    case SecretCharset::Hex:
      return kDigit | kHexLetter;
    case SecretCharset::Dotted:
      return kValue;
  }
  return kWord;
}

/// The lists by the letter that a walk sees first.
class Index {
 public:
  Index() {
    for (const KeyShape& shape : key_shapes())
      shapes_[static_cast<unsigned char>(shape.prefix.front())].push_back(&shape);
    for (const SecretName& name : secret_names()) names_[static_cast<unsigned char>(name.name.back())].push_back(&name);
  }
  [[nodiscard]] const std::vector<const KeyShape*>& shapes_that_begin_with(char c) const {
    return shapes_[static_cast<unsigned char>(c)];
  }
  [[nodiscard]] const std::vector<const SecretName*>& names_that_end_with(char c) const {
    return names_[static_cast<unsigned char>(lower(c))];
  }

 private:
  std::array<std::vector<const KeyShape*>, 256> shapes_;
  std::array<std::vector<const SecretName*>, 256> names_;
};

const Index& index_of_lists() {
  static const Index kIndex;
  return kIndex;
}

class Walk {
 public:
  explicit Walk(std::string_view text) : text_{text} {}

  std::vector<FoundSecret> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool took = (c == '-' && take_private_key()) || (c == 'e' && take_jwt()) ||
                        (lower(c) == 'b' && take_bearer()) || (c == ':' && take_user_info()) ||
                        (lower(c) == 'c' && take_cookie()) || take_shape() || ((c == ':' || c == '=') && take_named());
      if (!took) ++at_;
    }
    return std::move(found_);
  }

 private:
  [[nodiscard]] char at(std::size_t place) const { return place < text_.size() ? text_[place] : '\0'; }
  [[nodiscard]] bool stands_at(std::size_t place, std::string_view word) const {
    return text_.substr(std::min(place, text_.size()), word.size()) == word;
  }
  [[nodiscard]] bool stands_in_any_case(std::size_t place, std::string_view word) const {
    if (place + word.size() > text_.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
      if (lower(text_[place + i]) != word[i]) return false;
    return true;
  }

  /// Letters in front belong to a word, unless they are an escape's: "\nsk-...", "\u003dsk-...", "%20sk-...".
  [[nodiscard]] bool begins_word(std::size_t place) const {
    if (place == 0 || !is_of(text_[place - 1], kAlnum)) return true;
    if (place >= 2 && text_[place - 2] == '\\' &&
        std::string_view{"nrtbf"}.find(text_[place - 1]) != std::string_view::npos)
      return true;
    if (place >= 3 && text_[place - 3] == '%') return true;
    return place >= 6 && text_[place - 6] == '\\' && text_[place - 5] == 'u';
  }

  [[nodiscard]] std::size_t run_of(std::size_t place, std::uint8_t classes) const {
    const std::size_t end = std::min(text_.size(), place + kMaxSecret);
    while (place < end && is_of(text_[place], classes)) ++place;
    return place;
  }
  [[nodiscard]] bool has_digit(std::size_t begin, std::size_t end) const {
    return std::any_of(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                       text_.begin() + static_cast<std::ptrdiff_t>(end), [](char c) { return is_of(c, kDigit); });
  }

  bool take(std::size_t begin, std::size_t end, std::string_view kind) {
    if (!found_.empty() && begin < found_.back().end) return false;
    found_.push_back({begin, end, kind});
    at_ = end;
    return true;
  }

  /// Of the run's first characters: what fails has cost little.
  [[nodiscard]] bool looks_random(std::size_t place, std::uint8_t classes, std::size_t least, bool needs_digit) const {
    constexpr std::size_t kLooked = 64;
    const std::size_t last = std::min(text_.size(), place + kLooked);
    std::size_t end = place;
    while (end < last && is_of(text_[end], classes)) ++end;
    return end - place >= least && (!needs_digit || has_digit(place, end));
  }

  bool take_shape() {
    const auto& shapes = index_.shapes_that_begin_with(text_[at_]);
    if (shapes.empty() || !begins_word(at_)) return false;
    for (const KeyShape* candidate : shapes) {
      const KeyShape& shape = *candidate;
      if (!stands_at(at_, shape.prefix)) continue;
      const std::size_t behind = at_ + shape.prefix.size();
      const std::uint8_t classes = classes_of(shape.charset);
      if (!looks_random(behind, classes, shape.least, shape.needs_digit)) continue;
      std::size_t end = run_of(behind, classes);
      while (end > behind + shape.least && (text_[end - 1] == '.' || text_[end - 1] == '%')) --end;
      return take(at_, end, shape.kind);
    }
    return false;
  }

  /// Three parts of base64 between dots (RFC 7519), the first an object: "eyJ".
  bool take_jwt() {
    if (!stands_at(at_, "eyJ") || at_ < no_jwt_before_ || !begins_word(at_)) return false;
    const std::size_t head = run_of(at_, kWord);
    if (at(head) != '.') return no_jwt_before_ = head, false;
    const std::size_t claims = run_of(head + 1, kWord);
    if (at(claims) != '.' || claims - head < 8) return no_jwt_before_ = claims, false;
    return take(at_, run_of(claims + 1, kWord), "jwt");
  }

  bool take_bearer() {
    if (!stands_in_any_case(at_, "bearer") || !begins_word(at_)) return false;
    std::size_t begin = at_ + 6;
    while (begin < text_.size() && begin < at_ + 6 + kMaxSpace && (text_[begin] == ' ' || text_[begin] == '+')) ++begin;
    if (stands_at(begin, "%20")) begin += 3;
    if (begin == at_ + 6) return false;
    return looks_random(begin, kValue, 12, true) && take(begin, run_of(begin, kValue), "bearer");
  }

  /// "://user:password@": the password.
  bool take_user_info() {
    if (!stands_at(at_, "://")) return false;
    std::size_t colon = 0;
    const std::size_t last = std::min(text_.size(), at_ + 3 + kMaxUserInfo);
    for (std::size_t place = at_ + 3; place < last; ++place) {
      const char c = text_[place];
      if (c == ':' && colon == 0) colon = place;
      if (c == '@') return colon != 0 && place - colon > 3 && take(colon + 1, place, "password");
      if (c == '/' || c == '"' || c == '\'' || c == '\\' || c == '<' || c == '>' ||
          static_cast<unsigned char>(c) <= ' ')
        return false;
    }
    return false;
  }

  bool take_cookie() {
    if (at_ < no_cookie_before_ || !stands_in_any_case(at_, "cookie:")) return false;
    std::size_t begin = at_ + 7;
    while (at(begin) == ' ' && begin < at_ + 7 + kMaxSpace) ++begin;
    std::size_t end = begin;
    bool has_value = false;
    while (end < text_.size() && end - begin < kMaxSecret && text_[end] != '"' && text_[end] != '\'' &&
           text_[end] != '\\' && text_[end] != '\n' && text_[end] != '\r')
      has_value |= text_[end++] == '=';
    if (!has_value) no_cookie_before_ = end;
    return has_value && end - begin >= 8 && take(begin, end, "cookie");
  }

  /// From "-----BEGIN ... PRIVATE KEY" to its end line, or as far as what follows may be of it.
  bool take_private_key() {
    constexpr std::string_view kBegin = "-----BEGIN ";
    if (!stands_at(at_, kBegin)) return false;
    std::size_t label = at_ + kBegin.size();
    while (label < text_.size() && label - at_ < 64 && (is_of(text_[label], kUpper | kDigit) || text_[label] == ' '))
      ++label;
    if (text_.substr(at_, label - at_).find("PRIVATE KEY") == std::string_view::npos) return false;
    const std::size_t window = std::min(text_.size(), at_ + kMaxPrivateKey);
    const std::size_t stop = std::min(window, bare_quote_behind(label));
    const std::size_t end_line = text_.substr(0, stop).find("-----END ", std::max(label, no_end_line_before_));
    if (end_line != std::string_view::npos) {
      const std::size_t end = text_.substr(0, stop).find("-----", end_line + 9);
      return take(at_, end == std::string_view::npos ? stop : end + 5, "private-key");
    }
    no_end_line_before_ = std::max(no_end_line_before_, stop - std::min<std::size_t>(stop, 9));
    const std::size_t end = end_of_key_text(label, stop);
    return end - label >= 24 && take(at_, end, "private-key");
  }

  /// The next quote without a backslash: there a JSON string ends.
  [[nodiscard]] std::size_t bare_quote_behind(std::size_t place) {
    while (bare_quote_ < place || (bare_quote_ < text_.size() && text_[bare_quote_ - 1] == '\\'))
      bare_quote_ = std::min(text_.size(), text_.find('"', std::max(place, bare_quote_ + 1)));
    return bare_quote_;
  }

  /// Base64 in lines, whose ends may be escaped any number of times.
  [[nodiscard]] std::size_t end_of_key_text(std::size_t place, std::size_t last) const {
    while (place < last && (is_of(text_[place], kAlnum | kBase64 | kDash) || text_[place] == '\\' ||
                            text_[place] == '\n' || text_[place] == '\r'))
      ++place;
    while (place > 0 && text_[place - 1] == '\\') --place;
    return place;
  }

  /// At the sign between a name and its value.
  bool take_named() {
    const std::size_t name_end = end_of_name();
    if (name_end == 0) return false;
    for (const SecretName* candidate : index_.names_that_end_with(text_[name_end - 1])) {
      const SecretName& name = *candidate;
      if (name.only_assigned && text_[at_] != '=') continue;
      const std::size_t begin = name_end - std::min(name_end, name.name.size());
      if (!stands_in_any_case(begin, name.name)) continue;
      if (name.whole_name && !(name.only_assigned ? begins_parameter(begin) : begins_name(begin))) continue;
      if (take_value(name)) return true;
    }
    return false;
  }

  /// Back over quotes and blanks: "\"api_key\" :".
  [[nodiscard]] std::size_t end_of_name() const {
    std::size_t end = at_;
    for (std::size_t i = 0; i < kMaxSpace && end > 0; ++i, --end) {
      const char c = text_[end - 1];
      if (c != ' ' && c != '"' && c != '\'' && c != '\\' && c != '`' && c != ']') break;
    }
    return end;
  }
  [[nodiscard]] bool begins_name(std::size_t place) const {
    return begins_word(place) && (place == 0 || !is_of(text_[place - 1], kDash));
  }

  /// Of a query: "?key=", "&key=", "\u0026key=".
  [[nodiscard]] bool begins_parameter(std::size_t place) const {
    if (place == 0) return true;
    const char before = text_[place - 1];
    return before == '?' || before == '&' || before == ';' || (is_of(before, kAlnum) && begins_word(place));
  }

  bool take_value(const SecretName& name) {
    std::size_t begin = at_ + 1;
    bool is_quoted = false;
    for (const std::size_t last = begin + kMaxSpace; begin < last; ++begin) {
      const char c = at(begin);
      if (c == '"' || c == '\'' || c == '`')
        is_quoted = true;
      else if (c != ' ' && c != '\\' && c != '>' && c != '=')
        break;
    }
    begin = behind_scheme(begin);
    const std::size_t end = is_quoted ? end_of_quoted(begin) : run_of(begin, kValue);
    const std::size_t length = end - begin;
    if (length < (is_quoted ? name.least_quoted : name.least_bare)) return false;
    if (name.needs_digit && length < 32 && !has_digit(begin, end)) return false;
    return take(begin, end, name.kind);
  }

  [[nodiscard]] std::size_t behind_scheme(std::size_t begin) const {
    for (const std::string_view scheme : {"bearer ", "basic ", "token "})
      if (stands_in_any_case(begin, scheme)) return begin + scheme.size();
    return begin;
  }
  [[nodiscard]] std::size_t end_of_quoted(std::size_t place) const {
    const std::size_t last = std::min(text_.size(), place + kMaxSecret);
    while (place < last && text_[place] != '"' && text_[place] != '\'' && text_[place] != '`' && text_[place] != '\\' &&
           static_cast<unsigned char>(text_[place]) > ' ')
      ++place;
    return place;
  }

  const std::string_view text_;
  const Index& index_ = index_of_lists();
  std::size_t at_ = 0;
  // What a walk that found nothing learned, so that no place is walked over twice.
  std::size_t no_jwt_before_ = 0;
  std::size_t no_cookie_before_ = 0;
  std::size_t no_end_line_before_ = 0;
  std::size_t bare_quote_ = 0;
  std::vector<FoundSecret> found_;
};

}  // namespace

std::vector<FoundSecret> find_secrets(std::string_view text) { return Walk{text}.run(); }

std::vector<FoundSecret> find_shaped_secrets(std::string_view text) {
  std::vector<FoundSecret> found = find_secrets(text);
  std::erase_if(found, [](const FoundSecret& secret) {
    return std::ranges::find(secret_names(), secret.kind, &SecretName::kind) != secret_names().end();
  });
  return found;
}

}  // namespace tabacus::analytics
