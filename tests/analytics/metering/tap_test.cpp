#include "analytics/metering/tap.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

TapEvent chunk(Direction direction, std::size_t size) {
  return {1, SteadyTime{}, BodyBytes{direction, std::string(size, 'x')}};
}

std::size_t fill(Tap& tap, Direction direction, std::size_t chunk_size) {
  std::size_t taken = 0;
  while (taken < 1'000'000 && tap.offer(chunk(direction, chunk_size))) ++taken;
  return taken;
}

TEST(Tap, BoundsTinyChunksInMemoryAndTakesEveryEnd) {
  Tap tap;
  const std::size_t taken = fill(tap, Direction::ToClient, 1);
  EXPECT_LE(taken * sizeof(TapEvent), Tap::kAnswerCapacity);
  EXPECT_GT(taken, 1000U);
  EXPECT_TRUE(tap.offer({1, SteadyTime{}, BodyEnded{Direction::ToClient}}));
}

TEST(Tap, HasRoomOfItsOwnForRequests) {
  Tap tap;
  EXPECT_GT(fill(tap, Direction::ToClient, 64 * 1024), 0U);
  const std::size_t requests = fill(tap, Direction::ToUpstream, 64 * 1024);
  EXPECT_GT(requests * 64 * 1024, Tap::kAnswerCapacity);
  EXPECT_LE(requests * 64 * 1024, Tap::kRequestCapacity);
}

TEST(Tap, CountsWhatTheMeterIsAtUntilItAsksForMore) {
  Tap tap;
  (void)fill(tap, Direction::ToClient, 64 * 1024);
  const auto batch = tap.take();
  EXPECT_GT(batch.size(), 1U);
  EXPECT_FALSE(tap.offer(chunk(Direction::ToClient, 64 * 1024))) << "the meter still holds it";
  (void)tap.take();
  EXPECT_TRUE(tap.offer(chunk(Direction::ToClient, 64 * 1024)));
}

TEST(Tap, GivesEverythingInOrderAfterCloseAndThenEnds) {
  Tap tap;
  for (ExchangeId id = 1; id <= 40; ++id)
    EXPECT_TRUE(tap.offer({id, {}, BodyBytes{Direction::ToClient, std::string(60'000, 'x')}}));
  tap.close();
  EXPECT_FALSE(tap.offer(chunk(Direction::ToClient, 1)));
  ExchangeId next = 1;
  for (auto batch = tap.take(); !batch.empty(); batch = tap.take())
    for (const TapEvent& event : batch) EXPECT_EQ(event.exchange, next++);
  EXPECT_EQ(next, 41U);
}

}  // namespace
}  // namespace tabacus::analytics
