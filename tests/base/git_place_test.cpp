#include "base/git_place.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace tabacus {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream{file} << text;
}

struct Head {
  const char* text;
  const char* branch;
};

TEST(GitHead, NamesTheBranch) {
  constexpr Head kHeads[] = {
      {"ref: refs/heads/main\n", "main"},
      {"ref: refs/heads/feature/with/slashes\n", "feature/with/slashes"},
      {"ref:  refs/heads/main \r\nrest", "main"},
      {"ref: refs/bisect/bad\n", "refs/bisect/bad"},
      {"0123456789abcdef0123456789abcdef01234567\n", "@0123456789ab"},
      {"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "@0123456789ab"},
      {"0123456789ABCDEF0123456789abcdef01234567\n", ""},
      {"ref: refs/heads/.invalid\n", ""},
      {"", ""},
      {"nonsense", ""},
  };
  for (const Head& head : kHeads) EXPECT_EQ(branch_in_head(head.text), head.branch) << head.text;
}

class GitPlaceTest : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path at(std::string_view path) const { return fs::canonical(temp_.path()) / path; }
  testing::TempDir temp_;
};

TEST_F(GitPlaceTest, IsFoundFromAnywhereInTheTree) {
  write(at("repo/.git/HEAD"), "ref: refs/heads/main\n");
  fs::create_directories(at("repo/a/b"));
  const GitPlace expected{at("repo").native(), "main"};
  for (const char* directory : {"repo", "repo/a", "repo/a/b", "repo/gone/since"})
    EXPECT_EQ(git_place_of(at(directory)), expected) << directory;
  EXPECT_FALSE(git_place_of(temp_.path()));
}

TEST_F(GitPlaceTest, AWorktreeBelongsToItsMainRepositoryAndHasItsOwnBranch) {
  write(at("repo/.git/HEAD"), "ref: refs/heads/main\n");
  write(at("repo/.git/worktrees/wt/HEAD"), "ref: refs/heads/side\n");
  write(at("repo/.git/worktrees/wt/commondir"), "../..\n");
  write(at("wt/.git"), "gitdir: " + at("repo/.git/worktrees/wt").native() + "\n");
  EXPECT_EQ(git_place_of(at("wt")), (GitPlace{at("repo").native(), "side"}));
}

TEST_F(GitPlaceTest, AWorktreeOfABareRepositoryIsItsOwnRoot) {
  write(at("bare.git/worktrees/wt/HEAD"), "ref: refs/heads/side\n");
  write(at("bare.git/worktrees/wt/commondir"), "../..\n");
  write(at("wt/.git"), "gitdir: ../bare.git/worktrees/wt\n");
  EXPECT_EQ(git_place_of(at("wt")), (GitPlace{at("wt").native(), "side"}));
}

TEST_F(GitPlaceTest, ASubmoduleIsAProjectOfItsOwn) {
  write(at("repo/.git/HEAD"), "ref: refs/heads/main\n");
  write(at("repo/.git/modules/sub/HEAD"), "0123456789abcdef0123456789abcdef01234567\n");
  write(at("repo/sub/.git"), "gitdir: ../.git/modules/sub\n");
  EXPECT_EQ(git_place_of(at("repo/sub")), (GitPlace{at("repo/sub").native(), "@0123456789ab"}));
}

TEST_F(GitPlaceTest, WhatOnlyLooksLikeARepositoryIsNone) {
  fs::create_directories(at("empty/.git"));
  write(at("text/.git"), "hello");
  write(at("lost/.git"), "gitdir: /nonexistent");
  write(at("huge/.git"), "gitdir: " + std::string(100'000, 'x'));
  fs::create_directories(at("loop"));
  fs::create_symlink(".git", at("loop/.git"));
  for (const char* directory : {"empty", "text", "lost", "huge", "loop"})
    EXPECT_FALSE(git_place_of(at(directory))) << directory;
  EXPECT_FALSE(git_place_of(""));
  EXPECT_FALSE(git_place_of("relative/path"));
}

TEST_F(GitPlaceTest, RealGitAgrees) {
  const std::string repo = at("real").native(), tree = at("real-tree").native();
  const std::string git = "git -C " + repo + " -c user.name=a -c user.email=a@b -c commit.gpgsign=false ";
  const std::string script = "git init -q -b trunk " + repo + " && " + git + "commit -q --allow-empty -m one && " +
                             git + "worktree add -q -b side " + tree + " 2>/dev/null";
  if (std::system(("(" + script + ") >/dev/null 2>&1").c_str()) != 0) GTEST_SKIP() << "no git here";
  EXPECT_EQ(git_place_of(repo), (GitPlace{repo, "trunk"}));
  EXPECT_EQ(git_place_of(tree), (GitPlace{repo, "side"}));
  ASSERT_EQ(std::system((git + "checkout -q --detach >/dev/null 2>&1").c_str()), 0);
  const auto detached = git_place_of(repo);
  ASSERT_TRUE(detached);
  EXPECT_EQ(detached->branch.size(), 13u);
  EXPECT_EQ(detached->branch[0], '@');
}

}  // namespace
}  // namespace tabacus
