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

/// `path_below_slot` behind `base_path`, for APIs whose clients append whole paths; "/" when both are empty.
[[nodiscard]] std::string joined_path(std::string_view base_path, std::string_view path_below_slot);

/// "%3A" becomes ":"; what is no such triple stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);

/// The value of a key in a query without question mark; empty where there is none.
[[nodiscard]] std::string_view query_value(std::string_view query, std::string_view key);

}  // namespace tabacus::analytics
