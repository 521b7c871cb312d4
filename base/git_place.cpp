#include "base/git_place.hpp"

#include <algorithm>
#include <system_error>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = 4096;
constexpr int kMaxLevels = 64;
constexpr std::size_t kShownDigits = 12;

bool is_object_name(std::string_view text) {
  const bool is_hex = text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return is_hex && (text.size() == 40 || text.size() == 64);
}

/// The path in a file of one line, in a directory by which a relative one is meant.
std::optional<fs::path> path_in(const fs::path& file, std::string_view before, const fs::path& relative_to) {
  const auto text = read_regular_file(file, kMaxFile);
  if (!text || !text->starts_with(before)) return std::nullopt;
  const std::string_view path = trim(std::string_view{*text}.substr(before.size()));
  if (path.empty()) return std::nullopt;
  return (relative_to / path).lexically_normal();
}

/// The .git of a working tree: a directory, or a file that says where it is.
std::optional<fs::path> git_directory_of(const fs::path& tree) {
  const fs::path git = tree / ".git";
  std::error_code error;
  const fs::file_status found = fs::status(git, error);
  if (fs::is_directory(found)) return git;
  if (fs::is_regular_file(found)) return path_in(git, "gitdir: ", tree);
  return std::nullopt;
}

/// Of a linked worktree, whose files lie in .git/worktrees/NAME of the main one.
std::string root_of(const fs::path& tree, const fs::path& git_directory) {
  const auto common = path_in(git_directory / "commondir", "", git_directory);
  if (!common) return tree.native();
  const fs::path shared = common->has_filename() ? *common : common->parent_path();
  return shared.filename() == ".git" ? shared.parent_path().native() : tree.native();
}

}  // namespace

std::string branch_in_head(std::string_view head) {
  constexpr std::string_view kRef = "ref: ";
  constexpr std::string_view kBranches = "refs/heads/";
  std::string_view text = trim(head.substr(0, head.find('\n')));
  if (is_object_name(text)) return "@" + std::string{text.substr(0, kShownDigits)};
  if (!text.starts_with(kRef)) return {};
  text = trim(text.substr(kRef.size()));
  if (text.starts_with(kBranches)) text.remove_prefix(kBranches.size());
  return text == ".invalid" ? std::string{} : std::string{text};  // what a repository with reftables says
}

std::optional<GitPlace> git_place_of(const fs::path& directory) {
  fs::path tree = directory;
  for (int level = 0; level < kMaxLevels && tree.is_absolute(); ++level, tree = tree.parent_path()) {
    if (const auto git = git_directory_of(tree)) {
      const auto head = read_regular_file(*git / "HEAD", kMaxFile);
      if (head) return GitPlace{root_of(tree, *git), branch_in_head(*head)};
    }
    if (tree == tree.root_path()) break;
  }
  return std::nullopt;
}

}  // namespace tabacus
