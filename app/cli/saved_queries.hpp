// Questions that people keep under a name: files NAME.sql in a folder beside tabacus.toml. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::app {

class SavedQueries {
 public:
  /// $XDG_CONFIG_HOME/tabacus/queries.
  [[nodiscard]] static SavedQueries of_user();
  explicit SavedQueries(std::filesystem::path directory) : directory_{std::move(directory)} {}

  /// In alphabetical order; none where there is no folder.
  [[nodiscard]] std::vector<std::string> names() const;
  /// NotFound: none of that name; InvalidInput: no name of letters, digits, - and _; Io.
  [[nodiscard]] Result<std::string> read(std::string_view name) const;
  /// In place of one that is there. InvalidInput, Io.
  [[nodiscard]] Result<void> write(std::string_view name, std::string_view statement) const;

 private:
  [[nodiscard]] Result<std::filesystem::path> file_of(std::string_view name) const;
  std::filesystem::path directory_;
};

/// Whether it can be the name of a saved query.
[[nodiscard]] bool is_query_name(std::string_view word);

}  // namespace tabacus::app
