#include "analytics/sinks/sender.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace tabacus::analytics::sinks {
namespace {

using std::chrono::milliseconds;

constexpr log::Category kLog{"telemetry"};

std::int64_t last_seq(const Table& calls) { return std::get<std::int64_t>(calls.rows.back().front()); }

}  // namespace

Sender::Sender(const net::Executor& executor, SinkAndServer to, const TelemetryOptions& options, const Clock& clock,
               const Pace& pace)
    : sink_{std::move(to.sink)},
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
  Result<Table> calls = follower_->next(at_once_);
  if (!calls && calls.error().code != ErrorCode::NotFound)
    log::warn(kLog, "{}: {}", sink_->name(), calls.error().message);
  nothing_waits_ = !calls || calls->rows.empty();
  if (nothing_waits_) co_return pace_.look_every;
  if (sink_->patience() > milliseconds{0} && !were_seen_before(*calls)) co_return sink_->patience();
  HttpPost post = sink_->post_of(*calls, clock_.wall());
  const Result<HttpReply> reply = co_await poster_.post(std::move(post));
  if (stops_ && !reply) co_return milliseconds{0};
  if (!reply) co_return put_off(reply.error().message, std::nullopt);
  co_return settle(*calls, sink_->verdict_on(*reply, clock_.wall()));
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

milliseconds Sender::settle(const Table& calls, const Verdict& verdict) {
  if (verdict.taken == Taken::Later) return put_off(fmt::format("{} {}", server_, verdict.why), verdict.wait);
  const auto count = static_cast<std::int64_t>(calls.rows.size());
  if (verdict.taken == Taken::NotSo && count > 1) {
    at_once_ = calls.rows.size() / 2;
    return milliseconds{0};
  }
  const std::int64_t refused = verdict.taken == Taken::NotSo ? 1 : std::clamp<std::int64_t>(verdict.refused, 0, count);
  if (!verdict.why.empty())
    log::warn(kLog, "{} at {} did not take {} of {} calls: {}", sink_->name(), server_, refused, count, verdict.why);
  const auto advanced = follower_->advance(last_seq(calls), count - refused, refused);
  if (!advanced) return put_off(advanced.error().message, std::nullopt);  // they are sent again, and count once
  failures_ = 0;
  at_once_ = std::min(at_once_ * 2, sink_->calls_per_post());
  return milliseconds{0};
}

milliseconds Sender::put_off(const std::string& why, std::optional<std::chrono::seconds> wait) {
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
