#include "base/bounded_queue.hpp"

#include <gmock/gmock.h>

#include <string>
#include <thread>

namespace tabacus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(BoundedQueue, RefusesWhatWouldExceedItsWeight) {
  BoundedQueue<std::string> queue{10};
  EXPECT_TRUE(queue.try_push("a", 6));
  EXPECT_FALSE(queue.try_push("b", 5));
  EXPECT_TRUE(queue.try_push("c", 4));
  EXPECT_THAT(queue.pop_all(), ElementsAre("a", "c"));
  EXPECT_TRUE(queue.try_push("d", 10));
}

TEST(BoundedQueue, KeepsARefusedValueWithItsOwner) {
  BoundedQueue<std::string> queue{1};
  std::string value = "kept";
  EXPECT_FALSE(queue.try_push(std::move(value), 2));
  EXPECT_EQ(value, "kept");
}

TEST(BoundedQueue, TakesWeightlessValuesWhenFull) {
  BoundedQueue<int> queue{1};
  EXPECT_TRUE(queue.try_push(1, 1));
  EXPECT_TRUE(queue.try_push(2, 0));
  EXPECT_THAT(queue.pop_all(), ElementsAre(1, 2));
}

TEST(BoundedQueue, DrainsAfterCloseAndThenEnds) {
  BoundedQueue<int> queue{4};
  EXPECT_TRUE(queue.try_push(1));
  queue.close();
  EXPECT_FALSE(queue.try_push(2));
  EXPECT_THAT(queue.pop_all(), ElementsAre(1));
  EXPECT_THAT(queue.pop_all(), IsEmpty());
}

TEST(BoundedQueue, GivesOneProducersValuesInOrderAcrossThreads) {
  BoundedQueue<int> queue{1000};
  std::jthread producer{[&queue] {
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(queue.try_push(int{i}));
    queue.close();
  }};
  int expected = 0;
  for (auto batch = queue.pop_all(); !batch.empty(); batch = queue.pop_all())
    for (const int value : batch) EXPECT_EQ(value, expected++);
  EXPECT_EQ(expected, 1000);
}

TEST(BoundedQueue, PopReturnsEmptyWhenItsTimePasses) {
  BoundedQueue<int> queue{1};
  EXPECT_THAT(queue.pop_all(std::chrono::milliseconds{1}), IsEmpty());
}

using std::chrono::hours;

TEST(BoundedQueue, ABatchEndsWhenEnoughWaits) {
  BoundedQueue<int> queue{100};
  std::jthread producer{[&queue] {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.try_push(int{i}, 10));
  }};
  EXPECT_THAT(queue.pop_batch(hours{1}, 30), ElementsAre(0, 1, 2));
}

TEST(BoundedQueue, ABatchEndsWhenItsTimePasses) {
  BoundedQueue<int> queue{100};
  EXPECT_TRUE(queue.try_push(1));
  EXPECT_THAT(queue.pop_batch(std::chrono::milliseconds{1}, 30), ElementsAre(1));
}

TEST(BoundedQueue, ABatchWaitsForAFirstValueHoweverLong) {
  BoundedQueue<int> queue{100};
  std::jthread producer{[&queue] {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    ASSERT_TRUE(queue.try_push(1, 0));
  }};
  EXPECT_THAT(queue.pop_batch(std::chrono::milliseconds{0}, 30), ElementsAre(1));
}

TEST(BoundedQueue, AHurryOrACloseEndsABatch) {
  BoundedQueue<int> queue{100};
  EXPECT_TRUE(queue.try_push(1));
  queue.hurry();
  EXPECT_THAT(queue.pop_batch(hours{1}, 30), ElementsAre(1));
  EXPECT_TRUE(queue.try_push(2));
  std::jthread closer{[&queue] { queue.close(); }};
  EXPECT_THAT(queue.pop_batch(hours{1}, 30), ElementsAre(2));
  EXPECT_THAT(queue.pop_batch(hours{1}, 30), IsEmpty());
}

}  // namespace
}  // namespace tabacus
