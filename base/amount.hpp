// What may be spent: money, tokens or both; and as text. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"

namespace tabacus {

struct Amount {
  std::optional<Nanodollars> money;
  std::optional<Tokens> tokens;

  [[nodiscard]] bool empty() const { return !money && !tokens; }
  friend bool operator==(const Amount&, const Amount&) = default;
};

/// "$5", "5.25", "2M tokens", "500k tokens", "12000 tokens". InvalidInput: none of these.
[[nodiscard]] Result<Amount> parse_amount(std::string_view text);
/// "$5.00", "2000000 tokens"; both with " and " between them.
[[nodiscard]] std::string to_text(const Amount& amount);

}  // namespace tabacus
