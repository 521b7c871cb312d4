#include "analytics/clients/client_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace tabacus::analytics {

std::optional<std::string> read_client_file(const std::filesystem::path& file) {
  constexpr std::uintmax_t kMost = 1024 * 1024;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return std::nullopt;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed || size > kMost) return std::nullopt;
  std::string text(size, '\0');
  std::ifstream stream{file, std::ios::binary};
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::filesystem::path home_of(const Surroundings& surroundings) { return value_of(surroundings.variables, "HOME"); }

std::filesystem::path directory_of(const Surroundings& surroundings, std::string_view variable,
                                   std::string_view fallback) {
  const std::string_view named = value_of(surroundings.variables, variable);
  return named.empty() ? home_of(surroundings) / fallback : std::filesystem::path{named};
}

nlohmann::json read_json_object(const Surroundings& surroundings, const std::filesystem::path& file,
                                std::vector<std::string>* warnings) {
  const auto text = surroundings.read(file);
  if (!text) return nullptr;
  auto object = nlohmann::json::parse(*text, nullptr, false, true);
  if (object.is_object()) return object;
  if (warnings != nullptr)
    warnings->push_back(fmt::format("{} could not be read as JSON; a base URL in it is not seen", file.native()));
  return nullptr;
}

std::string text_at(const nlohmann::json& object, std::initializer_list<const char*> path) {
  const nlohmann::json* at = &object;
  for (const char* member : path) {
    const auto found = at->is_object() ? at->find(member) : at->end();
    if (!at->is_object() || found == at->end()) return {};
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : std::string{};
}

bool can_be_slot(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace tabacus::analytics
