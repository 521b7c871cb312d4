#include "analytics/bodies/prepared_call.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/encode.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kKey = "sk-ant-api03-AbCdEfGhIjKlMnOp";
constexpr SteadyTime kBegun{};

class PreparedCallTest : public ::testing::Test {
 protected:
  /// In chunks of so many bytes, a millisecond apart.
  void send(CallBody::Side& side, std::string_view bytes, std::size_t chunk = 7) {
    for (SteadyTime at = kBegun; !bytes.empty();
         bytes.remove_prefix(std::min(chunk, bytes.size())), at += milliseconds{1})
      body_->append(side, bytes.substr(0, chunk), at);
  }
  [[nodiscard]] PreparedCall made() const { return prepare(*body_, masker_); }
  [[nodiscard]] static std::string text_of(const PreparedSide& side) {
    std::string text;
    for (const MaskedText& piece : side.pieces) text += piece.text;
    return text;
  }

  const Masker masker_{HashKey{3, 4}};
  std::shared_ptr<BodyBudget> budget_ = std::make_shared<BodyBudget>(64 * 1024 * 1024);
  std::shared_ptr<CallBody> body_ = std::make_shared<CallBody>(budget_, kBegun);
};

TEST_F(PreparedCallTest, EveryCodingIsUndoneAndMaskedWhereverChunksAreCut) {
  const std::string text = R"({"messages":[{"role":"user","content":")" + std::string{kKey} + R"("}],"n":1})";
  for (const std::string_view coding : {"", "gzip", "deflate", "br", "zstd"})
    for (const std::size_t chunk : {1UL, 5UL, 64UL, 100'000UL}) {
      body_ = std::make_shared<CallBody>(budget_, kBegun);
      body_->request.line = "POST /v1/messages";
      body_->response.line = "200 OK";
      for (CallBody::Side* side : {&body_->request, &body_->response}) {
        side->headers.add("content-encoding", coding);
        send(*side, test::encode(coding, text), chunk);
      }
      const PreparedCall call = made();
      for (const PreparedSide* side : {&call.request, &call.response}) {
        EXPECT_THAT(text_of(*side),
                    AllOf(HasSubstr("[masked:anthropic-key:"), Not(HasSubstr("AbCdEf")), HasSubstr(R"("n":1})")))
            << coding << ' ' << chunk;
        EXPECT_EQ(side->original_bytes, static_cast<std::int64_t>(text.size()));
        EXPECT_EQ(side->flags, 0);
      }
      EXPECT_THAT(call.request.pieces, SizeIs(3)) << "each message is a piece";
      EXPECT_THAT(call.response.pieces, SizeIs(1));
    }
}

TEST_F(PreparedCallTest, CodedBytesAreKeptBitForBitUnlessSomethingInThemIsSecret) {
  std::string long_text;
  for (std::uint64_t word = 1; long_text.size() < 60'000; word = word * 6364136223846793005U + 1)
    long_text += fmt::format("{:x} ", word % 100'000);
  const std::string key{kKey};
  struct Case {
    std::string_view coding;
    std::string text;
    bool is_kept;
  };
  for (const auto& [coding, text, is_kept] :
       {Case{"", long_text, false}, Case{"gzip", long_text, true}, Case{"deflate", long_text, true},
        Case{"br", long_text, true}, Case{"zstd", long_text, true}, Case{"gzip", R"({"model":"m"})", true},
        Case{"gzip", "", true}, Case{"zstd", "my key: " + key, false}}) {
    const std::string sent = test::encode(coding, text);
    body_ = std::make_shared<CallBody>(budget_, kBegun);
    body_->request.line = "POST /v1/messages";
    body_->response.line = "200 OK";
    for (CallBody::Side* side : {&body_->request, &body_->response}) {
      side->headers.add("content-encoding", coding);
      send(*side, sent, 1000);
    }
    const PreparedCall call = made();
    for (const PreparedSide* side : {&call.request, &call.response}) {
      std::string coded;
      for (const MaskedText& piece : side->coded) coded += piece.text;
      EXPECT_EQ(coded, is_kept ? sent : "") << coding << ' ' << text.size();
    }
  }
}

TEST_F(PreparedCallTest, WhatLiesBehindTheCodedBytesMayHoldNoSecretEither) {
  body_->request.headers.add("content-encoding", "gzip");
  send(body_->request, test::encode("gzip", "hello") + "\n key " + std::string{kKey});
  const PreparedCall call = made();
  EXPECT_EQ(text_of(call.request), "hello");
  EXPECT_THAT(call.request.coded, IsEmpty());
}

TEST_F(PreparedCallTest, WhatCannotBeDecodedIsNotKept) {
  body_->request.headers.add("content-encoding", "martian");
  send(body_->request, kKey);
  body_->response.headers.add("content-encoding", "gzip");
  send(body_->response, "no gzip at all");
  const PreparedCall call = made();
  EXPECT_THAT(call.request.pieces, IsEmpty());
  EXPECT_EQ(call.request.flags, kBodyUndecoded);
  EXPECT_EQ(call.response.size(), 0U);
  EXPECT_EQ(call.response.flags, kBodyUndecoded);
}

TEST_F(PreparedCallTest, WhatIsTooMuchIsCutAndSaysSo) {
  const std::string much(CallBody::kMaxBytes, 'a');
  send(body_->request, much, much.size());
  send(body_->request, "b");
  EXPECT_EQ(made().request.flags, kBodyTruncated);
  EXPECT_EQ(made().request.size(), much.size());

  const std::string bomb = test::encode("gzip", std::string(2 * kMaxDecodedBody, 'x'));
  body_->response.headers.add("content-encoding", "gzip");
  send(body_->response, bomb, 4096);
  EXPECT_EQ(made().response.flags, kBodyTruncated);
  EXPECT_LE(made().response.size(), kMaxDecodedBody);
}

TEST_F(PreparedCallTest, ABudgetThatIsSpentLosesBytesAndGetsThemBack) {
  budget_ = std::make_shared<BodyBudget>(10);
  body_ = std::make_shared<CallBody>(budget_, kBegun);
  send(body_->request, "12345678");
  send(body_->response, "1234");
  EXPECT_EQ(body_->request.bytes, "12345678");
  EXPECT_EQ(body_->response.flags, kBodyLossy);
  EXPECT_EQ(budget_->left(), 2);
  body_.reset();
  EXPECT_EQ(budget_->left(), 10);
}

TEST_F(PreparedCallTest, MessagesOfASocketAreKeptApart) {
  body_->is_socket = true;
  body_->append_message(body_->request, R"({"input":[{"a":1}]})", kBegun);
  body_->append_message(body_->response, R"({"key":")" + std::string{kKey} + "\"}", kBegun + milliseconds{2});
  body_->append_message(body_->response, "{}", kBegun + milliseconds{9});
  const PreparedCall call = made();
  EXPECT_THAT(call.request.messages, ElementsAre(call.request.size()));
  ASSERT_THAT(call.response.messages, SizeIs(2));
  EXPECT_EQ(call.response.messages[1] - call.response.messages[0], 2U);
  ASSERT_THAT(call.response.arrivals, SizeIs(2));
  EXPECT_EQ(call.response.arrivals[1].offset, call.response.messages[0]) << "in the masked text";
  EXPECT_EQ(call.response.arrivals[1].after, milliseconds{9});
}

TEST_F(PreparedCallTest, ArrivalsNameThePlaceInTheDecodedText) {
  body_->response.headers.add("content-encoding", "gzip");
  const std::string coded = test::encode("gzip", "data: one\n\n");
  body_->append(body_->response, coded.substr(0, 5), kBegun + milliseconds{5});
  body_->append(body_->response, coded.substr(5), kBegun + milliseconds{8});
  const PreparedCall call = made();
  ASSERT_THAT(call.response.arrivals, SizeIs(2));
  EXPECT_EQ(call.response.arrivals[1].offset, 0U) << "five bytes are a part of gzip's head";
}

}  // namespace
}  // namespace tabacus::analytics
