// What programs are told of the tab's forward proxy: all of them, or the clients that take no base URL.
#include "analytics/clients/client_proxy.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr std::string_view kProxy = "http://tab:secret@127.0.0.1:4711";

std::string value_in(const Variables& variables, std::string_view name) {
  return std::string{value_of(variables, name)};
}

Variables made_of(const Variables& inherited, const Variables& tab = {}, const Variables& trust = {}) {
  return proxy_variables(tab, inherited, kProxy, trust);
}

/// What a program in the tab inherits.
Variables inside(const Variables& inherited, const Variables& variables) {
  Variables all = variables;
  for (const auto& entry : inherited)
    if (value_in(variables, entry.first).empty()) all.push_back(entry);
  return all;
}

TEST(ProxyVariables, NamesTheTabsPortAsProxyInEveryWayThatIsRead) {
  const auto variables = made_of({});
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"})
    EXPECT_EQ(value_in(variables, name), kProxy) << name;
  EXPECT_EQ(value_in(variables, "NODE_USE_ENV_PROXY"), "1");
}

TEST(ProxyVariables, LoopbackAndCredentialServersGoPastIt) {
  const auto variables = made_of({}, {{"NO_PROXY", "corp.example,127.0.0.1,localhost"}});
  EXPECT_THAT(value_in(variables, "NO_PROXY"), StartsWith("corp.example,127.0.0.1,localhost,::1,169.254.169.254,"));
  EXPECT_THAT(value_in(variables, "no_proxy"), HasSubstr("metadata.google.internal"));
  EXPECT_EQ(value_in(made_of({}, {{"NO_PROXY", "*"}}), "NO_PROXY"), "*");
}

TEST(ProxyVariables, ATabInsideATabSeesWhatWasBefore) {
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

TEST(ProxyVariables, WhatTheUserSetInsideTheTabStays) {
  Variables tab = made_of({{"HTTPS_PROXY", "http://corp:8080"}});
  std::ranges::find(tab, "HTTPS_PROXY", [](const auto& entry) { return std::string_view{entry.first}; })->second =
      "http://mine:1";
  EXPECT_EQ(value_in(without_outer_proxy(tab), "HTTPS_PROXY"), "http://mine:1");
}

const Variables kOneFile{{"SSL_CERT_FILE", "/d/trust-0.pem"}, {"TABACUS_TAB_TRUST", "/d/trust"}};

/// What a client is given in a tab that was opened with these variables, once the shell has set `since`.
Variables given(const Variables& inherited, const Variables& trust = {}, const Variables& since = {}) {
  Variables shell = inside(inherited, client_proxy_hints(inherited, std::string{kProxy}, trust));
  for (const auto& [name, value] : since) set_variable(shell, name, value);
  return proxy_for_client(shell);
}

TEST(ClientProxy, IsForThoseWhoAskForIt) {
  const Variables hints = client_proxy_hints({}, std::string{kProxy}, kOneFile);
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "SSL_CERT_FILE", "NODE_USE_ENV_PROXY"})
    EXPECT_EQ(value_in(hints, name), "") << name << " would hold for every program of the tab";
  const Variables client = given({{"NO_PROXY", "corp.example"}}, kOneFile);
  EXPECT_EQ(value_in(client, "HTTPS_PROXY"), kProxy);
  EXPECT_EQ(value_in(client, "SSL_CERT_FILE"), "/d/trust-0.pem");
  EXPECT_THAT(value_in(client, "NO_PROXY"), StartsWith("corp.example,127.0.0.1,"));
  EXPECT_EQ(value_in(client, "CURL_CA_BUNDLE"), "");
}

TEST(ClientProxy, StandsBeforeTheProxyThatTheTabItselfUses) {
  const Variables outside{{"HTTPS_PROXY", "http://corp:8080"}, {"SSL_CERT_FILE", "/corp.pem"}};
  const Variables client = given(outside, kOneFile);
  EXPECT_EQ(value_in(client, "HTTPS_PROXY"), kProxy);
  EXPECT_EQ(value_in(client, "TABACUS_OUTER_HTTPS_PROXY"), "http://corp:8080");
  EXPECT_EQ(value_in(client, "TABACUS_OUTER_SSL_CERT_FILE"), "/corp.pem");
}

TEST(ClientProxy, GivesWayToWhatWasSetSinceTheTabWasOpened) {
  for (const char* name : {"HTTPS_PROXY", "http_proxy", "ALL_PROXY"}) {
    EXPECT_THAT(given({}, {}, {{name, "http://mine:1"}}), IsEmpty()) << name;
    EXPECT_THAT(given({{name, "http://corp:1"}}, {}, {{name, "http://mine:1"}}), IsEmpty()) << name;
  }
  EXPECT_THAT(given({}, kOneFile, {{"SSL_CERT_FILE", "/mine.pem"}}), IsEmpty());
  EXPECT_EQ(value_in(given({}, {}, {{"SSL_CERT_FILE", "/mine.pem"}}), "HTTPS_PROXY"), kProxy) << "nothing is decrypted";
}

TEST(ClientProxy, HoldsForAClientThatAnotherHasStarted) {
  const Variables outside{{"HTTPS_PROXY", "http://corp:8080"}};
  const Variables shell = inside(outside, client_proxy_hints(outside, std::string{kProxy}, kOneFile));
  const Variables first = inside(shell, proxy_for_client(shell));
  const Variables second = proxy_for_client(first);
  EXPECT_EQ(value_in(second, "HTTPS_PROXY"), kProxy);
  EXPECT_EQ(value_in(second, "TABACUS_OUTER_HTTPS_PROXY"), "http://corp:8080");
}

TEST(ClientProxy, IsTakenBackByATabWithoutOneInsideTheTab) {
  const Variables outer = inside({}, client_proxy_hints({}, std::string{kProxy}, kOneFile));
  Variables shell = outer;
  for (const auto& [name, value] : client_proxy_hints(outer, {}, {})) set_variable(shell, name, value);
  EXPECT_THAT(proxy_for_client(shell), IsEmpty());
  EXPECT_THAT(client_proxy_hints({}, {}, {}), IsEmpty()) << "nothing to take back";
  constexpr std::string_view kInner = "http://tab:other@127.0.0.1:4712";
  for (const auto& [name, value] : client_proxy_hints(outer, std::string{kInner}, {})) set_variable(shell, name, value);
  EXPECT_EQ(value_in(proxy_for_client(shell), "HTTPS_PROXY"), kInner);
  EXPECT_EQ(value_in(proxy_for_client(shell), "SSL_CERT_FILE"), "") << "the inner tab decrypts nothing";
}

}  // namespace
}  // namespace tabacus::analytics
