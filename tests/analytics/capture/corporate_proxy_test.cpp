// Whether, and through which proxy, an upstream is reached.
#include "analytics/capture/corporate_proxy.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Environment = std::vector<std::pair<std::string, std::string>>;

struct Parsed {
  const char* url;
  net::ProxyServer proxy;
};

class ProxyUrl : public ::testing::TestWithParam<Parsed> {};

TEST_P(ProxyUrl, IsTakenApart) {
  const auto proxy = parse_proxy_url(GetParam().url);
  ASSERT_TRUE(proxy.has_value()) << proxy.error().message;
  EXPECT_EQ(*proxy, GetParam().proxy);
}

INSTANTIATE_TEST_SUITE_P(Forms, ProxyUrl,
                         ::testing::Values(Parsed{"http://proxy.corp:3128", {"proxy.corp", 3128, false, ""}},
                                           Parsed{"http://proxy.corp:3128/", {"proxy.corp", 3128, false, ""}},
                                           Parsed{"proxy.corp:3128", {"proxy.corp", 3128, false, ""}},
                                           Parsed{"HTTP://proxy.corp", {"proxy.corp", 80, false, ""}},
                                           Parsed{"https://proxy.corp", {"proxy.corp", 443, true, ""}},
                                           Parsed{"http://[fd00::1]:8080", {"fd00::1", 8080, false, ""}},
                                           Parsed{"http://u:p@proxy:1", {"proxy", 1, false, "Basic dTpw"}},
                                           Parsed{"http://u@proxy:1", {"proxy", 1, false, "Basic dTo="}},
                                           Parsed{"http://@proxy:1", {"proxy", 1, false, ""}},
                                           Parsed{"http://u%40x:p%3a%2f@proxy:1",
                                                  {"proxy", 1, false, "Basic dUB4OnA6Lw=="}},  // u@x : p:/
                                           Parsed{"http://u:p@ss@proxy:1", {"proxy", 1, false, "Basic dTpwQHNz"}}));

TEST(ProxyUrl, ThatCannotBeUsedIsNotQuoted) {
  for (const char* url : {"", "http://", "http://u:secret@", "ftp://u:secret@host", "http://u:secret@host:99999",
                          "socks5h://u:secret@host:1080", "http://u:secret@ho st"}) {
    const auto proxy = parse_proxy_url(url);
    ASSERT_FALSE(proxy.has_value()) << url;
    EXPECT_THAT(proxy.error().message, Not(HasSubstr("secret")));
  }
}

struct Exemption {
  const char* list;
  const char* host;
  std::uint16_t port;
  bool exempt;
};

class NoProxyList : public ::testing::TestWithParam<Exemption> {};

TEST_P(NoProxyList, NamesHosts) {
  const auto& [list, host, port, exempt] = GetParam();
  EXPECT_EQ(is_exempt(list, host, port), exempt) << list << " and " << host;
}

INSTANTIATE_TEST_SUITE_P(
    Rules, NoProxyList,
    ::testing::Values(
        Exemption{"", "a.example", 443, false}, Exemption{"*", "a.example", 443, true},
        Exemption{"a.example", "a.example", 443, true}, Exemption{"A.Example", "a.eXample", 443, true},
        Exemption{"example", "a.example", 443, true}, Exemption{".example", "a.example", 443, true},
        Exemption{"*.example", "a.example", 443, true}, Exemption{"xample", "a.example", 443, false},
        Exemption{"a.example.org", "a.example", 443, false}, Exemption{".", "a.example", 443, false},
        Exemption{"b.example, a.example", "a.example", 443, true},
        Exemption{"b.example a.example", "a.example", 443, true}, Exemption{"a.example:443", "a.example", 443, true},
        Exemption{"a.example:8443", "a.example", 443, false}, Exemption{"a.example:x", "a.example", 443, false},
        Exemption{"10.0.0.1", "10.0.0.1", 443, true}, Exemption{"10.0.0.1:80", "10.0.0.1", 443, false},
        Exemption{"0.0.1", "10.0.0.1", 443, false}, Exemption{"10.0.0.0/8", "10.9.8.7", 443, true},
        Exemption{"10.0.0.0/8", "11.0.0.1", 443, false}, Exemption{"10.0.0.0/0", "11.0.0.1", 443, true},
        Exemption{"10.0.0.0/33", "10.0.0.1", 443, false}, Exemption{"10.0.0.0/", "10.0.0.1", 443, false},
        Exemption{"172.16.0.0/12", "172.31.255.1", 443, true}, Exemption{"172.16.0.0/12", "172.32.0.1", 443, false},
        Exemption{"10.0.0.0/8", "a.example", 443, false}, Exemption{"fd00::/8", "fd12::1", 443, true},
        Exemption{"fd00::/8", "fe80::1", 443, false}, Exemption{"::/0", "10.0.0.1", 443, true},
        Exemption{"fd00::1", "fd00::1", 443, true}, Exemption{"fd00:0::1", "fd00::1", 443, true},
        Exemption{"[fd00::1]", "fd00::1", 443, true}, Exemption{"[fd00::1]:443", "fd00::1", 443, true},
        Exemption{"[fd00::1]:80", "fd00::1", 443, false}, Exemption{"[fd00", "fd00::1", 443, false}));

std::string way_to(const char* url, const Environment& environment) {
  std::vector<std::string> warnings;
  const auto proxy = CorporateProxy{environment, warnings}.proxy_for(parse_upstream_url(url).value());
  EXPECT_THAT(warnings, IsEmpty());
  return proxy ? proxy->host : "";
}

TEST(CorporateProxy, IsChosenByTheUpstreamsScheme) {
  const Environment both{{"HTTPS_PROXY", "http://secure"}, {"HTTP_PROXY", "http://plain"}};
  EXPECT_EQ(way_to("https://api.example", both), "secure");
  EXPECT_EQ(way_to("http://api.example", both), "plain");
  EXPECT_EQ(way_to("http://api.example", {{"https_proxy", "http://secure"}}), "");
  EXPECT_EQ(way_to("http://api.example", {{"ALL_PROXY", "all"}, {"https_proxy", "secure"}}), "all");
  EXPECT_EQ(way_to("https://api.example", {{"all_proxy", "all"}, {"HTTPS_PROXY", "secure"}}), "secure");
  EXPECT_EQ(way_to("https://api.example", {{"HTTPS_PROXY", "upper"}, {"https_proxy", "lower"}}), "lower");
  EXPECT_EQ(way_to("https://api.example", {{"HTTPS_PROXY", "upper"}, {"https_proxy", ""}}), "upper");
  EXPECT_EQ(way_to("https://api.example", {}), "");
}

TEST(CorporateProxy, IsPassedForLoopbackAndForExemptHosts) {
  const Environment environment{{"ALL_PROXY", "corp"}, {"NO_PROXY", "internal.example,10.0.0.0/8"}};
  for (const char* url : {"http://127.0.0.1:1", "https://localhost", "http://[::1]:8080", "http://127.8.9.1",
                          "https://gw.internal.example", "https://10.1.2.3/v1"})
    EXPECT_EQ(way_to(url, environment), "") << url;
  EXPECT_EQ(way_to("https://api.example", environment), "corp");
}

TEST(CorporateProxy, ThatCannotBeUsedIsOneWarningWithoutItsPassword) {
  std::vector<std::string> warnings;
  const CorporateProxy proxy{{{"ALL_PROXY", "socks5://u:secret@corp:1080"}}, warnings};
  EXPECT_THAT(warnings, ElementsAre(AllOf(HasSubstr("ALL_PROXY is a SOCKS proxy"), Not(HasSubstr("secret")))));
  EXPECT_FALSE(proxy.proxy_for(parse_upstream_url("https://api.example").value()).has_value());
}

}  // namespace
}  // namespace tabacus::analytics
