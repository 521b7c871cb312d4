// Paths of API requests: whole segments, versions. Pure.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tabacus::analytics {

/// Whether the first segment of `path` is one of these.
[[nodiscard]] bool begins_with_segment(std::string_view path, std::initializer_list<std::string_view> segments);

/// Without the leading "/v1", "/v1beta" and the like, as often as they are repeated.
[[nodiscard]] std::string_view without_versions(std::string_view path);

/// The leading version segment with its slash ("/v1beta"), or nothing. "/v1internal:generate" has none.
[[nodiscard]] std::string_view leading_version(std::string_view path);

/// Without a version in its last segment and without a slash at its end: "/gateway/v1/" gives "/gateway".
[[nodiscard]] std::string_view without_trailing_version(std::string_view base_path);
[[nodiscard]] bool has_trailing_version(std::string_view base_path);

[[nodiscard]] std::string_view without_trailing_slash(std::string_view path);

}  // namespace tabacus::analytics
