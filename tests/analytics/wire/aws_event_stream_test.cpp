#include "analytics/wire/aws_event_stream.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/aws_frames.hpp"

namespace tabacus::analytics {
namespace {

using test::aws_event;
using test::aws_exception;
using test::aws_header;
using test::aws_message;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kLimit = 1024 * 1024;

/// What a stream in these pieces gives: "kind/event/exception=payload" of each message, and every trouble's code.
struct Read {
  std::vector<std::string> messages;
  std::vector<ErrorCode> troubles;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read(const std::vector<std::string_view>& pieces, std::size_t limit = kLimit) {
  AwsEventStreamParser parser{limit};
  Read out;
  const auto sink = [&](const AwsMessage& message) {
    out.messages.push_back(std::string{message.kind} + "/" + std::string{message.event} + "/" +
                           std::string{message.exception} + "=" + std::string{message.payload});
  };
  for (const std::string_view piece : pieces)
    if (const auto fed = parser.feed(piece, sink); !fed) out.troubles.push_back(fed.error().code);
  if (const auto ended = parser.finish(); !ended) out.troubles.push_back(ended.error().code);
  return out;
}

void expect_at_every_cut(std::string_view stream, const std::vector<std::string>& messages) {
  for (std::size_t cut = 0; cut <= stream.size(); ++cut)
    ASSERT_EQ(read({stream.substr(0, cut), stream.substr(cut)}).messages, messages) << "cut at " << cut;
  std::vector<std::string_view> bytes;
  for (const char& byte : stream) bytes.emplace_back(&byte, 1);
  EXPECT_EQ(read(bytes).messages, messages);
}

// The first example of the AWS SDKs' test vectors (aws/aws-sdk-go, private/protocol/eventstream/testdata): a message of
// no headers and no payload.
TEST(AwsEventStream, ReadsTheEmptyMessageOfTheTestVectors) {
  const std::string empty{"\x00\x00\x00\x10\x00\x00\x00\x00\x05\xc2\x48\xeb\x7d\x98\xc8\xff", 16};
  expect_at_every_cut(empty, {"//="});
  EXPECT_EQ(aws_message("", ""), empty);
}

TEST(AwsEventStream, GivesTheSameMessagesAtEveryCut) {
  const std::string stream = aws_event("chunk", R"({"bytes":"e30="})") + aws_event("metadata", "") +
                             aws_exception("throttlingException", R"({"message":"slow down"})");
  expect_at_every_cut(stream, {R"(event/chunk/={"bytes":"e30="})",
                               "event/metadata/=", R"(exception//throttlingException={"message":"slow down"})"});
  EXPECT_THAT(read({stream}).troubles, IsEmpty());
}

TEST(AwsEventStream, ReadsHeadersOfEveryType) {
  std::string headers;
  const auto add = [&](char type, std::string_view value) { headers.append("\x01h").append(1, type).append(value); };
  add(0, "");
  add(1, "");
  add(2, "x");
  add(3, "xx");
  add(4, "xxxx");
  add(5, "xxxxxxxx");
  add(6, std::string_view{"\x00\x03xyz", 5});
  add(8, "xxxxxxxx");
  add(9, "xxxxxxxxxxxxxxxx");
  headers += aws_header(":event-type", "chunk");
  expect_at_every_cut(aws_message(headers, "p"), {"/chunk/=p"});
}

struct DamageCase {
  const char* name;
  std::string damaged;
};

class AwsEventStreamDamage : public testing::TestWithParam<DamageCase> {};

TEST_P(AwsEventStreamDamage, CostsItsMessageOnlyAndIsToldAtEveryCut) {
  const std::string stream = aws_event("a", "1") + GetParam().damaged + aws_event("b", "2") + aws_event("c", "3");
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    const std::string_view view = stream;
    const Read out = read({view.substr(0, cut), view.substr(cut)});
    ASSERT_THAT(out.messages, ElementsAre("event/a/=1", "event/b/=2", "event/c/=3")) << "cut at " << cut;
    ASSERT_THAT(out.troubles, ElementsAre(ErrorCode::InvalidInput)) << "cut at " << cut;
  }
}

std::string with_flipped(std::string message, std::size_t at) {
  message[at] = static_cast<char>(message[at] ^ 0x01);
  return message;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, AwsEventStreamDamage,
    testing::Values(
        DamageCase{"length", with_flipped(aws_event("x", "payload"), 3)},
        DamageCase{"prelude_checksum", with_flipped(aws_event("x", "payload"), 9)},
        DamageCase{"header", with_flipped(aws_event("x", "payload"), 20)},
        DamageCase{"payload", with_flipped(aws_event("x", "payload"), aws_event("x", "payload").size() - 6)},
        DamageCase{"message_checksum", with_flipped(aws_event("x", "payload"), aws_event("x", "payload").size() - 1)},
        DamageCase{"header_of_no_type", aws_message("\x01h\x0a", "p")},
        DamageCase{"header_of_no_name", aws_message(std::string{"\x00\x00", 2}, "p")},
        DamageCase{"header_cut_short", aws_message(aws_header("h", "value").substr(0, 6), "p")},
        DamageCase{"something_else", "HTTP/1.1 500 Internal Server Error\r\n\r\n"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(AwsEventStream, SkipsAMessageOverTheLimitAndReadsOn) {
  const std::string stream = aws_event("a", "1") + aws_event("long", std::string(5000, 'x')) + aws_event("b", "2");
  for (const std::size_t step : {1U, 7U, 100000U}) {
    std::vector<std::string_view> pieces;
    for (std::string_view rest = stream; !rest.empty(); rest.remove_prefix(std::min(step, rest.size())))
      pieces.push_back(rest.substr(0, step));
    const Read out = read(pieces, 1000);
    EXPECT_THAT(out.messages, ElementsAre("event/a/=1", "event/b/=2"));
    EXPECT_THAT(out.troubles, ElementsAre(ErrorCode::Exhausted));
  }
}

TEST(AwsEventStream, SaysWhenItEndsInsideAMessage) {
  const std::string message = aws_event("a", "1");
  EXPECT_THAT(read({std::string_view{message}.substr(0, 20)}).troubles, ElementsAre(ErrorCode::InvalidInput));
  EXPECT_THAT(read({}).troubles, IsEmpty());
}

TEST(AwsEventStream, FindsTheNextMessageBehindAGap) {
  const std::string first = aws_event("a", std::string(300, 'x'));
  const std::string second = aws_event("b", "2") + aws_event("c", "3");
  for (std::size_t lost = 0; lost < first.size(); ++lost) {
    AwsEventStreamParser parser{kLimit};
    std::vector<std::string> events;
    const auto sink = [&](const AwsMessage& message) { events.emplace_back(message.event); };
    ASSERT_TRUE(parser.feed(std::string_view{first}.substr(0, first.size() - lost), sink));
    events.clear();
    parser.resynchronise();
    ASSERT_TRUE(parser.feed(std::string_view{first}.substr(first.size() - lost), sink));
    ASSERT_TRUE(parser.feed(second, sink));
    ASSERT_THAT(events, ElementsAre("b", "c")) << lost;
  }
}

TEST(AwsEventStream, NeedsLinearTimeWhateverThePieces) {
  // 2 MB of messages of 64 KiB, and of nothing that is one; byte by byte a quadratic reader would take minutes.
  std::string stream;
  const std::string message = aws_event("chunk", std::string(64 * 1024, 'x'));
  while (stream.size() < 1024 * 1024) stream += message;
  stream += std::string(1024 * 1024, '\0');
  const auto begin = std::chrono::steady_clock::now();
  AwsEventStreamParser parser{kLimit};
  std::size_t messages = 0;
  for (const char& byte : stream) (void)parser.feed({&byte, 1}, [&](const AwsMessage&) { ++messages; });
  EXPECT_EQ(messages, 1024 * 1024 / message.size() + 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
}

}  // namespace
}  // namespace tabacus::analytics
