// Which senders there are, on which thread, and which process may send. Knows no rule of its own.
#include "analytics/api/telemetry.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <condition_variable>
#include <iterator>
#include <mutex>

#include "analytics/net/event.hpp"
#include "analytics/net/io_thread.hpp"
#include "analytics/sinks/sender.hpp"
#include "base/clock.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTryLockEvery{2000};
// For servers that have been sent something when we end; a call that is sent twice counts twice among the metrics.
constexpr milliseconds kLastAnswers{500};
constexpr milliseconds kStopPatience{5000};

Result<std::vector<sinks::SinkAndServer>> make_sinks(const TelemetryOptions& options) {
  auto all = sinks::make_otlp_sinks(options);
  if (!all) return all;
  auto more = sinks::make_clickhouse_sinks(options);
  if (!more) return more;
  std::ranges::move(*more, std::back_inserter(*all));
  return all;
}

/// Held by the process that sends; the system lets go of it however that ends.
class SendersLock {
 public:
  explicit SendersLock(std::filesystem::path file) : file_{std::move(file)} {}

  [[nodiscard]] bool try_take() {
    constexpr int kPrivate = 0600;
    if (!fd_) fd_ = UniqueFd{::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate)};
    return fd_ && ::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0;
  }

 private:
  const std::filesystem::path file_;
  UniqueFd fd_;
};

class RunningTelemetry final : public Telemetry {
 public:
  RunningTelemetry(TelemetryOptions options, std::vector<sinks::SinkAndServer> to, Until until)
      : options_{std::move(options)}, lock_{options_.directory / "telemetry.lock"}, wake_{thread_.executor()} {
    for (sinks::SinkAndServer& each : to)
      senders_.push_back(
          std::make_unique<sinks::Sender>(thread_.executor(), std::move(each), options_, clock_, sinks::Pace{}));
    net::spawn(thread_.executor(), run(until));
  }

  ~RunningTelemetry() override {
    thread_.run([this] {
      stops_ = true;
      wake_.notify();
      for (const auto& sender : senders_) sender->finish();
    });
    if (!wait(kLastAnswers))
      thread_.run([this] {
        for (const auto& sender : senders_) sender->stop();
      });
    static_cast<void>(wait(kStopPatience));  // what was asked to stop has nothing left to wait for
    thread_.stop();
  }

  bool wait(milliseconds patience) override {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, patience, [this] { return running_ == 0; });
  }

 private:
  net::Awaitable<void> run(Until until) {
    while (!stops_ && !lock_.try_take()) co_await wake_.wait_for(kTryLockEvery);
    for (std::size_t i = 0; i < senders_.size() && !stops_; ++i) {
      count(+1);
      net::spawn(thread_.executor(), run_one(*senders_[i], until));
    }
    count(-1);
  }

  net::Awaitable<void> run_one(sinks::Sender& sender, Until until) {
    co_await sender.run(until);
    count(-1);
  }

  void count(int coroutines) {
    const std::lock_guard lock{mutex_};
    running_ += coroutines;
    changed_.notify_all();
  }

  const TelemetryOptions options_;
  const SystemClock clock_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 1;  // coroutines; guarded by mutex_

  // Telemetry thread.
  SendersLock lock_;
  bool stops_ = false;
  net::IoThread thread_{"telemetry"};
  net::Event wake_;
  std::vector<std::unique_ptr<sinks::Sender>> senders_;
};

}  // namespace

std::vector<std::string> telemetry_followers(const TelemetryOptions& options) {
  std::vector<std::string> names;
  if (!options.otlp_url.empty()) names.emplace_back(sinks::kSpansFollower);
  if (!options.otlp_url.empty() && options.otlp_metrics) names.emplace_back(sinks::kMetricsFollower);
  if (!options.clickhouse_url.empty()) names.emplace_back(sinks::kClickhouseFollower);
  return names;
}

Result<std::unique_ptr<Telemetry>> Telemetry::start(TelemetryOptions options, Until until) {
  auto sinks = make_sinks(options);
  if (!sinks) return fail(sinks.error());
  if (sinks->empty()) return std::unique_ptr<Telemetry>{};
  return std::unique_ptr<Telemetry>{std::make_unique<RunningTelemetry>(std::move(options), std::move(*sinks), until)};
}

}  // namespace tabacus::analytics
