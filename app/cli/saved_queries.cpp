#include "app/cli/saved_queries.hpp"

#include <algorithm>

#include "base/paths.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr std::string_view kSuffix = ".sql";
constexpr std::size_t kMostBytes = 1024 * 1024;
constexpr std::size_t kLongestName = 64;

}  // namespace

bool is_query_name(std::string_view word) {
  return !word.empty() && word.size() <= kLongestName && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

SavedQueries SavedQueries::of_user() { return SavedQueries{config_directory() / "queries"}; }

std::vector<std::string> SavedQueries::names() const {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{directory_, failed})
    if (entry.path().extension() == kSuffix && is_query_name(entry.path().stem().native()))
      names.push_back(entry.path().stem().native());
  std::ranges::sort(names);
  return names;
}

Result<std::filesystem::path> SavedQueries::file_of(std::string_view name) const {
  if (is_query_name(name)) return directory_ / (std::string{name} + std::string{kSuffix});
  return fail(ErrorCode::InvalidInput,
              fmt::format("'{}' is no name for a question; letters, digits, - and _ make one", visible_text(name)));
}

Result<std::string> SavedQueries::read(std::string_view name) const {
  const auto file = file_of(name);
  if (!file) return fail(file.error());
  std::error_code ignored;
  if (!std::filesystem::exists(*file, ignored))
    return fail(ErrorCode::NotFound, fmt::format("no question is saved as '{}'", name));
  return read_regular_file(*file, kMostBytes);
}

Result<void> SavedQueries::write(std::string_view name, std::string_view statement) const {
  const auto file = file_of(name);
  if (!file) return fail(file.error());
  if (auto made = make_private_directory(directory_); !made) return made;
  return write_private_file(*file, statement);
}

}  // namespace tabacus::app
