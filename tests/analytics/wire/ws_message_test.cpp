#include "analytics/wire/ws_message.hpp"

#include <gmock/gmock.h>

#include <numeric>
#include <random>

#include "analytics/wire/ws_writer.hpp"
#include "tests/support/ws_messages.hpp"

namespace tabacus::analytics {
namespace {

using Side = WsWriter::Side;
using test::into;
using ::testing::ElementsAre;

struct Read {
  std::vector<WsMessage> messages;
  bool whole = true;
};

/// Cut into these pieces.
Read read(const std::vector<std::string_view>& pieces, std::optional<WsDeflateTerms::Side> deflate = std::nullopt) {
  WsAssembler assembler{deflate};
  Read result;
  for (const std::string_view piece : pieces)
    result.whole = assembler.feed(piece, into(result.messages)).has_value() && result.whole;
  return result;
}

Read read(std::string_view bytes, std::optional<WsDeflateTerms::Side> deflate = std::nullopt) {
  return read(std::vector{bytes}, deflate);
}

/// "text:hello", "close 1000:bye", "ping:x"
std::string words(const WsMessage& message) {
  constexpr const char* kNames[] = {"text", "binary", "close", "ping", "pong"};
  std::string name = kNames[static_cast<std::size_t>(message.kind)];
  if (message.kind == WsKind::Close) name += fmt::format(" {}", message.close_code);
  return name + ":" + message.text + (message.skimmed ? " (skimmed)" : "");
}

std::vector<std::string> words(const std::vector<WsMessage>& messages) {
  std::vector<std::string> all;
  for (const WsMessage& message : messages) all.push_back(words(message));
  return all;
}

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes += static_cast<char>(value);
  return bytes;
}

struct SpecCase {
  const char* name;
  std::string frames;
  bool deflated;
  std::vector<std::string> messages;
};

class WsSpecification : public testing::TestWithParam<SpecCase> {};

// The examples of RFC 6455 section 5.7 and RFC 7692 section 7.2.3, and other shapes written by hand.
INSTANTIATE_TEST_SUITE_P(
    Examples, WsSpecification,
    testing::Values(
        SpecCase{"Unmasked", bytes_of({0x81, 0x05, 'H', 'e', 'l', 'l', 'o'}), false, {"text:Hello"}},
        SpecCase{"Masked",
                 bytes_of({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}),
                 false,
                 {"text:Hello"}},
        SpecCase{"Fragments", bytes_of({0x01, 0x03, 'H', 'e', 'l', 0x80, 0x02, 'l', 'o'}), false, {"text:Hello"}},
        SpecCase{"PingBetweenFragments",
                 bytes_of({0x01, 0x03, 'H', 'e', 'l', 0x89, 0x01, '!', 0x80, 0x02, 'l', 'o'}),
                 false,
                 {"ping:!", "text:Hello"}},
        SpecCase{"Pong",
                 bytes_of({0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}),
                 false,
                 {"pong:Hello"}},
        SpecCase{"EmptyFragments", bytes_of({0x02, 0x00, 0x00, 0x00, 0x80, 0x00}), false, {"binary:"}},
        SpecCase{"LengthWrittenTooLong", bytes_of({0x81, 127, 0, 0, 0, 0, 0, 0, 0, 2, 'o', 'k'}), false, {"text:ok"}},
        SpecCase{"CloseWithReason", bytes_of({0x88, 0x05, 0x03, 0xe8, 'b', 'y', 'e'}), false, {"close 1000:bye"}},
        SpecCase{"CloseWithoutCode", bytes_of({0x88, 0x00}), false, {"close 1005:"}},
        SpecCase{"NothingAfterAClose", bytes_of({0x88, 0x00, 0xff, 0xff, 0xff}), false, {"close 1005:"}},
        SpecCase{"Compressed", bytes_of({0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}), true, {"text:Hello"}},
        SpecCase{"CompressedInFragments",
                 bytes_of({0x41, 0x03, 0xf2, 0x48, 0xcd, 0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00}),
                 true,
                 {"text:Hello"}},
        SpecCase{"CompressedInTheContextOfTheLast",
                 bytes_of({0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00,  //
                           0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00}),
                 true,
                 {"text:Hello", "text:Hello"}},
        SpecCase{"StoredBlock",
                 bytes_of({0xc1, 0x0b, 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00}),
                 true,
                 {"text:Hello"}},
        SpecCase{"LastBlock",
                 bytes_of({0xc1, 0x08, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00,  //
                           0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00}),
                 true,
                 {"text:Hello", "text:Hello"}},
        SpecCase{"TwoBlocks",
                 bytes_of({0xc1, 0x0d, 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00}),
                 true,
                 {"text:Hello"}},
        SpecCase{"PlainWhereCompressionWasAgreed", bytes_of({0x81, 0x02, 'o', 'k'}), true, {"text:ok"}}),
    [](const auto& test) { return test.param.name; });

TEST_P(WsSpecification, IsReadAlikeAtEveryCut) {
  const auto& [name, frames, deflated, expected] = GetParam();
  const auto deflate = deflated ? std::optional{WsDeflateTerms::Side{}} : std::nullopt;
  const std::string_view bytes = frames;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const Read result = read({bytes.substr(0, cut), bytes.substr(cut)}, deflate);
    EXPECT_TRUE(result.whole);
    EXPECT_EQ(words(result.messages), expected) << "cut at " << cut;
  }
}

struct BrokenCase {
  const char* name;
  std::string frames;
  bool deflated = false;
};

class WsBroken : public testing::TestWithParam<BrokenCase> {};

INSTANTIATE_TEST_SUITE_P(
    Streams, WsBroken,
    testing::Values(BrokenCase{"ReservedBits", bytes_of({0xa1, 0x00})},
                    BrokenCase{"UnknownKind", bytes_of({0x83, 0x00})},
                    BrokenCase{"UnknownControl", bytes_of({0x8b, 0x00})},
                    BrokenCase{"CompressedWithoutAgreement", bytes_of({0xc1, 0x01, 0x00})},
                    BrokenCase{"CompressedContinuation", bytes_of({0x41, 0x01, 0x00, 0xc0, 0x00}), true},
                    BrokenCase{"CompressedPing", bytes_of({0xc9, 0x00}), true},
                    BrokenCase{"LongPing", bytes_of({0x89, 126, 0, 126})},
                    BrokenCase{"PingInFragments", bytes_of({0x09, 0x00})},
                    BrokenCase{"ContinuationOfNothing", bytes_of({0x80, 0x00})},
                    BrokenCase{"MessageWithinAMessage", bytes_of({0x01, 0x00, 0x81, 0x00})},
                    BrokenCase{"ImpossibleLength", bytes_of({0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0})},
                    BrokenCase{"DamagedCompression", bytes_of({0xc1, 0x02, 0xff, 0xff}), true}),
    [](const auto& test) { return test.param.name; });

TEST_P(WsBroken, EndsTheReadingAndKeepsWhatWasWhole) {
  const auto& [name, frames, deflated] = GetParam();
  const std::string good = bytes_of({0x81, 0x02, 'o', 'k'});
  WsAssembler assembler{deflated ? std::optional{WsDeflateTerms::Side{}} : std::nullopt};
  std::vector<WsMessage> messages;
  const auto first = assembler.feed(good + frames, into(messages));
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, ErrorCode::InvalidInput);
  const auto later = assembler.feed(good, into(messages));
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().message, first.error().message);
  EXPECT_THAT(words(messages), ElementsAre("text:ok"));
}

struct TermsCase {
  const char* name;
  WsDeflateTerms terms;
};

class WsTerms : public testing::TestWithParam<TermsCase> {};

INSTANTIATE_TEST_SUITE_P(Of, WsTerms,
                         testing::Values(TermsCase{"BothKeepTheirContext", {}},
                                         TermsCase{"ClientForgets", {{false, 15}, {}}},
                                         TermsCase{"ServerForgets", {{}, {false, 15}}},
                                         TermsCase{"SmallWindows", {{true, 9}, {true, 10}}},
                                         TermsCase{"SmallestWindowAsZlibDoesIt", {{true, 8}, {}}}),
                         [](const auto& test) { return test.param.name; });

TEST_P(WsTerms, AreReadBackFromTheirHeader) {
  const WsDeflateTerms& terms = GetParam().terms;
  EXPECT_EQ(agreed_deflate({{{"Sec-WebSocket-Extensions", to_header(terms)}}}).value(), terms);
}

// Random messages of all kinds and sizes, fragmented and with pings between, written and read at random cuts.
TEST_P(WsTerms, GiveTheSameMessagesWhateverTheFramesAndCuts) {
  std::mt19937 random{7};
  const auto up_to = [&random](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most}(random);
  };
  for (const Side side : {Side::Client, Side::Server}) {
    const WsDeflateTerms& terms = GetParam().terms;
    WsWriter writer{side, terms};
    std::string stream;
    std::vector<std::string> expected;
    for (int i = 0; i < 60; ++i) {
      std::string text = fmt::format("{{\"type\":\"response.output_text.delta\",\"sequence_number\":{}}}", i);
      text.append(up_to(3000), static_cast<char>('a' + i % 26));
      const WsKind kind = up_to(3) == 0 ? WsKind::Binary : WsKind::Text;
      const auto frames = writer.frames(kind, text, 1 + up_to(200));
      for (const std::string& frame : frames) {
        stream += frame;
        if (up_to(4) == 0) stream += writer.control(WsKind::Ping, "between");
      }
      expected.push_back((kind == WsKind::Text ? "text:" : "binary:") + text);
    }
    WsAssembler assembler{side == Side::Client ? terms.client : terms.server};
    std::vector<WsMessage> messages;
    for (std::string_view rest = stream; !rest.empty();) {
      const std::string_view piece = rest.substr(0, up_to(5000));
      ASSERT_TRUE(assembler.feed(piece, into(messages)));
      rest.remove_prefix(piece.size());
    }
    std::erase_if(messages, [](const WsMessage& message) { return message.kind == WsKind::Ping; });
    EXPECT_EQ(words(messages), expected);
    const std::uint64_t wire =
        std::accumulate(messages.begin(), messages.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const WsMessage& m) { return sum + m.wire_bytes; });
    EXPECT_LE(wire, stream.size());
    EXPECT_GT(wire, stream.size() / 2) << "all but pings is counted";
  }
}

TEST(WsAssembler, ReadsAMessageInThreeCompressedFragmentsAtEveryCut) {
  WsWriter writer{Side::Server, WsDeflateTerms{}};
  std::string stream;
  for (const std::string_view text : {"{\"type\":\"a\",\"n\":1}", "{\"type\":\"a\",\"n\":2}"}) {
    const auto frames = writer.frames(WsKind::Text, text, 5);
    ASSERT_GE(frames.size(), 2U);
    stream += frames.front() + writer.control(WsKind::Ping, "p");
    for (std::size_t i = 1; i < frames.size(); ++i) stream += frames[i];
  }
  const std::string_view bytes = stream;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
    ASSERT_THAT(words(read({bytes.substr(0, cut), bytes.substr(cut)}, WsDeflateTerms::Side{}).messages),
                ElementsAre("ping:p", "text:{\"type\":\"a\",\"n\":1}", "ping:p", "text:{\"type\":\"a\",\"n\":2}"))
        << cut;
}

TEST(WsAssembler, SkimsALongMessageAndReadsTheNextWhole) {
  const std::string prompt(20'000'000, 'p');
  const std::string text =
      R"({"type":"response.create","input":[{"role":"user","content":")" + prompt + R"("}],"model":"gpt-5.5"})";
  for (const bool compressed : {false, true}) {
    const auto terms = compressed ? std::optional{WsDeflateTerms{}} : std::nullopt;
    WsWriter writer{Side::Client, terms};
    const std::string stream = writer.message(WsKind::Text, text) + writer.message(WsKind::Text, "{}");
    const Read result = read(stream, compressed ? std::optional{WsDeflateTerms::Side{}} : std::nullopt);
    ASSERT_TRUE(result.whole);
    ASSERT_THAT(
        words(result.messages),
        ElementsAre(R"(text:{"type":"response.create","input":[{"role":"user","content":""}],"model":"gpt-5.5"})"
                    " (skimmed)",
                    "text:{}"));
    EXPECT_GT(result.messages.front().wire_bytes, compressed ? 10'000U : prompt.size());
  }
}

TEST(WsFrameReader, StopsAMessageThatInflatesWithoutEnd) {
  WsWriter writer{Side::Server, WsDeflateTerms{}};
  const std::string stream = writer.message(WsKind::Text, std::string(1'000'000, 'x'));
  ASSERT_LT(stream.size(), 10'000U);
  WsFrameReader reader{WsDeflateTerms::Side{}, 100'000};
  std::uint64_t seen = 0;
  const auto read = reader.feed(stream, [&](const WsPiece& piece) { seen += piece.bytes.size(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Exhausted);
  EXPECT_LE(seen, 100'000U);
}

TEST(WsFrameReader, StopsAMessageOfNothingButLastBlocks) {
  std::string payload;
  for (int i = 0; i < 5'000; ++i) payload += bytes_of({0x03, 0x00});
  const std::string frame = bytes_of({0xc1, 126, static_cast<int>(payload.size() >> 8U), 0x10}) + payload;
  ASSERT_EQ(payload.size(), 10'000U);
  EXPECT_FALSE(read(frame, WsDeflateTerms::Side{}).whole);
}

struct AgreedCase {
  std::string_view header;
  std::optional<WsDeflateTerms> terms;
  bool known = true;
};

TEST(WsDeflate, ReadsWhatA101AgreesTo) {
  const AgreedCase cases[] = {
      {"", std::nullopt},
      {"permessage-deflate", WsDeflateTerms{}},
      {"Permessage-Deflate ; Client_No_Context_Takeover", WsDeflateTerms{{false, 15}, {}}},
      {"permessage-deflate; server_max_window_bits=10; client_max_window_bits=\"12\"",
       WsDeflateTerms{{true, 12}, {true, 10}}},
      {"permessage-deflate; server_max_window_bits=16", std::nullopt, false},
      {"permessage-deflate; client_max_window_bits", std::nullopt, false},
      {"permessage-deflate; odd", std::nullopt, false},
      {"permessage-deflate, permessage-deflate", std::nullopt, false},
      {"x-webkit-deflate-frame", std::nullopt, false},
  };
  for (const AgreedCase& row : cases) {
    const auto agreed = agreed_deflate({{{"Sec-WebSocket-Extensions", std::string{row.header}}}});
    EXPECT_EQ(agreed.has_value(), row.known) << row.header;
    EXPECT_EQ(agreed.value_or(std::nullopt), row.terms) << row.header;
  }
}

TEST(WsDeflate, TakesTheFirstOfferThatItUnderstands) {
  const auto offers = [](const std::string& value) { return Headers{{"sec-websocket-extensions", value}}; };
  EXPECT_EQ(accepted_deflate(offers("permessage-deflate; client_max_window_bits")), WsDeflateTerms{});
  EXPECT_EQ(accepted_deflate(offers("foo, permessage-deflate; odd, permessage-deflate; server_no_context_takeover")),
            (WsDeflateTerms{{}, {false, 15}}));
  EXPECT_EQ(accepted_deflate(offers("permessage-deflate; server_max_window_bits=8")), std::nullopt);
  EXPECT_EQ(accepted_deflate(offers("foo")), std::nullopt);
  EXPECT_EQ(accepted_deflate({}), std::nullopt);
  EXPECT_EQ(to_header({{false, 15}, {true, 9}}),
            "permessage-deflate; client_no_context_takeover; server_max_window_bits=9");
}

}  // namespace
}  // namespace tabacus::analytics
