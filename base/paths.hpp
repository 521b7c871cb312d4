// Where things lie (XDG base directories) and files that only their owner may read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus {

/// $XDG_CONFIG_HOME/tabacus, $XDG_DATA_HOME/tabacus, $XDG_STATE_HOME/tabacus; the defaults below $HOME when a
/// variable is unset or relative (XDG base directory specification 0.8). Nothing is created.
[[nodiscard]] std::filesystem::path config_directory();
[[nodiscard]] std::filesystem::path data_directory();
[[nodiscard]] std::filesystem::path state_directory();

/// Creates the directory and its parents with mode 0700 where they are missing.
[[nodiscard]] Result<void> make_private_directory(const std::filesystem::path& directory);

/// The first executable file of that name in the folders of `path` ("/usr/local/bin:/usr/bin"), as a shell finds it;
/// `name` itself where there is none, or where it is a path already.
[[nodiscard]] std::string find_program(const std::string& name, std::string_view path);

/// Whole file as text. NotFound or Io.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

/// Replaces the file by a rename, mode 0600; a reader sees the old or the new text, never half of one.
[[nodiscard]] Result<void> write_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace tabacus
