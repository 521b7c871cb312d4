// The files by which programs of a tab in forward-proxy mode are told whom to trust.
#include "analytics/capture/forward_environment.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::Pair;

std::string value_in(const Variables& variables, std::string_view name) {
  const auto found =
      std::ranges::find(variables, name, [](const auto& entry) { return std::string_view{entry.first}; });
  return found != variables.end() ? found->second : "";
}

TEST(ProxyUrl, HoldsTheToken) { EXPECT_EQ(proxy_url(4711, "secret"), "http://tab:secret@127.0.0.1:4711"); }

TEST(TrustVariables, KeepTheUsersOwnFilesAndElseTheSystems) {
  const auto wanted = trust_variables({{"REQUESTS_CA_BUNDLE", "/req.pem"}}, "/system.pem");
  std::vector<std::pair<std::string, std::string>> bases;
  for (const auto& [name, base] : wanted) bases.emplace_back(name, base);
  EXPECT_THAT(bases,
              ::testing::ElementsAre(Pair("NODE_EXTRA_CA_CERTS", ""), Pair("CODEX_CA_CERTIFICATE", "/system.pem"),
                                     Pair("SSL_CERT_FILE", "/system.pem"), Pair("REQUESTS_CA_BUNDLE", "/req.pem"),
                                     Pair("CURL_CA_BUNDLE", "/system.pem")));
}

TEST(TrustVariables, NeverTakeAwayASystemsListThatIsNotKnown) {
  const auto wanted = trust_variables({}, "");
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_EQ(wanted[0].name, "NODE_EXTRA_CA_CERTS");
}

TEST(TrustFiles, AreNotMadeOfWhatWaitsOrHasNoEnd) {
  const tabacus::testing::TempDir directory;
  const auto pipe = directory.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::vector<TrustVariable> wanted{{"SSL_CERT_FILE", pipe.native()}, {"CURL_CA_BUNDLE", "/dev/zero"}};
  EXPECT_TRUE(write_trust_files(directory.path() / "tab", wanted, "ours\n").value().empty());
}

TEST(TrustFiles, HoldTheBaseAndTheAuthority) {
  const tabacus::testing::TempDir directory;
  const auto base = directory.path() / "base.pem";
  ASSERT_TRUE(write_private_file(base, "BASE"));  // without a line end
  const auto prefix = directory.path() / "trust-x";
  const std::vector<TrustVariable> wanted{{"A", base}, {"B", ""}, {"C", base}, {"D", "/no/such/file"}};
  const auto variables = write_trust_files(prefix, wanted, "AUTHORITY\n").value();
  EXPECT_EQ(read_file(value_in(variables, "A")).value(), "BASE\nAUTHORITY\n");
  EXPECT_EQ(read_file(value_in(variables, "B")).value(), "AUTHORITY\n");
  EXPECT_EQ(value_in(variables, "C"), value_in(variables, "A"));
  EXPECT_EQ(value_in(variables, "D"), "") << "its programs would trust nobody but us";
  EXPECT_EQ(value_in(variables, "TABACUS_TAB_TRUST"), prefix.native());
  EXPECT_EQ(std::filesystem::status(value_in(variables, "A")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  remove_trust_files(prefix);
  EXPECT_FALSE(std::filesystem::exists(value_in(variables, "A")));
  EXPECT_FALSE(std::filesystem::exists(value_in(variables, "B")));
  EXPECT_TRUE(std::filesystem::exists(base));
}

}  // namespace
}  // namespace tabacus::analytics
