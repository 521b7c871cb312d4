// What programs of a tab in forward-proxy mode are told.
#include "analytics/capture/forward_environment.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

constexpr std::string_view kProxy = "http://tab:secret@127.0.0.1:4711";

std::string value_in(const Variables& variables, std::string_view name) {
  const auto found =
      std::ranges::find(variables, name, [](const auto& entry) { return std::string_view{entry.first}; });
  return found != variables.end() ? found->second : "";
}

Variables made_of(const Variables& inherited, const Variables& tab = {}, const Variables& trust = {}) {
  return forward_environment(tab, inherited, std::string{kProxy}, trust);
}

/// What a program in the tab inherits.
Variables inside(const Variables& inherited, const Variables& variables) {
  Variables all = variables;
  for (const auto& entry : inherited)
    if (value_in(variables, entry.first).empty()) all.push_back(entry);
  return all;
}

TEST(ForwardEnvironment, NamesTheTabsPortAsProxyInEveryWayThatIsRead) {
  EXPECT_EQ(proxy_url(4711, "secret"), kProxy);
  const auto variables = made_of({});
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"})
    EXPECT_EQ(value_in(variables, name), kProxy) << name;
  EXPECT_EQ(value_in(variables, "NODE_USE_ENV_PROXY"), "1");
}

TEST(ForwardEnvironment, LoopbackAndCredentialServersGoPastIt) {
  const auto variables = made_of({}, {{"NO_PROXY", "corp.example,127.0.0.1,localhost"}});
  EXPECT_THAT(value_in(variables, "NO_PROXY"), StartsWith("corp.example,127.0.0.1,localhost,::1,169.254.169.254,"));
  EXPECT_THAT(value_in(variables, "no_proxy"), HasSubstr("metadata.google.internal"));
  EXPECT_EQ(value_in(made_of({}, {{"NO_PROXY", "*"}}), "NO_PROXY"), "*");
}

TEST(ForwardEnvironment, ATabInsideATabSeesWhatWasBefore) {
  const Variables outside{{"HTTPS_PROXY", "http://corp:8080"}, {"SSL_CERT_FILE", "/corp.pem"}, {"HOME", "/h"}};
  const Variables trust{{"SSL_CERT_FILE", "/d/trust-0.pem"},
                        {"NODE_EXTRA_CA_CERTS", "/d/trust-1.pem"},
                        {"TABACUS_TAB_TRUST", "/d/trust"}};
  const Variables tab = inside(outside, made_of(outside, {}, trust));
  const Variables unwrapped = without_outer_proxy(tab);
  EXPECT_EQ(value_in(unwrapped, "HTTPS_PROXY"), "http://corp:8080");
  EXPECT_EQ(value_in(unwrapped, "SSL_CERT_FILE"), "/corp.pem");
  EXPECT_EQ(value_in(unwrapped, "HTTP_PROXY"), "");
  EXPECT_EQ(value_in(unwrapped, "NODE_EXTRA_CA_CERTS"), "");
  EXPECT_EQ(value_in(unwrapped, "HOME"), "/h");
}

TEST(ForwardEnvironment, WhatTheUserSetInsideTheTabStays) {
  Variables tab = made_of({{"HTTPS_PROXY", "http://corp:8080"}});
  std::ranges::find(tab, "HTTPS_PROXY", [](const auto& entry) { return std::string_view{entry.first}; })->second =
      "http://mine:1";
  EXPECT_EQ(value_in(without_outer_proxy(tab), "HTTPS_PROXY"), "http://mine:1");
}

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
