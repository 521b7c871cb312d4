// What the meter of a tab shows: plain numbers and text. Who fills it knows what they mean; who draws it does not.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tabacus::render {

enum class CaptureState : std::uint8_t {
  Off,     ///< this tab's traffic is not read
  Ready,   ///< on, nothing seen yet
  Active,  ///< calls were seen
  Paused,  ///< what was seen stays; nothing is added
  Broken,  ///< on, but something does not work; `error` says what
};

/// How much of the panel is shown.
enum class OverlaySize : std::uint8_t { OneLine, Full };

/// What may be spent, and how much of it is.
struct BudgetBar {
  enum class Level : std::uint8_t { Within, Near, Spent };

  std::string label;  ///< "day"
  std::string text;   ///< "$41.20 of $50.00"
  float used = 0;     ///< of 1; more is drawn as 1
  Level level = Level::Within;
  friend bool operator==(const BudgetBar&, const BudgetBar&) = default;
};

struct OverlayModel {
  CaptureState capture = CaptureState::Ready;
  OverlaySize size = OverlaySize::Full;

  std::int64_t calls = 0;
  int running = 0;                           ///< calls under way
  std::chrono::milliseconds elapsed{0};      ///< of the oldest running call
  std::optional<std::int64_t> input_tokens;  ///< all input, cached included; unknown is shown as "–"
  std::optional<std::int64_t> cached_tokens;
  std::optional<std::int64_t> output_tokens;
  std::string cost;  ///< formatted: "$0.4831", "≥ $0.48"; empty: unknown
  std::optional<std::chrono::milliseconds> last_latency;
  std::optional<std::chrono::milliseconds> time_to_first_token;
  std::string model;                ///< of the last call
  std::string error;                ///< one word or two: "429", "overloaded"; empty: none
  std::optional<BudgetBar> budget;  ///< the one nearest to its end
  std::vector<float> rates;         ///< output speed of the last calls, oldest first, any unit; drawn relative
  friend bool operator==(const OverlayModel&, const OverlayModel&) = default;
};

}  // namespace tabacus::render
