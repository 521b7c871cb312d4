// What a tab that decrypts leaves on disk, and when it goes.
#include "analytics/capture/forward_setup.hpp"

#include <gmock/gmock.h>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

class ForwardSetupTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::size_t trust_files() const {
    const auto directory = directory_.path() / "trust";
    if (!std::filesystem::exists(directory)) return 0;
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator{directory}, std::filesystem::directory_iterator{}));
  }

  const tabacus::testing::TempDir directory_;
  const SystemTime now_ = SystemClock{}.wall();
};

TEST_F(ForwardSetupTest, WritesNothingBeforeATabAsks) {
  ForwardSetup setup{directory_.path(), {"a.example"}};
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(ForwardSetupTest, TabsShareTheAuthorityAndHaveTheirOwnFiles) {
  ForwardSetup setup{directory_.path(), {"a.example"}};
  const auto first = setup.prepare("tab1", {}, now_).value();
  const auto second = setup.prepare("tab2", {}, now_).value();
  EXPECT_EQ(first.authority, second.authority);
  EXPECT_GE(trust_files(), 2U);
  setup.forget_tabs();
  EXPECT_EQ(trust_files(), 0U);
}

TEST_F(ForwardSetupTest, RemovesWhatNobodyCanUseAnyMore) {
  ASSERT_TRUE(make_private_directory(directory_.path() / "trust"));
  for (const char* name : {"old-0.pem", "new-0.pem"})
    ASSERT_TRUE(write_private_file(directory_.path() / "trust" / name, "x"));
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours{24 * 399};
  std::filesystem::last_write_time(directory_.path() / "trust" / "old-0.pem", long_ago);
  ForwardSetup setup{directory_.path(), {"a.example"}};
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "trust" / "old-0.pem"));
  EXPECT_TRUE(std::filesystem::exists(directory_.path() / "trust" / "new-0.pem"));
}

TEST_F(ForwardSetupTest, RemovesNothingThatIsNotItsOwn) {
  const auto trust = directory_.path() / "trust", elsewhere = directory_.path() / "elsewhere";
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours{24 * 399};
  const auto put_old = [&](const std::filesystem::path& file) {
    ASSERT_TRUE(make_private_directory(file.parent_path()));
    ASSERT_TRUE(write_private_file(file, "x"));
    std::filesystem::last_write_time(file, long_ago);
  };
  for (const char* name : {"notes.txt", "mine.pem", "a-b.pem"}) put_old(trust / name);
  { const ForwardSetup setup{directory_.path(), {"a.example"}}; }
  EXPECT_EQ(trust_files(), 3U);
  std::filesystem::remove_all(trust);
  put_old(elsewhere / "old-0.pem");
  std::filesystem::create_directory_symlink(elsewhere, trust);
  { const ForwardSetup setup{directory_.path(), {"a.example"}}; }
  EXPECT_TRUE(std::filesystem::exists(elsewhere / "old-0.pem"));
}

TEST_F(ForwardSetupTest, LeavesOutWhatIsNoHostAndSaysSo) {
  ForwardSetup setup{directory_.path(), {"a.example", "https://b.example/"}};
  const auto ready = setup.prepare("tab1", {}, now_).value();
  EXPECT_TRUE(ready.authority->covers("a.example"));
  EXPECT_THAT(
      ready.warnings,
      ::testing::ElementsAre("calls to it are not read: 'https://b.example/' is neither a host name nor an address"));
}

TEST_F(ForwardSetupTest, NeedsAHost) {
  ForwardSetup setup{directory_.path(), {"https://a.example/"}};
  const auto refused = setup.prepare("tab1", {}, now_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(trust_files(), 0U);
}

TEST(HostsToDecrypt, AreTheProvidersAndTheUsers) {
  EXPECT_THAT(hosts_to_decrypt({"mine.example"}),
              ::testing::IsSupersetOf({"mine.example", "api.anthropic.com", "api.openai.com"}));
}

}  // namespace
}  // namespace tabacus::analytics
