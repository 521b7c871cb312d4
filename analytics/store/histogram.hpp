// How long calls took, as counts by duration: small enough to lie in every rollup, exact enough for a percentile
// (buckets are an eighth of an octave wide or less: 13 %). Values; the encoded form is stored and never changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tabacus::analytics {

class Histogram {
 public:
  /// Reads an encoded form; what is damaged or cut off reads as far as it goes.
  [[nodiscard]] static Histogram decode(std::string_view encoded);
  /// Pairs of base-128 numbers: distance from the last bucket, count (zigzag, as what is taken away is negative).
  [[nodiscard]] std::string encode() const;

  void add(std::int64_t microseconds, std::int64_t times = 1);
  void add(const Histogram& other);

  [[nodiscard]] bool empty() const { return buckets_.empty(); }
  [[nodiscard]] std::int64_t count() const;
  /// Those under so many microseconds; exact where that is a power of two of 1,024 and more, as buckets have an edge
  /// there.
  [[nodiscard]] std::int64_t count_below(std::int64_t microseconds) const;
  /// What all took together in microseconds, each taken for the middle of its bucket: 3 % off or so.
  [[nodiscard]] double sum_of_middles() const;
  /// The duration in microseconds that a share of them (0 to 1) does not exceed. Empty where there are none.
  [[nodiscard]] std::optional<double> quantile(double share) const;

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  void add_to_bucket(int bucket, std::int64_t times);
  std::vector<std::pair<int, std::int64_t>> buckets_;  // by bucket; no count is zero
};

}  // namespace tabacus::analytics
