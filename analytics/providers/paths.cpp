#include "analytics/providers/paths.hpp"

#include <algorithm>

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
