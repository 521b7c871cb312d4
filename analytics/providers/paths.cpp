#include "analytics/providers/paths.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kVersions[] = {"/v1beta1", "/v1beta", "/v1alpha", "/v1"};

}  // namespace

bool begins_with_segment(std::string_view path, std::initializer_list<std::string_view> segments) {
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  const std::string_view first = path.substr(0, path.find('/'));
  return std::find(segments.begin(), segments.end(), first) != segments.end();
}

std::string_view leading_version(std::string_view path) {
  for (const std::string_view version : kVersions)
    if (path.starts_with(version) && (path.size() == version.size() || path[version.size()] == '/'))
      return path.substr(0, version.size());
  return {};
}

std::string_view without_versions(std::string_view path) {
  for (auto version = leading_version(path); !version.empty(); version = leading_version(path))
    path.remove_prefix(version.size());
  return path;
}

std::string_view without_trailing_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::string joined_path(std::string_view base_path, std::string_view path_below_slot) {
  std::string path{without_trailing_slash(base_path)};
  path += path_below_slot;
  return path.empty() ? "/" : path;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && text.size() - i > 2 && std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view query_value(std::string_view query, std::string_view key) {
  for (const std::string_view pair : split(query, '&'))
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) return pair.substr(key.size() + 1);
  return {};
}

bool has_trailing_version(std::string_view base_path) {
  const std::string_view path = without_trailing_slash(base_path);
  return std::any_of(std::begin(kVersions), std::end(kVersions),
                     [&](std::string_view version) { return path.ends_with(version); });
}

std::string_view without_trailing_version(std::string_view base_path) {
  const std::string_view path = without_trailing_slash(base_path);
  return has_trailing_version(path) ? path.substr(0, path.rfind('/')) : path;
}

}  // namespace tabacus::analytics
