#include "analytics/wire/content_coding.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/encode.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::uint64_t kLimit = 64 * 1024 * 1024;

ContentDecoder decoder_for(std::string_view encoding) {
  auto decoder = ContentDecoder::create(encoding, kLimit);
  EXPECT_TRUE(decoder) << encoding;
  return std::move(*decoder);
}

/// The decoded text of a body that comes in these pieces and then ends; the error's message when it has one.
std::string decode(std::string_view encoding, const std::vector<std::string_view>& pieces) {
  ContentDecoder decoder = decoder_for(encoding);
  std::string text;
  for (const std::string_view piece : pieces)
    if (const auto fed = decoder.feed(piece, [&](std::string_view out) { text += out; }); !fed)
      return fed.error().message;
  const auto ended = decoder.finish();
  return ended ? text : ended.error().message;
}

const std::string& sample() {
  static const std::string kSample = [] {
    std::string text;
    for (int i = 0; i < 60; ++i)
      text += "data: {\"index\":" + std::to_string(i * 7919) + ",\"text\":\"na\xC3\xAFve\"}\n\n";
    return text;
  }();
  return kSample;
}

struct CodingCase {
  const char* name;
  std::string_view header;
  std::string body;
};

class ContentDecoderCodings : public testing::TestWithParam<CodingCase> {};

TEST_P(ContentDecoderCodings, GiveTheSameTextAtEveryCut) {
  const std::string_view body = GetParam().body;
  for (std::size_t cut = 0; cut <= body.size(); ++cut)
    ASSERT_EQ(decode(GetParam().header, {body.substr(0, cut), body.substr(cut)}), sample()) << "cut at " << cut;
}

TEST_P(ContentDecoderCodings, GiveTheSameTextByteByByte) {
  std::vector<std::string_view> bytes;
  for (const char& byte : GetParam().body) bytes.emplace_back(&byte, 1);
  EXPECT_EQ(decode(GetParam().header, bytes), sample());
}

TEST_P(ContentDecoderCodings, SayWhenTheBodyEndsTooEarly) {
  if (decoder_for(GetParam().header).is_identity()) return;  // has no end of its own
  const std::string_view body = GetParam().body;
  EXPECT_THAT(decode(GetParam().header, {body.substr(0, body.size() / 3)}), testing::HasSubstr("ended inside"));
}

TEST_P(ContentDecoderCodings, TakeNoBodyAtAllForAGoodEnd) { EXPECT_EQ(decode(GetParam().header, {}), ""); }

INSTANTIATE_TEST_SUITE_P(
    Codings, ContentDecoderCodings,
    testing::Values(CodingCase{"none", "", sample()}, CodingCase{"identity", "Identity", sample()},
                    CodingCase{"gzip", "gzip", test::encode("gzip", sample())},
                    CodingCase{"gzip_in_capitals", "GZIP", test::encode("gzip", sample())},
                    CodingCase{"x_gzip", " x-gzip ", test::encode("gzip", sample())},
                    CodingCase{"deflate_zlib", "deflate", test::encode_zlib(sample(), 15)},
                    CodingCase{"deflate_raw", "deflate", test::encode_zlib(sample(), -15)},
                    CodingCase{"br", "br", test::encode("br", sample())},
                    CodingCase{"zstd", "zstd", test::encode("zstd", sample())},
                    CodingCase{"stacked", "gzip, br", test::encode("br", test::encode("gzip", sample()))},
                    CodingCase{"stacked_with_identity", "zstd,identity ,deflate",
                               test::encode("deflate", test::encode("zstd", sample()))},
                    CodingCase{
                        "gzip_members", "gzip",
                        test::encode("gzip", sample().substr(0, 100)) + test::encode("gzip", sample().substr(100))},
                    CodingCase{"gzip_padding", "gzip", test::encode("gzip", sample()) + std::string(8, '\0')},
                    CodingCase{"zstd_frames", "zstd",
                               test::encode("zstd", sample().substr(0, 1)) + test::encode("zstd", sample().substr(1))}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ContentDecoder, GivesTextAsSoonAsTheInputAllows) {
  // A server that flushes after each event must be followed event by event.
  z_stream server{};
  ASSERT_EQ(deflateInit2(&server, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  ContentDecoder decoder = decoder_for("gzip");
  for (const std::string_view event : {"data: one\n\n", "data: two\n\n", "data: three\n\n"}) {
    std::string wire(256, '\0');
    server.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(event.data()));
    server.avail_in = static_cast<uInt>(event.size());
    server.next_out = reinterpret_cast<Bytef*>(wire.data());
    server.avail_out = static_cast<uInt>(wire.size());
    deflate(&server, Z_SYNC_FLUSH);
    wire.resize(wire.size() - server.avail_out);
    std::string text;
    ASSERT_TRUE(decoder.feed(wire, [&](std::string_view out) { text += out; }));
    EXPECT_EQ(text, event);
  }
  deflateEnd(&server);
}

TEST(ContentDecoder, RefusesCodingsItDoesNotKnow) {
  EXPECT_EQ(ContentDecoder::create("compress", kLimit).error().code, ErrorCode::Unsupported);
  EXPECT_EQ(ContentDecoder::create("gzip, sdch", kLimit).error().code, ErrorCode::Unsupported);
  EXPECT_EQ(ContentDecoder::create("gzip,gzip,gzip,gzip,gzip", kLimit).error().code, ErrorCode::Exhausted);
}

TEST(ContentDecoder, StopsABombAtItsLimitInSmallPieces) {
  const std::string zeros(16 * 1024 * 1024, '\0');
  for (const std::string_view coding : {"gzip", "deflate", "br", "zstd"}) {
    auto decoder = ContentDecoder::create(coding, 1'000'000);
    std::size_t most = 0;
    std::size_t total = 0;
    const auto sink = [&](std::string_view out) {
      most = std::max(most, out.size());
      total += out.size();
    };
    const std::string bomb = test::encode(coding, zeros);
    EXPECT_EQ(decoder->feed(bomb, sink).error().code, ErrorCode::Exhausted) << coding;
    EXPECT_LE(total, 1'000'000u);
    EXPECT_LE(most, 64u * 1024);
    EXPECT_FALSE(decoder->feed("x", sink)) << "spent";
    EXPECT_FALSE(decoder->finish());
  }
}

TEST(ContentDecoder, RefusesAZstdWindowThatTheWebDoesNotAllow) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 25);
  std::string text(4 * 1024 * 1024, 'x');
  std::string body(ZSTD_compressBound(text.size()), '\0');
  ZSTD_inBuffer input{text.data(), text.size(), 0};
  ZSTD_outBuffer output{body.data(), body.size(), 0};
  ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush);  // size unknown, so the window is written as asked
  ZSTD_compressStream2(context, &output, &input, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  EXPECT_THAT(decode("zstd", {std::string_view{body}.substr(0, output.pos)}), testing::HasSubstr("damaged"));
}

TEST(ContentDecoder, ReportsDamageOnceAndStaysSpent) {
  for (const std::string_view coding : {"gzip", "deflate", "br", "zstd"}) {
    ContentDecoder decoder = decoder_for(coding);
    const auto ignore = [](std::string_view) {};
    EXPECT_EQ(decoder.feed("\xFF\xFFthis is plain text, not a compressed body", ignore).error().code,
              ErrorCode::InvalidInput)
        << coding;
    EXPECT_FALSE(decoder.feed(test::encode(coding, "x"), ignore));
  }
}

}  // namespace
}  // namespace tabacus::analytics
