#include "analytics/sinks/sender.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

#include "base/log.hpp"

namespace tabacus::analytics::sinks {
namespace {

using std::chrono::milliseconds;

constexpr log::Category kLog{"telemetry"};
// Calls read without a look at the connection: some two milliseconds, as long as it takes a server to read what the
// socket holds.
constexpr std::size_t kCallsPerTurn = 250;

std::int64_t last_seq(const Table& calls) { return std::get<std::int64_t>(calls.rows.back().front()); }

}  // namespace

Sender::Sender(const net::Executor& executor, SinkAndServer to, const TelemetryOptions& options, const Clock& clock,
               const Pace& pace)
    : executor_{executor},
      sink_{std::move(to.sink)},
      server_{to.server.authority()},
      clock_{clock},
      pace_{pace},
      follower_{Follower::make(options.directory, std::string{sink_->name()}, sink_->columns())},
      poster_{executor,
              std::move(to.server),
              {.more_authorities =
                   options.ca_file.empty() ? std::vector<std::filesystem::path>{} : std::vector{options.ca_file}},
              pace.deadline},
      wake_{executor},
      made_{executor},
      at_once_{sink_->calls_per_post()} {}

void Sender::finish() {
  stops_ = true;
  poster_.finish();
  wake_.notify();
}

void Sender::stop() { poster_.stop(); }

net::Awaitable<void> Sender::run(Telemetry::Until until) {
  while (!stops_) {
    const milliseconds pause = co_await send_some();
    if (nothing_waits_ && until == Telemetry::Until::NothingWaits) break;
    if (!stops_ && pause > milliseconds{0}) co_await wake_.wait_for(pause);
  }
}

/// How long to wait before the next.
net::Awaitable<milliseconds> Sender::send_some() {
  if (!next_)
    if (const auto pause = make_first()) co_return *pause;
  Batch batch = std::move(*next_);
  next_.reset();
  // What is to be left alone for a while has nothing behind it that is ready.
  makes_ = sink_->patience() == milliseconds{0};
  if (makes_) net::spawn(executor_, make_behind(batch.last_seq));
  const Result<HttpReply> reply = co_await poster_.post(std::move(batch.post));
  while (makes_) co_await made_.wait();
  if (stops_ && !reply) co_return milliseconds{0};
  if (!reply) co_return put_off(reply.error().message, std::nullopt);
  co_return settle(batch, sink_->verdict_on(*reply, clock_.wall()));
}

/// From the place in the database. How long to wait instead, where nothing is to be sent.
std::optional<milliseconds> Sender::make_first() {
  Result<Table> calls = follower_->next(at_once_, 0);
  if (!calls && calls.error().code != ErrorCode::NotFound)
    log::warn(kLog, "{}: {}", sink_->name(), calls.error().message);
  nothing_waits_ = !calls || calls->rows.empty();
  if (nothing_waits_) return pace_.look_every;
  if (sink_->patience() > milliseconds{0} && !were_seen_before(*calls)) return sink_->patience();
  next_ = batch_of(*calls);
  return std::nullopt;
}

/// What fails here fails, and is told, when its turn comes. No guard's destructor says that it has ended: where the
/// thread was stopped meanwhile it would, of a Sender that is gone.
net::Awaitable<void> Sender::make_behind(std::int64_t seq) {
  try {
    co_await make_next(seq);
  } catch (const std::exception& thrown) {
    log::warn(kLog, "{}: the next post: {}", sink_->name(), thrown.what());
  }
  makes_ = false;
  made_.notify();
}

/// A little at a time, so that the batch on its way goes on.
net::Awaitable<void> Sender::make_next(std::int64_t seq) {
  Table calls;
  for (bool more = true; more && !stops_ && calls.rows.size() < at_once_;) {
    co_await net::yield_to_others(executor_);
    const std::size_t wanted = std::min(kCallsPerTurn, at_once_ - calls.rows.size());
    Result<Table> some = follower_->next(wanted, seq);
    if (!some || some->rows.empty()) break;
    seq = last_seq(*some);
    more = some->rows.size() == wanted;
    calls.columns = std::move(some->columns);
    std::ranges::move(some->rows, std::back_inserter(calls.rows));
  }
  if (!calls.rows.empty()) next_ = batch_of(calls);
}

Sender::Batch Sender::batch_of(const Table& calls) {
  return {sink_->post_of(calls, clock_.wall()), last_seq(calls), static_cast<std::int64_t>(calls.rows.size())};
}

/// Leaves those that were.
bool Sender::were_seen_before(Table& calls) {
  const auto seq_of = [](const auto& row) { return std::get<std::int64_t>(row.front()); };
  if (seq_of(calls.rows.front()) > seen_) {
    seen_ = last_seq(calls);
    return false;
  }
  std::erase_if(calls.rows, [&](const auto& row) { return seq_of(row) > seen_; });
  return true;
}

milliseconds Sender::settle(const Batch& batch, const Verdict& verdict) {
  if (verdict.taken == Taken::Later) return put_off(fmt::format("{} {}", server_, verdict.why), verdict.wait);
  if (verdict.taken == Taken::NotSo && batch.calls > 1) {
    at_once_ = static_cast<std::size_t>(batch.calls / 2);
    next_.reset();
    return milliseconds{0};
  }
  const std::int64_t refused =
      verdict.taken == Taken::NotSo ? 1 : std::clamp<std::int64_t>(verdict.refused, 0, batch.calls);
  if (!verdict.why.empty())
    log::warn(kLog, "{} at {} did not take {} of {} calls: {}", sink_->name(), server_, refused, batch.calls,
              verdict.why);
  const auto advanced = follower_->advance(batch.last_seq, batch.calls - refused, refused);
  if (!advanced) return put_off(advanced.error().message, std::nullopt);  // they are sent again, and count once
  failures_ = 0;
  at_once_ = std::min(at_once_ * 2, sink_->calls_per_post());
  return milliseconds{0};
}

milliseconds Sender::put_off(const std::string& why, std::optional<std::chrono::seconds> wait) {
  next_.reset();
  if (failures_ == 0) log::warn(kLog, "{}: {}; what ends meanwhile is kept for it", sink_->name(), why);
  if (auto noted = follower_->note_trouble(why); !noted) log::warn(kLog, "{}", noted.error().message);
  const milliseconds doubled = pace_.first_pause * (1 << std::min(failures_++, 16));
  const milliseconds pause = std::min(doubled, pace_.longest_pause);
  // So that many who failed together do not come back together.
  const milliseconds own =
      pause / 2 + milliseconds{std::uniform_int_distribution<std::int64_t>{0, pause.count() / 2}(random_)};
  return std::max(own, wait ? milliseconds{*wait} : milliseconds{0});
}

}  // namespace tabacus::analytics::sinks
