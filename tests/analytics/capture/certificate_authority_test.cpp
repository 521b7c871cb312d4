// The authority for decrypted hosts: kept, bound to its list, secret.
#include "analytics/capture/certificate_authority.hpp"

#include <gtest/gtest.h>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

class AuthorityTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::shared_ptr<CertificateAuthority> open(std::vector<std::string> hosts) const {
    return CertificateAuthority::open(directory_.path(), std::move(hosts), now_).value();
  }

  const tabacus::testing::TempDir directory_;
  SystemTime now_ = SystemClock{}.wall();
};

TEST_F(AuthorityTest, IsKeptForItsOwnerAlone) {
  const auto authority = open({"api.anthropic.com"});
  const auto file = directory_.path() / "authority.pem";
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_NE(read_file(file).value().find("PRIVATE KEY"), std::string::npos);
  EXPECT_EQ(authority->certificate_pem().find("PRIVATE KEY"), std::string::npos) << "what programs get holds no key";
}

TEST_F(AuthorityTest, IsTheSameAsLongAsItsListIs) {
  const auto first = open({"api.anthropic.com", "API.openai.com"});
  EXPECT_EQ(open({"api.openai.com", "api.anthropic.com"})->certificate_pem(), first->certificate_pem());
  const auto other = open({"api.openai.com"});
  EXPECT_NE(other->certificate_pem(), first->certificate_pem());
  const std::string file = read_file(directory_.path() / "authority.pem").value();
  EXPECT_EQ(net::permitted_hosts_of({file, file}).value(), std::vector<std::string>{"api.openai.com"});
}

TEST_F(AuthorityTest, TakesAnySpellingOfAnAddress) {
  const auto authority = open({"2001:DB8:0:0::1"});
  EXPECT_TRUE(authority->covers("2001:db8::1"));
  EXPECT_TRUE(authority->server_for("2001:db8::1", now_));
  EXPECT_EQ(open({"[2001:db8:0::1]"})->certificate_pem(), authority->certificate_pem()) << "kept";
}

TEST_F(AuthorityTest, IsReplacedBeforeItExpires) {
  const auto first = open({"a.example"});
  now_ += std::chrono::hours{24 * 398};
  EXPECT_NE(open({"a.example"})->certificate_pem(), first->certificate_pem());
}

TEST_F(AuthorityTest, IsReplacedWhenItsFileIsDamaged) {
  const auto first = open({"a.example"});
  ASSERT_TRUE(write_private_file(directory_.path() / "authority.pem", "-----BEGIN CERTIFICATE-----\nrubbish"));
  EXPECT_NE(open({"a.example"})->certificate_pem(), first->certificate_pem());
}

TEST_F(AuthorityTest, IsReplacedWhenOthersCouldHaveMadeIt) {
  const auto file = directory_.path() / "authority.pem", planted = directory_.path() / "planted.pem";
  const auto first = open({"a.example"});
  std::filesystem::permissions(file, std::filesystem::perms::others_write, std::filesystem::perm_options::add);
  const auto second = open({"a.example"});
  EXPECT_NE(second->certificate_pem(), first->certificate_pem());
  std::filesystem::rename(file, planted);
  std::filesystem::create_symlink(planted, file);
  EXPECT_NE(open({"a.example"})->certificate_pem(), second->certificate_pem());
  EXPECT_FALSE(std::filesystem::is_symlink(file));
}

TEST_F(AuthorityTest, CoversTheListedHostsAndNoOthers) {
  const auto authority = open({"api.anthropic.com", "127.0.0.1"});
  EXPECT_TRUE(authority->covers("api.anthropic.com"));
  EXPECT_TRUE(authority->covers("API.Anthropic.com"));
  EXPECT_TRUE(authority->covers("127.0.0.1"));
  for (const char* other : {"anthropic.com", "x.api.anthropic.com", "api.anthropic.com.evil.example", "127.0.0.2", ""})
    EXPECT_FALSE(authority->covers(other)) << other;
}

TEST_F(AuthorityTest, ServesItsHostsAndKeepsTheLatest) {
  const auto authority = open({"a.example", "b.example"});
  const auto first = authority->server_for("a.example", now_).value();
  EXPECT_NE(authority->server_for("b.example", now_).value(), first);
  EXPECT_EQ(authority->server_for("a.example", now_).value(), first);
  EXPECT_NE(authority->server_for("a.example", now_ + std::chrono::hours{25}).value(), first) << "a fresh leaf";
  const auto refused = authority->server_for("c.example", now_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::PermissionDenied);
}

TEST_F(AuthorityTest, NeedsHostsThatAreNames) {
  EXPECT_EQ(CertificateAuthority::open(directory_.path(), {}, now_).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(CertificateAuthority::open(directory_.path(), {"https://a/"}, now_).error().code, ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace tabacus::analytics
