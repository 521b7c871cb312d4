#include "analytics/metering/estimate.hpp"

#include <algorithm>
#include <initializer_list>

namespace tabacus::analytics {
namespace {

constexpr std::int64_t kBytesPerToken = 4;
constexpr std::size_t kShortestFile = 1024;  // what is shorter may as well be text

Tokens tokens_of(std::int64_t bytes) { return Tokens{(bytes + kBytesPerToken - 1) / kBytesPerToken}; }

/// Bytes of strings that begin behind `mark` and are long.
std::size_t bytes_behind(std::string_view json, std::string_view mark) {
  std::size_t sum = 0;
  for (auto at = json.find(mark); at != std::string_view::npos; at = json.find(mark, at)) {
    at += mark.size();
    const std::size_t size = std::min(json.find('"', at), json.size()) - at;
    if (size >= kShortestFile) sum += size;
    at += size;
  }
  return sum;
}

}  // namespace

Tokens estimate_prompt(std::string_view json) {
  std::size_t files = 0;
  for (const std::string_view mark : {";base64,", "\"data\":\"", "\"images\":[\""}) files += bytes_behind(json, mark);
  return tokens_of(static_cast<std::int64_t>(json.size() - std::min(files, json.size())));
}

Tokens estimate_output(std::int64_t bytes) { return tokens_of(bytes); }

}  // namespace tabacus::analytics
