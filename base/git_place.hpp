// Which repository and branch a directory belongs to, read from git's own files (gitrepository-layout(5)) without
// running git. A bounded number of small files; may block on a slow file system. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tabacus {

struct GitPlace {
  /// The top of the working tree. Of a linked worktree that of the repository's main one, so that the worktrees of a
  /// project are one project; a submodule is a project of its own.
  std::string root;
  std::string branch;  ///< "main"; "@0123456789ab" where no branch is checked out; empty where that cannot be told
  friend bool operator==(const GitPlace&, const GitPlace&) = default;
};

/// Empty: no repository at `directory` or above it.
[[nodiscard]] std::optional<GitPlace> git_place_of(const std::filesystem::path& directory);

/// The branch that a HEAD file names. Pure.
[[nodiscard]] std::string branch_in_head(std::string_view head);

}  // namespace tabacus
