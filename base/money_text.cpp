#include "base/money_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tabacus {
namespace {

constexpr std::int64_t kNanoPerDollar = 1'000'000'000;
constexpr std::size_t kMostDecimals = 9;
constexpr std::size_t kMostDigits = 9;

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string format_usd(std::int64_t nanodollars) {
  const bool negative = nanodollars < 0;
  const auto amount = negative ? -static_cast<std::uint64_t>(nanodollars) : static_cast<std::uint64_t>(nanodollars);
  std::string decimals = fmt::format("{:09}", amount % kNanoPerDollar);
  decimals.erase(std::max(decimals.find_last_not_of('0') + 1, std::size_t{2}));
  return fmt::format("{}${}.{}", negative ? "-" : "", amount / kNanoPerDollar, decimals);
}

std::optional<Nanodollars> parse_usd(std::string_view text) {
  if (text.starts_with('$')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  std::string decimals{text.substr(std::min(point + 1, text.size()))};
  const bool is_number = !whole.empty() && whole.size() <= kMostDigits && is_digits(whole) && is_digits(decimals) &&
                         decimals.size() <= kMostDecimals && (point == text.size() || !decimals.empty());
  if (!is_number) return std::nullopt;
  decimals.resize(kMostDecimals, '0');
  return Nanodollars{*parse_int(whole) * kNanoPerDollar + *parse_int(decimals)};
}

}  // namespace tabacus
