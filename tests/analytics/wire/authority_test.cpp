#include "analytics/wire/authority.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

struct ConnectCase {
  const char* name;
  const char* target;
  Authority expected;
  const char* text;
};

class ConnectTargets : public testing::TestWithParam<ConnectCase> {};

TEST_P(ConnectTargets, NameOneHostAndPort) {
  const auto authority = parse_connect_target(GetParam().target);
  ASSERT_TRUE(authority.has_value());
  EXPECT_EQ(*authority, GetParam().expected);
  EXPECT_EQ(authority->text(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, ConnectTargets,
    testing::Values(ConnectCase{"name", "api.anthropic.com:443", {"api.anthropic.com", 443}, "api.anthropic.com:443"},
                    ConnectCase{"upper_case", "API.OpenAI.com:443", {"api.openai.com", 443}, "api.openai.com:443"},
                    ConnectCase{"single_label", "localhost:8080", {"localhost", 8080}, "localhost:8080"},
                    ConnectCase{"underscore", "my_box.lan:1", {"my_box.lan", 1}, "my_box.lan:1"},
                    ConnectCase{"ipv4", "127.0.0.1:65535", {"127.0.0.1", 65535}, "127.0.0.1:65535"},
                    ConnectCase{"ipv6", "[::1]:443", {"::1", 443}, "[::1]:443"},
                    ConnectCase{"ipv6_long", "[2001:DB8:0:0:0:0:0:1]:443", {"2001:db8::1", 443}, "[2001:db8::1]:443"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Hosts, HaveOneSpelling) {
  EXPECT_EQ(parse_host("API.Example.com").value(), "api.example.com");
  EXPECT_EQ(parse_host("127.0.0.1").value(), "127.0.0.1");
  for (const char* spelling : {"2001:DB8:0:0::1", "[2001:db8::1]", "2001:0db8::0001"})
    EXPECT_EQ(parse_host(spelling).value(), "2001:db8::1") << spelling;
  for (const char* other :
       {"", "a:443", "[a]", "[::1", "::1]", "fe80::1%eth0", "127.1", "*.a", "https://a/", "a.", "[]"})
    EXPECT_FALSE(parse_host(other).has_value()) << other;
}

struct RefusedTarget {
  const char* name;
  std::string_view target;
};

class RefusedConnectTargets : public testing::TestWithParam<RefusedTarget> {};

TEST_P(RefusedConnectTargets, AreInvalid) { EXPECT_FALSE(parse_connect_target(GetParam().target).has_value()); }

INSTANTIATE_TEST_SUITE_P(
    Forms, RefusedConnectTargets,
    testing::Values(RefusedTarget{"empty", ""}, RefusedTarget{"no_port", "a"}, RefusedTarget{"empty_port", "a:"},
                    RefusedTarget{"no_host", ":443"}, RefusedTarget{"port_zero", "a:0"},
                    RefusedTarget{"port_padded", "a:0443"}, RefusedTarget{"port_too_large", "a:65536"},
                    RefusedTarget{"port_signed", "a:+443"}, RefusedTarget{"two_ports", "a:443:443"},
                    RefusedTarget{"user_name", "tab@a:443"}, RefusedTarget{"path", "a:443/"},
                    RefusedTarget{"scheme", "http://a:443"}, RefusedTarget{"bare_ipv6", "::1:443"},
                    RefusedTarget{"open_bracket", "[::1:443"}, RefusedTarget{"bracket", "["},
                    RefusedTarget{"zone", "[fe80::1%25eth0]:443"}, RefusedTarget{"name_in_brackets", "[a]:443"},
                    RefusedTarget{"after_bracket", "[::1]443"}, RefusedTarget{"short_ipv4", "127.1:443"},
                    RefusedTarget{"padded_ipv4", "127.0.0.01:443"}, RefusedTarget{"decimal_ipv4", "2130706433:443"},
                    RefusedTarget{"hexadecimal_ipv4", "0x7f000001:443"}, RefusedTarget{"empty_label", "a..b:443"},
                    RefusedTarget{"last_dot", "a.:443"}, RefusedTarget{"hyphen_first", "-a:443"},
                    RefusedTarget{"percent", "%61:443"}, RefusedTarget{"utf8", "b\xC3\xBC.example:443"},
                    RefusedTarget{"nul", std::string_view{"127.0.0.1\0:443", 14}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ConnectTarget, ALabelOf63BytesIsTheLongest) {
  EXPECT_TRUE(parse_connect_target(std::string(63, 'a') + ".x:1").has_value());
  EXPECT_FALSE(parse_connect_target(std::string(64, 'a') + ".x:1").has_value());
}

struct AbsoluteCase {
  const char* name;
  const char* target;
  Authority authority;
  const char* origin_form;
};

class AbsoluteTargets : public testing::TestWithParam<AbsoluteCase> {};

TEST_P(AbsoluteTargets, KeepTheirPathAsItStands) {
  const auto parsed = parse_absolute_target(GetParam().target);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->authority, GetParam().authority);
  EXPECT_EQ(parsed->origin_form, GetParam().origin_form);
}

INSTANTIATE_TEST_SUITE_P(Forms, AbsoluteTargets,
                         testing::Values(AbsoluteCase{"root", "http://a", {"a", 80}, "/"},
                                         AbsoluteCase{"port", "http://a:8080/x", {"a", 8080}, "/x"},
                                         AbsoluteCase{"scheme_in_capitals", "HTTP://A/", {"a", 80}, "/"},
                                         AbsoluteCase{"query_only", "http://a?q=1", {"a", 80}, "/?q=1"},
                                         AbsoluteCase{"odd_path",
                                                      "http://a//x/%2F/../y?a=%20&b=http://c",
                                                      {"a", 80},
                                                      "//x/%2F/../y?a=%20&b=http://c"},
                                         AbsoluteCase{"ipv6", "http://[::1]:81/x", {"::1", 81}, "/x"}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(AbsoluteTarget, OfAnythingButPlainHttpIsInvalid) {
  for (const char* target : {"https://a/", "ftp://a/", "http:///x", "http://u:p@a/", "http://a:/x", "http://a/#f",
                             "http:/a", "http://", "*", "a:80"})
    EXPECT_FALSE(parse_absolute_target(target).has_value()) << target;
}

}  // namespace
}  // namespace tabacus::analytics
