// The files that clients in a tab are pointed to. All lie in the analytics directory; none is of the user's.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tabacus::analytics {

/// Empty where a file could not be written; then `warnings` says what will not work.
struct TabFiles {
  std::string gemini_defaults;  ///< settings of lowest precedence, with a kind of login
  std::string pi_extension;     ///< gives pi's providers the tab's base URLs
  std::string shims;            ///< folder of links to `shim_program`, by the names of the agents
  std::vector<std::string> warnings;
};

/// Writes what is missing or differs. Without a `shim_program` that can be run there is no folder of links.
[[nodiscard]] TabFiles write_tab_files(const std::filesystem::path& directory,
                                       const std::filesystem::path& shim_program);

/// Names for which the folder has a link.
[[nodiscard]] std::vector<std::string_view> shim_names();

}  // namespace tabacus::analytics
