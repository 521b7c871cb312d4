#include "analytics/metering/tap.hpp"

#include <utility>
#include <variant>

namespace tabacus::analytics {
namespace {

constexpr std::array<std::size_t, 2> kCapacity{Tap::kRequestCapacity, Tap::kAnswerCapacity};
static_assert(static_cast<std::size_t>(Direction::ToUpstream) == 0 &&
              static_cast<std::size_t>(Direction::ToClient) == 1);

// What is taken at once: small, so that room is made while the meter works.
constexpr std::size_t kBatchBytes = 512 * 1024;

}  // namespace

Tap::Load Tap::load_of(const TapEvent& event) {
  const auto* body = std::get_if<BodyBytes>(&event.what);
  if (body == nullptr) return {};
  const Direction lane = body->of_socket ? Direction::ToUpstream : body->direction;
  return {static_cast<std::size_t>(lane), body->bytes.size() + sizeof(TapEvent)};
}

bool Tap::offer(TapEvent&& event) {
  const auto [lane, weight] = load_of(event);
  {
    const std::lock_guard lock{mutex_};
    if (closed_ || (weight > 0 && held_[lane] + weight > kCapacity[lane])) return false;
    held_[lane] += weight;
    waiting_.push_back(std::move(event));
  }
  ready_.notify_one();
  return true;
}

std::vector<TapEvent> Tap::take() {
  std::unique_lock lock{mutex_};
  for (std::size_t lane = 0; lane < held_.size(); ++lane) held_[lane] -= std::exchange(taken_[lane], 0);
  ready_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  std::vector<TapEvent> events;
  while (!waiting_.empty() && taken_[0] + taken_[1] < kBatchBytes) {
    const auto [lane, weight] = load_of(waiting_.front());
    taken_[lane] += weight;
    events.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return events;
}

void Tap::close() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }
  ready_.notify_all();
}

}  // namespace tabacus::analytics
