// Where things lie (XDG base directories) and files that only their owner may read.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// What others may do with a directory of ours.
enum class OthersMay : std::uint8_t { Nothing, Read };

/// It is a directory of ours. Nothing: others may not enter it, and it is no link; Read: they may not write to it.
/// NotFound: it is not there; PermissionDenied: it is another's, or open to others; the message says what to do.
[[nodiscard]] Result<void> check_own_directory(const std::filesystem::path& directory, OthersMay may);

/// Whole file as text. NotFound or Io.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

/// The same for a file that others chose: never waits and never grows without end. InvalidInput: it is no regular file
/// (links are followed) or has more than `max_bytes`.
[[nodiscard]] Result<std::string> read_regular_file(const std::filesystem::path& file, std::size_t max_bytes);

/// The same for a secret of ours: PermissionDenied where it is a link, no regular file, another's, or open to others.
[[nodiscard]] Result<std::string> read_private_file(const std::filesystem::path& file);

/// Replaces the file by a rename, mode 0600; a reader sees the old or the new text, never half of one.
[[nodiscard]] Result<void> write_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace tabacus
