// A stream is metered while it comes, and holds as much memory at its end as at its beginning.
#include <gtest/gtest.h>
#include <malloc.h>

#include "tests/support/exchange_script.hpp"
#include "tests/support/sanitizers.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kStart =
    "data: {\"type\":\"message_start\",\"message\":{\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":25,"
    "\"output_tokens\":1}}}\n\n";
// Not in the spelling that is known without parsing.
constexpr std::string_view kDelta =
    "data: {\"delta\":{\"text\":\"word \",\"type\":\"text_delta\"},\"index\":0,\"type\":\"content_block_delta\"}\n\n";
constexpr std::string_view kEnd =
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":100}}\n\n"
    "data: {\"type\":\"message_stop\"}\n\n";

TEST(LongStream, IsMeteredAsItComesInFlatMemory) {
  const PriceBook book = PriceBook::shipped();
  const auto request = test::parse_http_text("POST /v1/messages HTTP/1.1\nHost: api.anthropic.com\n\n{}");
  SteadyTime now{};
  const auto exchange = open_exchange(test::opened_by(request, "anthropic"), now, book);
  exchange->on_body_end({Direction::ToUpstream});
  exchange->on_response(
      test::started_by(test::parse_http_text("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n")));
  exchange->on_body({Direction::ToClient, std::string{kStart}}, now);
  ASSERT_EQ(exchange->running().size(), 1U);
  EXPECT_GT(exchange->running()[0]->record().cost, Nanodollars{0}) << "known with the first event";

  std::string piece;
  while (piece.size() < 64 * 1024) piece += kDelta;
  piece.resize(64 * 1024);  // ends inside an event, as the next begins inside one
  const std::string rest = std::string{kDelta.substr(piece.size() % kDelta.size())};
  std::size_t early = 0;
  constexpr int kPieces = 64;  // 4 MiB
  for (int i = 0; i < kPieces; ++i) {
    exchange->on_body({Direction::ToClient, piece}, now += std::chrono::milliseconds{1});
    exchange->on_body({Direction::ToClient, rest}, now);
    if (i == kPieces / 8) early = mallinfo2().uordblks;
  }
  const CallRecord& running = exchange->running()[0]->record();
  EXPECT_EQ(running.times.first_token, std::chrono::milliseconds{1});
  EXPECT_EQ(running.facts.content_deltas,
            static_cast<std::int64_t>(kPieces * (piece.size() + rest.size()) / kDelta.size()));
  if (!testing::kIsSanitized) {
    EXPECT_LT(mallinfo2().uordblks, early + 64 * 1024);
  }
  exchange->on_body({Direction::ToClient, std::string{kEnd}}, now);
  exchange->on_body_end({Direction::ToClient});
  exchange->on_closed({}, now);
  EXPECT_EQ(exchange->take_finished().at(0).facts.usage.output_total, Tokens{100});
}

}  // namespace
}  // namespace tabacus::analytics
