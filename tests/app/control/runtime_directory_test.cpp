#include "app/control/runtime_directory.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RuntimeDirectory : public ::testing::Test {
 protected:
  RuntimeDirectory() { ::setenv("XDG_RUNTIME_DIR", temp_.path().c_str(), 1); }
  tabacus::testing::TempDir temp_;
};

TEST_F(RuntimeDirectory, IsMadeForUsAlone) {
  EXPECT_EQ(check_own_directory(runtime_directory(), OthersMay::Nothing).error().code, ErrorCode::NotFound);
  const auto made = make_runtime_directory();
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, temp_.path() / "tabacus");
  struct stat found {};
  ASSERT_EQ(::stat(made->c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  EXPECT_TRUE(make_runtime_directory()) << "again";
}

TEST_F(RuntimeDirectory, IsRefusedWhereOthersCouldEnter) {
  ASSERT_TRUE(make_runtime_directory());
  ASSERT_EQ(::chmod((temp_.path() / "tabacus").c_str(), 0755), 0);
  const auto open = make_runtime_directory();
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, ErrorCode::PermissionDenied);
  EXPECT_THAT(open.error().message, HasSubstr("chmod 700"));
}

TEST_F(RuntimeDirectory, IsRefusedWhenItIsALinkOrAFile) {
  std::filesystem::create_directory_symlink("/tmp", temp_.path() / "tabacus");
  EXPECT_EQ(make_runtime_directory().error().code, ErrorCode::PermissionDenied);
  std::filesystem::remove(temp_.path() / "tabacus");
  ASSERT_TRUE(write_private_file(temp_.path() / "tabacus", "x"));
  EXPECT_EQ(make_runtime_directory().error().code, ErrorCode::PermissionDenied);
}

TEST_F(RuntimeDirectory, IsInTmpWithTheUsersNumberWhereTheSystemGivesNone) {
  for (const char* nothing : {"", "relative"}) {
    ::setenv("XDG_RUNTIME_DIR", nothing, 1);
    EXPECT_EQ(runtime_directory(), fmt::format("/tmp/tabacus-{}", ::geteuid()));
  }
}

TEST_F(RuntimeDirectory, ListsSockets) {
  EXPECT_THAT(control_sockets(temp_.path() / "missing"), IsEmpty());
  for (const char* name : {"window-2.sock", "run-1.sock", ".fresh", "notes"})
    ASSERT_TRUE(write_private_file(temp_.path() / name, ""));
  EXPECT_THAT(control_sockets(temp_.path()), ElementsAre(temp_.path() / "run-1.sock", temp_.path() / "window-2.sock"));
}

}  // namespace
}  // namespace tabacus::app
