// Counts that do not mix: a number of tokens is not a number of bytes, and money is whole nanodollars.
#pragma once

#include <compare>
#include <cstdint>

namespace tabacus {

/// A signed 64-bit count of one kind of thing. Adds and compares with its own kind only.
template <typename Kind>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t count) : count_{count} {}

  [[nodiscard]] constexpr std::int64_t count() const { return count_; }

  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  std::int64_t count_ = 0;
};

using Tokens = Quantity<struct TokensKind>;
using Bytes = Quantity<struct BytesKind>;
using Nanodollars = Quantity<struct NanodollarsKind>;  ///< 1 USD = 1'000'000'000
using Rate =
    Quantity<struct RateKind>;  ///< picodollars per token: the finest unit in which providers' prices are whole

__extension__ using Wide = __int128;  // 1e9 tokens at $1000/M overflow 64 bits

}  // namespace tabacus
