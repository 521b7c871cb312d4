#include "analytics/capture/upstream_url.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

struct UrlCase {
  const char* name;
  const char* text;
  bool tls;
  const char* host;
  int port;
  const char* base_path;
  const char* authority;
};

class UpstreamUrls : public testing::TestWithParam<UrlCase> {};

TEST_P(UpstreamUrls, AreTakenApart) {
  const UrlCase& expected = GetParam();
  const auto url = parse_upstream_url(expected.text);
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->tls, expected.tls);
  EXPECT_EQ(url->host, expected.host);
  EXPECT_EQ(url->port, expected.port);
  EXPECT_EQ(url->base_path, expected.base_path);
  EXPECT_EQ(url->authority(), expected.authority);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, UpstreamUrls,
    testing::Values(UrlCase{"https", "https://api.anthropic.com", true, "api.anthropic.com", 443, "",
                            "api.anthropic.com"},
                    UrlCase{"path", "https://gw.example/a/v1/", true, "gw.example", 443, "/a/v1", "gw.example"},
                    UrlCase{"port", "HTTP://127.0.0.1:8080", false, "127.0.0.1", 8080, "", "127.0.0.1:8080"},
                    UrlCase{"other_scheme_port", "http://h:443/", false, "h", 443, "", "h:443"},
                    UrlCase{"ipv6", "http://[::1]:81/x", false, "::1", 81, "/x", "[::1]:81"},
                    UrlCase{"empty_port", "http://h:/x", false, "h", 80, "/x", "h"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(UpstreamUrl, RefusesWhatIsNoBaseUrl) {
  for (const char* text : {"", "api.anthropic.com", "ftp://h", "http://", "http://:80", "http://h:0", "http://h:65536",
                           "http://h:x", "http://u:p@h", "http://h/?q", "http://h/#f", "http://h/a b", "http://[::1",
                           "http://[::1]x", "http://h\r\nX: y/"})
    EXPECT_FALSE(parse_upstream_url(text).has_value()) << text;
}

TEST(UpstreamUrl, KnowsLoopback) {
  EXPECT_TRUE(parse_upstream_url("http://127.0.0.1:1")->is_loopback());
  EXPECT_TRUE(parse_upstream_url("http://LOCALHOST")->is_loopback());
  EXPECT_TRUE(parse_upstream_url("http://[::1]")->is_loopback());
  EXPECT_FALSE(parse_upstream_url("http://127.evil.example")->is_loopback());
}

}  // namespace
}  // namespace tabacus::analytics
