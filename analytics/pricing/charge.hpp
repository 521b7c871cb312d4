// Usage and a price to money, exactly: integers throughout, one rounding per call. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "analytics/model/usage.hpp"
#include "analytics/pricing/model_price.hpp"

namespace tabacus::analytics {

enum class BillItem : std::uint8_t {
  Input,
  ImageInput,
  AudioInput,
  CacheRead,
  AudioCacheRead,
  CacheWrite5m,
  CacheWrite1h,
  Output,
  Reasoning,
  AudioOutput,
  Tier,  ///< what a factor adds to the token bill, or takes off it; so the two below
  Speed,
  Region,
  WebSearch,
  CodeRun,  ///< from here those of kBilledUses
  FileSearch,
  Container,
  Image,
  MapPrompt,
  SearchUnit,
  OtherTool,
  Rounding,  ///< to whole nanodollars
};
[[nodiscard]] std::string_view name_of(BillItem item);
/// Whether its quantity is uses and its rate that of one.
[[nodiscard]] constexpr bool is_use(BillItem item) { return item >= BillItem::WebSearch && item < BillItem::Rounding; }

/// 10^-21 dollars: picodollars under three factors per mille, still whole.
using Zeptodollars = Wide;

struct BillLine {
  BillItem item = BillItem::Input;
  std::int64_t quantity = 0;  ///< tokens, or uses; of a factor and of the rounding 0
  std::int64_t rate = 0;      ///< picodollars per token; of a factor per mille; of a use nanodollars
  Zeptodollars amount = 0;
};

/// A call's cost line by line. The amounts add up to the total exactly.
class Bill {
 public:
  std::optional<Nanodollars> total;  ///< empty: see `unpriced`. A part of the cost is not the cost.
  Nanodollars fees;                  ///< the part of `total` that is for uses, not tokens
  Unpriced unpriced = Unpriced::No;

  [[nodiscard]] std::span<const BillLine> lines() const { return {lines_.data(), count_}; }
  void add(const BillLine& line) { lines_.at(count_++) = line; }

 private:
  std::array<BillLine, 24> lines_{};
  std::size_t count_ = 0;
};

/// What a call costs at this price. `region` holds where the usage names none. Unpriced when some bucket with tokens
/// has no rate, when the uncached prompt is not known, when audio and cached tokens overlap to an unknown extent, when
/// the answer names a service tier or a speed whose price is not known, or when its counts contradict each other.
[[nodiscard]] Bill bill(const Usage& usage, const ModelPrice& price, std::string_view region = {});

/// The bill's total.
[[nodiscard]] std::optional<Nanodollars> charge(const Usage& usage, const ModelPrice& price,
                                                std::string_view region = {});

/// What the cache saved: the cost had every prompt token been uncached, less the cost. Negative for a call that only
/// writes. Empty where either is unknown.
[[nodiscard]] std::optional<Nanodollars> saved_by_cache(const Usage& usage, const ModelPrice& price,
                                                        std::string_view region = {});
/// The same where the cost is known: the total of its bill.
[[nodiscard]] std::optional<Nanodollars> saved_by_cache(const Usage& usage, const ModelPrice& price,
                                                        std::string_view region, std::optional<Nanodollars> cost);

}  // namespace tabacus::analytics
