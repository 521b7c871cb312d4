#include "render/overlay/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tabacus::render {
namespace {

constexpr const char* kUnknown = "–";

struct Magnitude {
  std::int64_t unit;
  char suffix;
};

constexpr std::array kMagnitudes{Magnitude{1'000'000'000, 'G'}, Magnitude{1'000'000, 'M'}, Magnitude{1'000, 'k'}};

}  // namespace

std::string count_text(std::int64_t count) {
  for (const auto [unit, suffix] : kMagnitudes) {
    if (count < unit) continue;
    // Cut, not rounded: 999,999 is 999.9k and never 1000.0k.
    const std::int64_t hundredths = count / (unit / 100);
    const bool two_digits = suffix != 'k' && hundredths < 1000;
    return two_digits ? fmt::format("{}.{:02}{}", hundredths / 100, hundredths % 100, suffix)
                      : fmt::format("{}.{}{}", hundredths / 100, hundredths % 100 / 10, suffix);
  }
  return fmt::format("{}", count);
}

std::string count_text(std::optional<std::int64_t> count) { return count ? count_text(*count) : kUnknown; }

std::string duration_text(std::optional<std::chrono::milliseconds> duration) {
  if (!duration) return kUnknown;
  const std::int64_t ms = std::max<std::int64_t>(0, duration->count());
  if (ms < 1000) return fmt::format("{}ms", ms);
  if (ms < 10'000) return fmt::format("{}.{:02}s", ms / 1000, ms % 1000 / 10);
  if (ms < 60'000) return fmt::format("{}.{}s", ms / 1000, ms % 1000 / 100);
  const std::int64_t seconds = ms / 1000;
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m", seconds / 3600, seconds / 60 % 60);
}

std::string elapsed_text(std::chrono::milliseconds elapsed) {
  const std::int64_t seconds = std::max<std::int64_t>(0, elapsed.count() / 1000);
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string share_text(std::optional<std::int64_t> part, std::optional<std::int64_t> whole) {
  if (!part || !whole || *whole <= 0) return {};
  return fmt::format("{}%", static_cast<std::int64_t>(static_cast<double>(*part) / static_cast<double>(*whole) * 100));
}

}  // namespace tabacus::render
