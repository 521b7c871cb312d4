#include "base/paths.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

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

TEST(ReadRegularFile, TakesNothingThatWaitsOrHasNoEnd) {
  const testing::TempDir directory;
  const auto file = directory.path() / "file", link = directory.path() / "link", pipe = directory.path() / "pipe";
  ASSERT_TRUE(write_private_file(file, "12345"));
  std::filesystem::create_symlink(file, link);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_regular_file(link, 5).value(), "12345");
  EXPECT_EQ(read_regular_file(file, 4).error().code, ErrorCode::InvalidInput);
  for (const std::filesystem::path& other : {pipe, directory.path(), std::filesystem::path{"/dev/zero"}})
    EXPECT_EQ(read_regular_file(other, 5).error().code, ErrorCode::InvalidInput) << other;
  EXPECT_EQ(read_regular_file(directory.path() / "none", 5).error().code, ErrorCode::NotFound);
}

TEST(ReadPrivateFile, TakesWhatIsOursAlone) {
  const testing::TempDir directory;
  const auto file = directory.path() / "file", link = directory.path() / "link", pipe = directory.path() / "pipe";
  ASSERT_TRUE(write_private_file(file, "secret"));
  EXPECT_EQ(read_private_file(file).value(), "secret");
  std::filesystem::create_symlink(file, link);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& other : {link, pipe})
    EXPECT_EQ(read_private_file(other).error().code, ErrorCode::PermissionDenied) << other;
  ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
  EXPECT_EQ(read_private_file(file).error().code, ErrorCode::PermissionDenied);
  if (::geteuid() != 0) return;
  ASSERT_TRUE(write_private_file(file, "planted"));
  ASSERT_EQ(::chown(file.c_str(), 12345, 0), 0);
  EXPECT_EQ(read_private_file(file).error().code, ErrorCode::PermissionDenied) << "another user's";
}

TEST(OwnDirectory, IsRefusedWhereOthersCouldChangeIt) {
  const testing::TempDir temp;
  const auto directory = temp.path() / "d", link = temp.path() / "link";
  EXPECT_EQ(check_own_directory(directory, OthersMay::Read).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(make_private_directory(directory));
  std::filesystem::create_directory_symlink(directory, link);
  EXPECT_TRUE(check_own_directory(directory, OthersMay::Nothing));
  EXPECT_TRUE(check_own_directory(link, OthersMay::Read));
  EXPECT_FALSE(check_own_directory(link, OthersMay::Nothing));
  ASSERT_EQ(::chmod(directory.c_str(), 0755), 0);
  EXPECT_TRUE(check_own_directory(directory, OthersMay::Read));
  EXPECT_FALSE(check_own_directory(directory, OthersMay::Nothing));
  ASSERT_EQ(::chmod(directory.c_str(), 0775), 0);
  const auto open = check_own_directory(directory, OthersMay::Read);
  EXPECT_EQ(open.error().message,
            "others may write to " + directory.native() + "; run: chmod go-w " + directory.native());
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
