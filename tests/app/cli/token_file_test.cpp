// Where the inspector's token is kept: for its user alone, whatever lies there already.
#include "app/cli/token_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class TokenFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path file() const { return temp_.path() / "token"; }
  void write(const std::string& text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) const {
    std::ofstream{file()} << text;
    fs::permissions(file(), mode);
  }

  testing::TempDir temp_;
};

TEST_F(TokenFileTest, MakesATokenOnceForItsUserAlone) {
  const auto made = token_kept_in(file());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->size(), 43U);
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(token_kept_in(file()).value(), *made);
  EXPECT_EQ(std::distance(fs::directory_iterator{temp_.path()}, fs::directory_iterator{}), 1) << "nothing else stays";
}

TEST_F(TokenFileTest, TakesATokenThatLiesThere) {
  write("0123456789-abcdefghij_KL\r\n");
  EXPECT_EQ(token_kept_in(file()).value(), "0123456789-abcdefghij_KL");
}

TEST_F(TokenFileTest, RefusesAFileThatOthersMayReadAndLeavesItAsItIs) {
  const std::string token = "0123456789-abcdefghij_KL";
  for (const fs::perms open : {fs::perms::group_read, fs::perms::others_read}) {
    write(token, fs::perms::owner_read | fs::perms::owner_write | open);
    const auto refused = token_kept_in(file());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::PermissionDenied);
    EXPECT_THAT(refused.error().message, HasSubstr("chmod 600"));
    EXPECT_THAT(refused.error().message, ::testing::Not(HasSubstr(token)));
  }
}

TEST_F(TokenFileTest, RefusesALink) {
  std::ofstream{temp_.path() / "other"} << "0123456789-abcdefghij_KL";
  fs::permissions(temp_.path() / "other", fs::perms::owner_read);
  fs::create_symlink("other", file());
  EXPECT_EQ(token_kept_in(file()).error().code, ErrorCode::PermissionDenied);
}

TEST_F(TokenFileTest, RefusesWhatIsNoToken) {
  for (const std::string& text : {std::string{}, std::string{"short"}, std::string(21, 'a'), std::string(129, 'a'),
                                  std::string{"0123456789 abcdefghijKLMN"}, std::string{"0123456789abcdefghij\nKLMNOP"},
                                  std::string{"0123456789abcdefghij&x=<b>"}}) {
    write(text);
    const auto refused = token_kept_in(file());
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(refused.error().message, HasSubstr("22 to 128"));
  }
}

TEST_F(TokenFileTest, SaysWhereATokenCannotBeKept) {
  const auto failed = token_kept_in(temp_.path() / "no-such-folder" / "token");
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("no-such-folder"));
}

}  // namespace
}  // namespace tabacus::app
