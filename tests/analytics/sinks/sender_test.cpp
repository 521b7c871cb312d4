// Receivers that are down, busy, picky, silent or gone: each call reaches them once they take it, and none is lost.
#include "analytics/sinks/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "analytics/net/io_thread.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/sample_calls.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics::sinks {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr SystemTime kNoon = from_epoch_us(1'800'000'000'000'000);
constexpr int kCalls = 40;

std::string answer(int status, std::string_view body = "{}", std::string_view fields = "") {
  return fmt::format("HTTP/1.1 {} Whatever\r\n{}Content-Length: {}\r\n\r\n{}", status, fields, body.size(), body);
}

/// A collector that is told by the test how to answer each post, and notes what it took.
class Collector {
 public:
  /// The answer to the post of that number; empty: none, ever.
  using Answer = std::function<std::string(int number, const json& spans)>;
  explicit Collector(Answer answer)
      : answer_{std::move(answer)}, upstream_{[this](test::RawSocket& client, int) { play(client); }} {}

  [[nodiscard]] std::string url() const { return upstream_.url(); }
  [[nodiscard]] int posts() const { return posts_; }
  [[nodiscard]] std::size_t taken() {
    const std::lock_guard lock{mutex_};
    return taken_.size();
  }
  /// How often a call was taken at most.
  [[nodiscard]] int most_often() {
    const std::lock_guard lock{mutex_};
    int most = 0;
    for (const std::string& span : taken_) most = std::max(most, static_cast<int>(taken_.count(span)));
    return most;
  }
  [[nodiscard]] std::size_t different() {
    const std::lock_guard lock{mutex_};
    return std::set<std::string>{taken_.begin(), taken_.end()}.size();
  }

 private:
  void play(test::RawSocket& client) {
    for (;;) {
      const std::string head = test::read_head(client);
      const std::size_t at = head.find("Content-Length: ");
      if (at == std::string::npos) return;
      const std::string body = client.read_exactly(std::stoul(head.substr(at + 16)));
      const json spans = json::parse(body)["resourceSpans"][0]["scopeSpans"][0]["spans"];
      const std::string said = answer_(posts_++, spans);
      if (said.empty()) {
        static_cast<void>(client.closes_within(milliseconds{10'000}));
        return;
      }
      if (said.starts_with("HTTP/1.1 200")) {
        const std::lock_guard lock{mutex_};
        for (const json& span : spans) taken_.insert(span["spanId"].get<std::string>());
      }
      if (!client.send(said)) return;
    }
  }

  const Answer answer_;
  std::atomic<int> posts_{0};
  std::mutex mutex_;
  std::multiset<std::string> taken_;  // span ids; guarded by mutex_
  test::FakeUpstream upstream_;       // last: it uses everything above
};

/// The spans' sink with so many calls to a post, which tells how many posts were made.
class SmallPosts final : public Sink {
 public:
  SmallPosts(std::unique_ptr<Sink> sink, std::size_t calls, std::atomic<int>& made, int too_large)
      : sink_{std::move(sink)}, calls_{calls}, made_{made}, too_large_{too_large} {}

  std::string_view name() const override { return sink_->name(); }
  std::span<const std::string_view> columns() const override { return sink_->columns(); }
  std::size_t calls_per_post() const override { return calls_; }
  HttpPost post_of(const Table& calls, SystemTime now) override {
    HttpPost post = sink_->post_of(calls, now);
    if (++made_ == too_large_) throw std::bad_alloc{};
    return post;
  }
  Verdict verdict_on(const HttpReply& reply, SystemTime now) const override { return sink_->verdict_on(reply, now); }

 private:
  const std::unique_ptr<Sink> sink_;
  const std::size_t calls_;
  std::atomic<int>& made_;
  const int too_large_;
};

class SenderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    StoreOptions options{.file = temp_.path() / kCallsFileName, .commit_every = milliseconds{1}};
    options.followers = std::vector<std::string>{std::string{kSpansFollower}};
    writer_ = StoreWriter::open(options);
    ASSERT_TRUE(writer_->flush(std::chrono::seconds{20}));
    add_calls(kCalls);
  }

  void add_calls(int count) {
    for (int i = 0; i < count; ++i)
      writer_->on_finished(testing::bare_call(tab_, kNoon + std::chrono::seconds{added_++}));
    ASSERT_TRUE(writer_->flush(std::chrono::seconds{20}));
  }

  /// Until nothing waits. False: not within half a minute.
  bool send_all(const std::string& url, milliseconds deadline = milliseconds{5000}) {
    begin(url, deadline, Telemetry::Until::NothingWaits);
    std::unique_lock lock{mutex_};
    const bool is_done = changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return is_done_; });
    lock.unlock();
    end();
    return is_done;
  }

  void begin(const std::string& url, milliseconds deadline, Telemetry::Until until) {
    TelemetryOptions options{.directory = temp_.path(), .version = "1"};
    options.otlp_url = url;
    options.otlp_gzip = false;
    options.otlp_metrics = false;
    const Pace pace{.look_every = milliseconds{5},
                    .first_pause = milliseconds{2},
                    .longest_pause = milliseconds{20},
                    .deadline = deadline};
    is_done_ = false;
    thread_ = std::make_unique<net::IoThread>("sender");
    thread_->run([&] {
      SinkAndServer to = std::move(make_otlp_sinks(options).value().front());
      if (calls_per_post_ > 0)
        to.sink = std::make_unique<SmallPosts>(std::move(to.sink), calls_per_post_, posts_made_, too_large_);
      sender_ = std::make_unique<Sender>(thread_->executor(), std::move(to), options, clock_, pace);
      net::spawn(thread_->executor(), run(until));
    });
  }

  void end() {
    thread_->run([&] {
      sender_->finish();
      sender_->stop();
    });
    std::unique_lock lock{mutex_};
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return is_done_; }));
    lock.unlock();
    thread_->stop();
    sender_.reset();
    thread_.reset();
  }

  net::Awaitable<void> run(Telemetry::Until until) {
    co_await sender_->run(until);
    {
      const std::lock_guard lock{mutex_};
      is_done_ = true;
    }
    changed_.notify_all();
  }

  FollowerState state() {
    const auto reader = Reader::open(temp_.path());
    return followers(**reader).value().at(0);
  }

  testing::TempDir temp_;
  const TabId tab_ = TabId::mint();
  int added_ = 0;
  std::size_t calls_per_post_ = 0;  // 0: the sink's own
  std::atomic<int> posts_made_{0};
  int too_large_ = 0;  // the post for which there is no memory; 0: none
  std::unique_ptr<StoreWriter> writer_;
  const SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;  // guarded by mutex_
  std::unique_ptr<net::IoThread> thread_;
  std::unique_ptr<Sender> sender_;
};

TEST_F(SenderTest, SendsEachCallOnce) {
  Collector collector{[](int, const json&) { return answer(200); }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.taken(), static_cast<std::size_t>(kCalls));
  EXPECT_EQ(collector.most_often(), 1);
  EXPECT_EQ(state().sent, kCalls);
  EXPECT_EQ(state().behind, 0);
  EXPECT_NE(state().sent_at, "");
  add_calls(3);
  EXPECT_EQ(state().behind, 3);
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.taken(), static_cast<std::size_t>(kCalls + 3));
  EXPECT_EQ(collector.most_often(), 1);
}

TEST_F(SenderTest, AsksAgainUntilABusyReceiverTakesThem) {
  Collector collector{[](int number, const json&) {
    constexpr int kRefusals[] = {429, 503, 502, 504, 500, 401};
    return number < 6 ? answer(kRefusals[number], "busy", "Retry-After: 0\r\n") : answer(200);
  }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.posts(), 7);
  EXPECT_EQ(collector.taken(), static_cast<std::size_t>(kCalls));
  EXPECT_EQ(state().refused, 0);
  EXPECT_EQ(state().trouble, "") << "it is over";
}

TEST_F(SenderTest, WaitsAsLongAsItIsAskedTo) {
  Collector collector{
      [](int number, const json&) { return number == 0 ? answer(503, "", "Retry-After: 1\r\n") : answer(200); }};
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds{1000});
  EXPECT_EQ(collector.posts(), 2);
}

TEST_F(SenderTest, SendsAgainWhatASilentReceiverMayHaveTaken) {
  Collector collector{[](int number, const json&) { return number == 0 ? std::string{} : answer(200); }};
  ASSERT_TRUE(send_all(collector.url(), milliseconds{1000}));
  EXPECT_EQ(collector.posts(), 2);
  EXPECT_EQ(collector.different(), static_cast<std::size_t>(kCalls));
}

TEST_F(SenderTest, SendsAgainAfterAnAnswerThatBroke) {
  Collector collector{[](int number, const json&) {
    return number == 0 ? std::string{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"} : answer(200);
  }};
  ASSERT_TRUE(send_all(collector.url(), milliseconds{1000}));
  EXPECT_EQ(collector.different(), static_cast<std::size_t>(kCalls));
}

TEST_F(SenderTest, CountsWhatAReceiverTakesInPart) {
  Collector collector{
      [](int, const json&) { return answer(200, R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}})"); }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.posts(), 1) << "what was refused for good is not sent again";
  EXPECT_EQ(state().sent, kCalls - 2);
  EXPECT_EQ(state().refused, 2);
}

TEST_F(SenderTest, PassesOverTheOneCallThatIsNotTaken) {
  std::string hated;
  Collector collector{[&](int number, const json& spans) {
    if (number == 0) hated = spans[17]["spanId"].get<std::string>();
    for (const json& span : spans)
      if (span["spanId"] == hated) return answer(400, "bad span");
    return answer(200);
  }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.different(), static_cast<std::size_t>(kCalls - 1));
  EXPECT_EQ(collector.most_often(), 1);
  EXPECT_EQ(state().refused, 1);
  EXPECT_EQ(state().sent, kCalls - 1);
}

TEST_F(SenderTest, SaysWhyAReceiverThatIsDownGetsNothing) {
  std::string url;
  {
    url = Collector{[](int, const json&) { return answer(200); }}.url();
  }
  begin(url, milliseconds{1000}, Telemetry::Until::Stopped);
  for (int i = 0; i < 2000 && state().trouble.empty(); ++i) std::this_thread::sleep_for(milliseconds{10});
  EXPECT_THAT(state().trouble, HasSubstr("127.0.0.1"));
  EXPECT_EQ(state().behind, kCalls);
  end();
  Collector up_again{[](int, const json&) { return answer(200); }};
  ASSERT_TRUE(send_all(up_again.url()));
  EXPECT_EQ(up_again.taken(), static_cast<std::size_t>(kCalls)) << "nothing was lost";
}

TEST_F(SenderTest, StopsAtOnceWhileAReceiverHangs) {
  Collector collector{[](int, const json&) { return std::string{}; }};
  begin(collector.url(), std::chrono::seconds{60}, Telemetry::Until::Stopped);
  for (int i = 0; i < 2000 && collector.posts() == 0; ++i) std::this_thread::sleep_for(milliseconds{10});
  const auto began = std::chrono::steady_clock::now();
  end();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{15});
  EXPECT_EQ(state().behind, kCalls);
}

TEST_F(SenderTest, HearsTheAnswerToWhatWasSentBeforeItEnds) {
  std::promise<void> asked, finishing;
  Collector collector{[&](int, const json&) {
    asked.set_value();
    finishing.get_future().wait();
    return answer(200);
  }};
  begin(collector.url(), std::chrono::seconds{60}, Telemetry::Until::Stopped);
  asked.get_future().wait();
  thread_->run([&] { sender_->finish(); });
  finishing.set_value();
  {
    std::unique_lock lock{mutex_};
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return is_done_; }));
  }
  end();
  EXPECT_EQ(collector.posts(), 1);
  EXPECT_EQ(state().behind, 0) << "they would be sent, and counted, again";
}

TEST_F(SenderTest, MakesTheNextPostWhileTheReceiverThinks) {
  calls_per_post_ = kCalls / 2;
  Collector collector{[&](int number, const json&) {
    for (int i = 0; i < 1000 && posts_made_ < 2; ++i) std::this_thread::sleep_for(milliseconds{10});
    EXPECT_EQ(state().behind, kCalls - number * kCalls / 2) << "the place moves when the receiver has answered";
    return answer(posts_made_ == 2 ? 200 : 400);
  }};
  ASSERT_TRUE(send_all(collector.url(), std::chrono::seconds{20}));
  EXPECT_EQ(posts_made_, 2);
  EXPECT_EQ(collector.posts(), 2);
}

TEST_F(SenderTest, MakesAPostAgainForWhichThereWasNoMemory) {
  calls_per_post_ = kCalls / 2;
  too_large_ = 2;
  Collector collector{[](int, const json&) { return answer(200); }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(posts_made_, 3);
  EXPECT_EQ(collector.different(), static_cast<std::size_t>(kCalls));
}

TEST_F(SenderTest, SendsWhatWasMadeAheadInItsOrderAfterRefusals) {
  calls_per_post_ = 7;
  std::vector<std::string> taken;
  Collector collector{[&](int number, const json& spans) {
    if (number == 1) return answer(503, "busy", "Retry-After: 0\r\n");
    if (number == 4) return answer(400, "all or one of them");
    for (const json& span : spans) taken.push_back(span["startTimeUnixNano"].get<std::string>());
    return answer(200);
  }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.most_often(), 1);
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kCalls));
  EXPECT_TRUE(std::ranges::is_sorted(taken));
  EXPECT_EQ(state().sent, kCalls);
}

TEST_F(SenderTest, GoesOnOnlyInTheFileThatWasRead) {
  constexpr std::string_view kColumns[] = {"seq", "call_id"};
  const auto follower = Follower::make(temp_.path(), std::string{kSpansFollower}, kColumns);
  const auto seq_of = [](const auto& row) { return std::get<std::int64_t>(row.front()); };
  const Table read = follower->next(30, 0).value();
  ASSERT_EQ(read.rows.size(), 30U);
  const std::int64_t last = seq_of(read.rows.back());
  EXPECT_EQ(follower->next(30, last).value().rows.size(), 10U);
  std::filesystem::remove(temp_.path() / kCallsFileName);
  add_calls(5);  // the writer begins another file
  EXPECT_EQ(follower->next(30, last).error().code, ErrorCode::Conflict);
  EXPECT_EQ(follower->advance(last, 30, 0).error().code, ErrorCode::Conflict);
  const Table other = follower->next(30, 0).value();
  ASSERT_EQ(other.rows.size(), 5U);
  EXPECT_TRUE(follower->advance(seq_of(other.rows.back()), 5, 0));
  EXPECT_EQ(state().behind, 0);
}

TEST_F(SenderTest, SendsNothingWithoutAPlaceInTheDatabase) {
  StoreOptions options{.file = temp_.path() / kCallsFileName};
  options.followers = std::vector<std::string>{};
  ASSERT_TRUE(StoreWriter::open(options)->flush(std::chrono::seconds{20}));
  Collector collector{[](int, const json&) { return answer(200); }};
  ASSERT_TRUE(send_all(collector.url()));
  EXPECT_EQ(collector.posts(), 0);
}

}  // namespace
}  // namespace tabacus::analytics::sinks
