#include "analytics/wire/http1_body.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

struct Fed {
  std::string payload;
  std::size_t consumed = 0;
  bool done = false;
  bool failed = false;
};

Fed feed_pieces(BodyFraming framing, std::initializer_list<std::string_view> pieces) {
  BodyFramer framer{framing};
  Fed fed;
  for (const std::string_view piece : pieces) {
    std::vector<std::string_view> payload;
    const auto consumed = framer.feed(piece, payload);
    for (const std::string_view bytes : payload) fed.payload += bytes;
    if (!consumed) {
      fed.failed = true;
      break;
    }
    fed.consumed += *consumed;
  }
  fed.done = framer.done();
  return fed;
}

struct BodyCase {
  const char* name;
  BodyFraming framing;
  std::string_view body;
  std::string_view payload;
};

class Bodies : public testing::TestWithParam<BodyCase> {};

TEST_P(Bodies, EndWhereTheyShouldAtEveryCut) {
  const auto& [name, framing, body, payload] = GetParam();
  const std::string bytes = std::string{body} + "GET / HTTP/1.1";  // the next message is not theirs
  const std::string_view all = bytes;
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    const Fed fed = feed_pieces(framing, {all.substr(0, cut), all.substr(cut)});
    EXPECT_FALSE(fed.failed) << "cut at " << cut;
    EXPECT_TRUE(fed.done) << "cut at " << cut;
    EXPECT_EQ(fed.payload, payload) << "cut at " << cut;
    EXPECT_EQ(fed.consumed, body.size()) << "cut at " << cut;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Framings, Bodies,
    testing::Values(
        BodyCase{"none", {BodyKind::None}, "", ""}, BodyCase{"length", {BodyKind::Length, 5}, "hello", "hello"},
        BodyCase{"chunked", {BodyKind::Chunked}, "5\r\nhello\r\n1;a=\"b\"\r\n \r\n0\r\n\r\n", "hello "},
        BodyCase{"trailers", {BodyKind::Chunked}, "a\r\n0123456789\r\n000\r\nX: y\r\nZ: \r\n\r\n", "0123456789"},
        BodyCase{"payload_like_an_end", {BodyKind::Chunked}, "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", "\r\n0\r\n\r\n"}),
    [](const auto& test) { return std::string{test.param.name}; });

struct BadChunk {
  const char* name;
  std::string_view bytes;
};

class BadChunks : public testing::TestWithParam<BadChunk> {};

TEST_P(BadChunks, AreRefusedAtEveryCut) {
  const std::string_view bytes = GetParam().bytes;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_TRUE(feed_pieces({BodyKind::Chunked}, {bytes.substr(0, cut), bytes.substr(cut)}).failed) << "cut at " << cut;
}

INSTANTIATE_TEST_SUITE_P(
    Chunks, BadChunks,
    testing::Values(BadChunk{"overflow", "FFFFFFFFFFFFFFFF1\r\n"}, BadChunk{"sign", "+5\r\nhello\r\n"},
                    BadChunk{"prefix", "0x5\r\nhello\r\n"}, BadChunk{"empty_size", "\r\n"},
                    BadChunk{"word_after_size", "5 6\r\nhello\r\n"}, BadChunk{"bare_lf_after_size", "5\nhello\r\n"},
                    BadChunk{"no_crlf_after_data", "5\r\nhello5\r\n"}, BadChunk{"lf_in_extension", "5;a\n\r\nhello"},
                    BadChunk{"bare_lf_trailer", "0\r\nX: y\n\r\n"}, BadChunk{"lone_cr_trailer", "0\r\nX\ry\r\n\r\n"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(BodyFramer, BoundsExtensionsAndTrailers) {
  const std::string extension = "1;" + std::string(BodyFramer::kMaxChunkLineBytes + 1, 'x');
  EXPECT_TRUE(feed_pieces({BodyKind::Chunked}, {extension}).failed);
  const std::string trailers = "0\r\n" + std::string(BodyFramer::kMaxTrailerBytes + 1, 'x');
  EXPECT_TRUE(feed_pieces({BodyKind::Chunked}, {trailers}).failed);
}

TEST(BodyFramer, LeavesABodyUntilCloseOpen) {
  BodyFramer framer{{BodyKind::UntilClose}};
  std::vector<std::string_view> payload;
  EXPECT_EQ(framer.feed("abc", payload).value_or(0), 3u);
  EXPECT_FALSE(framer.done());
  EXPECT_TRUE(framer.ends_with_connection());
}

}  // namespace
}  // namespace tabacus::analytics
