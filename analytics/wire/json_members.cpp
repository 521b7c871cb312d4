#include "analytics/wire/json_members.hpp"

namespace tabacus::analytics {
namespace {

class Scan {
 public:
  explicit Scan(std::string_view json) : rest_{json} {}

  [[nodiscard]] bool skip(char wanted) {
    while (!rest_.empty() && std::string_view{" \t\r\n"}.find(rest_.front()) != std::string_view::npos)
      rest_.remove_prefix(1);
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// What stands before the closing quote; empty when that is not there.
  [[nodiscard]] std::optional<std::string_view> rest_of_string() {
    for (std::size_t at = 0; at < rest_.size(); ++at) {
      if (rest_[at] == '\\')
        ++at;
      else if (rest_[at] == '"') {
        const std::string_view text = rest_.substr(0, at);
        rest_.remove_prefix(at + 1);
        return text;
      }
    }
    return std::nullopt;
  }

  /// Up to the comma or the end of the object around the value. False: these are not there.
  [[nodiscard]] bool skip_value() {
    int depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (depth == 0 && (c == ',' || c == '}')) return true;
      rest_.remove_prefix(1);
      if (c == '"' && !rest_of_string()) return false;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth < 0) return false;
    }
    return false;
  }

  [[nodiscard]] bool value_has_begun() const { return rest_.find_first_not_of(" \t\r\n") != std::string_view::npos; }

 private:
  std::string_view rest_;
};

}  // namespace

void for_each_member(std::string_view json, const std::function<bool(const JsonMember&)>& sink) {
  Scan scan{json};
  if (!scan.skip('{')) return;
  do {
    if (!scan.skip('"')) return;
    const auto name = scan.rest_of_string();
    if (!name || !scan.skip(':') || !scan.value_has_begun()) return;
    const bool is_string = scan.skip('"');
    const auto text = is_string ? scan.rest_of_string() : std::nullopt;
    if (is_string && !text) return;
    if (!sink({*name, text})) return;
    if (!scan.skip_value()) return;
  } while (scan.skip(','));
}

}  // namespace tabacus::analytics
