#include "analytics/wire/sse_parser.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <vector>

#include "tests/support/sse_events.hpp"

namespace tabacus::analytics {
namespace {

using ::tabacus::test::into;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::size_t kLimit = 1024 * 1024;

/// "name=data" of each event that the pieces give, the end of the stream included.
std::vector<std::string> events_of(const std::vector<std::string_view>& pieces) {
  SseParser parser{kLimit};
  std::vector<SseEvent> events;
  for (const std::string_view piece : pieces) EXPECT_TRUE(parser.feed(piece, into(events)));
  EXPECT_TRUE(parser.finish(into(events)));
  std::vector<std::string> texts;
  for (const SseEvent& event : events) texts.push_back(event.name + "=" + event.data);
  return texts;
}

struct StreamCase {
  const char* name;
  std::string_view input;
  std::vector<std::string> events;
};

class SseParserStreams : public testing::TestWithParam<StreamCase> {};

TEST_P(SseParserStreams, GiveTheSameEventsAtEveryCut) {
  const auto& [name, input, events] = GetParam();
  for (std::size_t cut = 0; cut <= input.size(); ++cut)
    EXPECT_EQ(events_of({input.substr(0, cut), input.substr(cut)}), events) << "cut at " << cut;
}

TEST_P(SseParserStreams, GiveTheSameEventsByteByByte) {
  const auto& [name, input, events] = GetParam();
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < input.size(); ++i) bytes.push_back(input.substr(i, 1));
  EXPECT_EQ(events_of(bytes), events);
}

INSTANTIATE_TEST_SUITE_P(
    Streams, SseParserStreams,
    testing::Values(
        StreamCase{"lf", "data: x\n\n", {"message=x"}}, StreamCase{"crlf", "data: x\r\n\r\n", {"message=x"}},
        StreamCase{"lone_cr", "data: x\r\rdata: y\r\r", {"message=x", "message=y"}},
        StreamCase{"mixed_line_ends", "data: x\r\n\ndata: y\n\rdata: z\r\r\n", {"message=x", "message=y", "message=z"}},
        StreamCase{"byte_order_mark",
                   "\xEF\xBB\xBF"
                   "data: x\n\n",
                   {"message=x"}},
        StreamCase{"byte_order_mark_later_is_part_of_a_name",
                   "\n\xEF\xBB\xBF"
                   "data: x\n\n",
                   {}},
        StreamCase{"comments", ": OPENROUTER PROCESSING\n\n:\ndata: x\n: y\n\n", {"message=x"}},
        StreamCase{"several_data_lines", "data: a\ndata:b\ndata\ndata: c\n\n", {"message=a\nb\n\nc"}},
        StreamCase{"no_space_after_colon", "event:ping\ndata:{\"a\":1}\n\n", {"ping={\"a\":1}"}},
        StreamCase{"only_one_space_is_eaten", "data:  x\n\n", {"message= x"}},
        StreamCase{"data_without_colon", "data\n\n", {"message="}},
        StreamCase{"id_and_retry_are_no_data", "id: 7\nretry: 10\n\ndata: x\n\n", {"message=x"}},
        StreamCase{"event_without_data_is_dropped", "event: a\n\ndata: x\n\n", {"message=x"}},
        StreamCase{"last_event_name_wins", "event: a\nevent: b\ndata: x\n\n", {"b=x"}},
        StreamCase{"names_are_case_sensitive", "DATA: x\nData: y\n\n", {}},
        StreamCase{"colon_in_value", "data: a:b: c\n\n", {"message=a:b: c"}},
        StreamCase{"end_without_blank_line", "event: last\ndata: x\n", {"last=x"}},
        StreamCase{"end_in_the_middle_of_a_line", "data: x\n\ndata: y", {"message=x", "message=y"}},
        StreamCase{"utf8", "data: \xC3\xA9\xF0\x9F\x98\x80\n\n", {"message=\xC3\xA9\xF0\x9F\x98\x80"}},
        StreamCase{
            "nul_and_control_bytes", std::string_view{"data: a\0\x01\n\n", 11}, {std::string{"message=a\0\x01", 11}}},
        StreamCase{"nothing", "", {}}, StreamCase{"blank_lines", "\n\r\n\r", {}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(SseParser, RefusesAnEventOverTheLimitAndStaysRefused) {
  for (const std::string_view line : {"data: 0123456789", "x0123456789abcdef"}) {
    SseParser parser{10};
    std::vector<SseEvent> events;
    ASSERT_TRUE(parser.feed("data: 1\n\n", into(events)));
    EXPECT_EQ(parser.feed(line, into(events)).error().code, ErrorCode::Exhausted);
    EXPECT_EQ(parser.feed("\n\ndata: 2\n\n", into(events)).error().code, ErrorCode::Exhausted);
    EXPECT_FALSE(parser.finish(into(events)));
    EXPECT_THAT(events, SizeIs(1));
  }
}

TEST(SseParser, BoundsAnEventOfManyShortLines) {
  SseParser parser{1000};
  std::vector<SseEvent> events;
  Result<void> fed;
  for (int line = 0; line < 1000 && fed; ++line) fed = parser.feed("data: 0123456789\n", into(events));
  EXPECT_FALSE(fed);
  EXPECT_THAT(events, IsEmpty());
}

std::vector<std::string> events_after_gap(std::string_view before, std::string_view after) {
  SseParser parser{kLimit};
  std::vector<SseEvent> events;
  EXPECT_TRUE(parser.feed(before, into(events)));
  parser.resynchronise();
  for (const char& byte : after) EXPECT_TRUE(parser.feed({&byte, 1}, into(events)));
  EXPECT_TRUE(parser.finish(into(events)));
  std::vector<std::string> data;
  for (const SseEvent& event : events) data.push_back(event.data);
  return data;
}

TEST(SseParser, GoesOnAtTheBlankLineAfterAGap) {
  EXPECT_THAT(events_after_gap("data: 1\n\ndata: 2", "rest\n\ndata: 4\n\n"), ElementsAre("1", "4"));
  EXPECT_THAT(events_after_gap("data: 1\n\ndata: 2", "\r\n\r\ndata: 4\r\n\r\n"), ElementsAre("1", "4"));
}

TEST(SseParser, NeverJoinsWhatStoodBeforeAndAfterAGap) {
  // The empty rest of a line is no blank line: what follows may be the second half of an event.
  EXPECT_THAT(events_after_gap("data: {\"a\":", "\ndata: 1}\n\ndata: 4\n\n"), ElementsAre("4"));
  EXPECT_THAT(events_after_gap("data: 1", "no line end at all"), IsEmpty());
}

TEST(SseParser, NeedsLinearTimeWhateverThePiecesAndLineEnds) {
  // 2 MB each; a parser that searches or copies its tail again for every piece or line needs minutes for these.
  for (const std::string_view line_end : {"\n", "\r", "\r\n"}) {
    std::string stream;
    while (stream.size() < 2'000'000) {
      stream.append("data: {\"delta\":\"some words of an answer\"}").append(line_end).append(line_end);
    }
    for (const std::size_t piece : {std::size_t{16}, std::size_t{64} * 1024, stream.size()}) {
      const auto start = std::chrono::steady_clock::now();
      SseParser parser{kLimit};
      std::vector<SseEvent> events;
      std::size_t count = 0;
      for (std::size_t at = 0; at < stream.size(); at += piece) {
        ASSERT_TRUE(parser.feed(std::string_view{stream}.substr(at, piece), into(events)));
        count += events.size();
        events.clear();
      }
      EXPECT_EQ(count, stream.size() / (41 + 2 * line_end.size()));
      EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10});
    }
  }
}

}  // namespace
}  // namespace tabacus::analytics
