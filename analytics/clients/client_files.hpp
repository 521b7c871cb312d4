// What the readers of clients' files share. Pure.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "analytics/clients/launch.hpp"

namespace tabacus::analytics {

/// $HOME of the client; empty when it has none.
[[nodiscard]] std::filesystem::path home_of(const Surroundings& surroundings);
/// `variable` as a path, else `fallback` below the home directory.
[[nodiscard]] std::filesystem::path directory_of(const Surroundings& surroundings, std::string_view variable,
                                                 std::string_view fallback);

/// The file as JSON with comments; null when it is not there, or when it is no object (then `warnings` says so).
[[nodiscard]] nlohmann::json read_json_object(const Surroundings& surroundings, const std::filesystem::path& file,
                                              std::vector<std::string>* warnings = nullptr);

/// Text at a path of members; empty where anything on it is missing or of another type.
[[nodiscard]] std::string text_at(const nlohmann::json& object, std::initializer_list<const char*> path);

/// Whether a name can be part of a slot: letters, digits, '-' and '_', at most 40.
[[nodiscard]] bool can_be_slot(std::string_view name);

}  // namespace tabacus::analytics
