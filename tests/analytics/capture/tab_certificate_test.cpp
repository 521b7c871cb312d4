// The ports' certificate on disk: made once, kept, rotated, mended.
#include "analytics/capture/tab_certificate.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class TabCertificateFiles : public ::testing::Test {
 protected:
  [[nodiscard]] TabCertificate load(SystemTime now) const {
    return load_tab_certificate(directory_.path(), now).value();
  }
  [[nodiscard]] std::string certificate_on_disk() const { return read_file(certificate_file_).value(); }

  const tabacus::testing::TempDir directory_;
  const std::filesystem::path certificate_file_ = tab_certificate_file(directory_.path());
  const std::filesystem::path key_file_ = directory_.path() / "tab-key.pem";
  const SystemTime now_ = SystemClock{}.wall();
};

TEST_F(TabCertificateFiles, AreMadeOnceAndPrivate) {
  const TabCertificate first = load(now_);
  EXPECT_EQ(first.warning, "");
  EXPECT_EQ(certificate_on_disk(), first.credential.certificate_pem);
  EXPECT_EQ(std::filesystem::status(key_file_).permissions(), std::filesystem::perms{0600});
  EXPECT_EQ(load(now_ + hours{24 * 360}).credential.key_pem, first.credential.key_pem);
}

TEST_F(TabCertificateFiles, AreReplacedBeforeTheyExpireAndTheOldOneStaysTrusted) {
  const TabCertificate first = load(now_);
  const TabCertificate second = load(now_ + hours{24 * 370});
  EXPECT_EQ(second.warning, "");
  EXPECT_NE(second.credential.key_pem, first.credential.key_pem);
  EXPECT_EQ(certificate_on_disk(), second.credential.certificate_pem + first.credential.certificate_pem);
  const TabCertificate third = load(now_ + hours{24 * 740});
  EXPECT_EQ(certificate_on_disk(), third.credential.certificate_pem + second.credential.certificate_pem);
}

TEST_F(TabCertificateFiles, ThatAreBrokenAreReplacedAndToldOf) {
  const auto break_by = [&](const std::function<void()>& damage) {
    const TabCertificate good = load(now_);
    damage();
    const TabCertificate mended = load(now_);
    EXPECT_THAT(mended.warning, HasSubstr("is a new one now"));
    EXPECT_NE(mended.credential.key_pem, good.credential.key_pem);
    EXPECT_EQ(certificate_on_disk(), mended.credential.certificate_pem);
    EXPECT_EQ(load(now_).warning, "");
  };
  break_by([&] { ASSERT_TRUE(write_private_file(certificate_file_, "nonsense").has_value()); });
  break_by([&] { ASSERT_TRUE(write_private_file(key_file_, "").has_value()); });
  break_by([&] { std::filesystem::remove(key_file_); });
  break_by([&] { std::filesystem::remove(certificate_file_); });
  break_by([&] { std::filesystem::permissions(key_file_, std::filesystem::perms{0644}); });
  break_by([&] {
    const auto other = net::make_loopback_certificate(now_).value();
    ASSERT_TRUE(write_private_file(certificate_file_, other.certificate_pem).has_value());
  });
}

TEST_F(TabCertificateFiles, AreTheSameForAllWhoStartTogether) {
  std::vector<std::string> keys(8);
  {
    std::vector<std::jthread> starters;
    for (std::string& key : keys) starters.emplace_back([&] { key = load(now_).credential.key_pem; });
  }
  for (const std::string& key : keys) EXPECT_EQ(key, keys.front());
  EXPECT_THAT(keys.front(), StartsWith("-----BEGIN PRIVATE KEY-----"));
}

TEST_F(TabCertificateFiles, ThatCannotBeWrittenAreAnError) {
  EXPECT_FALSE(load_tab_certificate(directory_.path() / "missing", now_).has_value());
}

}  // namespace
}  // namespace tabacus::analytics
