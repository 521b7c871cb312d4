#include "base/paths.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "tests/support/temp_dir.hpp"

namespace tabacus {
namespace {

mode_t mode_of(const std::filesystem::path& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

TEST(PrivateFile, IsReadableByItsOwnerOnlyAndReadsBack) {
  const testing::TempDir directory;
  const auto file = directory.path() / "a" / "b.txt";
  ASSERT_TRUE(make_private_directory(file.parent_path()));
  ASSERT_TRUE(write_private_file(file, "one"));
  ASSERT_TRUE(write_private_file(file, "two"));
  EXPECT_EQ(read_file(file).value(), "two");
  EXPECT_EQ(mode_of(file), 0600u);
  EXPECT_EQ(mode_of(file.parent_path()), 0700u);
}

TEST(PrivateDirectory, IsNotMadeOverAFile) {
  const testing::TempDir directory;
  ASSERT_TRUE(write_private_file(directory.path() / "file", ""));
  for (const char* below : {"file", "file/a"}) EXPECT_FALSE(make_private_directory(directory.path() / below)) << below;
  EXPECT_TRUE(make_private_directory(directory.path())) << "there already";
}

TEST(ReadFile, NamesTheMissingFile) {
  const auto got = read_file("/nonexistent/file");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::NotFound);
  EXPECT_EQ(got.error().message, "open /nonexistent/file: No such file or directory");
}

TEST(XdgDirectory, FollowsTheVariableUnlessItIsRelative) {
  ::setenv("HOME", "/home/u", 1);
  ::setenv("XDG_DATA_HOME", "/data", 1);
  EXPECT_EQ(data_directory(), "/data/tabacus");
  ::setenv("XDG_DATA_HOME", "data", 1);
  EXPECT_EQ(data_directory(), "/home/u/.local/share/tabacus");
  ::unsetenv("XDG_DATA_HOME");
  EXPECT_EQ(data_directory(), "/home/u/.local/share/tabacus");
}

TEST(Paths, FindAProgramAsAShellDoes) {
  const testing::TempDir directory;
  ASSERT_TRUE(write_private_file(directory.path() / "sh", ""));  // may not be run
  const std::string path = directory.path().native() + ":/nowhere::/bin";
  EXPECT_EQ(find_program("sh", path), "/bin/sh");
  EXPECT_EQ(find_program("no-such-program", path), "no-such-program");
  EXPECT_EQ(find_program("./sh", path), "./sh");
  EXPECT_EQ(find_program("", path), "");
}

}  // namespace
}  // namespace tabacus
