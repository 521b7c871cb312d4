#include "analytics/metering/tap.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace tabacus::analytics {
namespace {

constexpr std::array<std::size_t, 2> kCapacity{Tap::kRequestCapacity, Tap::kAnswerCapacity};
static_assert(static_cast<std::size_t>(Direction::ToUpstream) == 0 &&
              static_cast<std::size_t>(Direction::ToClient) == 1);

// What is taken at once: small, so that room is made while the meter works.
constexpr std::size_t kBatchBytes = 512 * 1024;
// Room made at once for as many events as came last time, up to so many: moving them as they grow costs the relay.
constexpr std::size_t kMostExpected = 512;
// How long a first event may wait for others.
constexpr std::chrono::milliseconds kPatience{8};

}  // namespace

Tap::Load Tap::load_of(const TapEvent& event) {
  const auto* body = std::get_if<BodyBytes>(&event.what);
  if (body == nullptr) return {};
  const Direction lane = body->of_socket ? Direction::ToUpstream : body->direction;
  return {static_cast<std::size_t>(lane), body->bytes.size() + sizeof(TapEvent)};
}

bool Tap::has_full_batch() const { return !waiting_.empty() && waiting_.front().bytes >= kBatchBytes; }

bool Tap::offer(TapEvent&& event) {
  const auto [lane, weight] = load_of(event);
  bool wakes = false;
  {
    const std::lock_guard lock{mutex_};
    if (closed_ || (weight > 0 && held_[lane] + weight > kCapacity[lane])) return false;
    if (waiting_.empty() || waiting_.back().bytes >= kBatchBytes) waiting_.emplace_back().events.reserve(expected_);
    Batch& batch = waiting_.back();
    batch.events.push_back(std::move(event));
    batch.bytes += weight;
    batch.weights[lane] += weight;
    held_[lane] += weight;
    wakes = std::exchange(any_event_wakes_, false) || (full_batch_wakes_ && has_full_batch());
    if (wakes) full_batch_wakes_ = false;
  }
  if (wakes) ready_.notify_one();
  return true;
}

std::vector<TapEvent> Tap::take(std::optional<SteadyTime> until) {
  std::unique_lock lock{mutex_};
  for (std::size_t lane = 0; lane < held_.size(); ++lane) held_[lane] -= std::exchange(taken_[lane], 0);
  any_event_wakes_ = waiting_.empty();
  const auto has_come = [this] { return closed_ || !waiting_.empty(); };
  if (!until)
    ready_.wait(lock, has_come);
  else if (!ready_.wait_until(lock, *until, has_come))
    return {};
  full_batch_wakes_ = !has_full_batch();
  ready_.wait_for(lock, kPatience, [this] { return closed_ || has_full_batch(); });
  full_batch_wakes_ = false;
  if (waiting_.empty()) return {};
  Batch batch = std::move(waiting_.front());
  waiting_.pop_front();
  taken_ = batch.weights;
  expected_ = std::min(batch.events.size(), kMostExpected);
  return std::move(batch.events);
}

void Tap::close() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }
  ready_.notify_all();
}

}  // namespace tabacus::analytics
