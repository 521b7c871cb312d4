#include "app/gui/demo/plain_http.hpp"

#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

TEST(LoopbackUrl, IsTakenApart) {
  const auto url = parse_loopback_url("http://127.0.0.1:4321/token/anthropic/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->address, "127.0.0.1");
  EXPECT_EQ(url->port, 4321);
  EXPECT_EQ(url->path, "/token/anthropic");
}

TEST(LoopbackUrl, RefusesWhatIsNotPlain) {
  for (const char* text :
       {"https://127.0.0.1:1/", "http://127.0.0.1/", "http://127.0.0.1:0/", "http://127.0.0.1:70000", ""})
    EXPECT_FALSE(parse_loopback_url(text)) << text;
}

TEST(ChunkedBody, GivesTheSamePayloadAtEveryCut) {
  constexpr std::string_view kBody = "5\r\nhello\r\n1;name=value\r\n \r\n6\r\nworld!\r\n0\r\n\r\n";
  for (std::size_t cut = 0; cut <= kBody.size(); ++cut) {
    ChunkedBody body;
    std::string out;
    ASSERT_TRUE(body.feed(kBody.substr(0, cut), out));
    ASSERT_TRUE(body.feed(kBody.substr(cut), out));
    EXPECT_EQ(out, "hello world!") << "cut at " << cut;
  }
}

TEST(ChunkedBody, RefusesAChunkWithoutASize) {
  ChunkedBody body;
  std::string out;
  EXPECT_FALSE(body.feed("hello\r\n", out));
}

}  // namespace
}  // namespace tabacus::app
