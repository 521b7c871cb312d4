#include "analytics/net/event.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "analytics/net/io_thread.hpp"

namespace tabacus::analytics::net {
namespace {

using std::chrono::milliseconds;

/// Turns of the loop until `is_done` says so in one. What a turn sets free may come behind the turn that is asked for
/// next: only the loop knows when it has come.
template <typename Condition>
bool turns_until(IoThread& loop, Condition is_done) {
  for (int i = 0; i < 4000; ++i) {
    bool done = false;
    loop.run([&] { done = is_done(); });
    if (done) return true;
    std::this_thread::sleep_for(milliseconds{5});
  }
  return false;
}

struct Told {
  explicit Told(const Executor& executor) : handover{executor} {}

  Handover handover;
  std::string words;
};

Awaitable<void> tell_when_woken(std::shared_ptr<Told> told, int times) {
  for (int i = 0; i < times; ++i) {
    co_await told->handover.wait();
    told->words += "waiter ";
  }
}

TEST(Handover, RunsTheWaiterBeforeItReturns) {
  IoThread loop{"loop"};
  const auto told = std::make_shared<Told>(loop.executor());
  spawn(loop.executor(), tell_when_woken(told, 2));
  loop.run([&] {
    told->handover.hand_over();
    told->words += "notifier ";
    told->handover.hand_over();
    told->handover.hand_over();  // nobody is left
  });
  EXPECT_EQ(told->words, "waiter notifier waiter ");
}

TEST(Handover, NotifiesInALaterTurn) {
  IoThread loop{"loop"};
  const auto told = std::make_shared<Told>(loop.executor());
  spawn(loop.executor(), tell_when_woken(told, 1));
  loop.run([&] {
    told->handover.notify();
    told->handover.hand_over();  // it waits no more
    told->words += "notifier ";
  });
  EXPECT_TRUE(turns_until(loop, [&] { return told->words == "notifier waiter "; })) << told->words;
}

TEST(Handover, OfADestroyedLoopDestroysWhoWaits) {
  std::weak_ptr<Told> waiting;
  {
    IoThread loop{"loop"};
    const auto told = std::make_shared<Told>(loop.executor());
    waiting = told;
    spawn(loop.executor(), tell_when_woken(told, 1));
    loop.run([] {});
  }
  EXPECT_TRUE(waiting.expired()) << "the waiter's frame owns what it waits for";
}

Awaitable<void> wait_once(std::shared_ptr<Event> event, std::string& words, milliseconds time) {
  const bool notified = co_await event->wait_for(time);
  words += notified ? "notified " : "late ";
}

TEST(Event, WakesWhoWaitsAndNobodyElse) {
  IoThread loop{"loop"};
  const auto event = std::make_shared<Event>(loop.executor());
  std::string words;
  loop.run([&] { event->notify(); });  // before anyone waits: it holds no state
  spawn(loop.executor(), wait_once(event, words, milliseconds{1}));
  EXPECT_TRUE(turns_until(loop, [&] { return words == "late "; })) << words;
  spawn(loop.executor(), wait_once(event, words, std::chrono::hours{1}));
  EXPECT_TRUE(turns_until(loop, [&] {
    event->notify();
    return words == "late notified ";
  })) << words;
}

}  // namespace
}  // namespace tabacus::analytics::net
