#include "base/amount.hpp"

#include <fmt/format.h>

#include "base/money_text.hpp"
#include "base/text.hpp"

namespace tabacus {
namespace {

constexpr std::int64_t kMostTokens = 1'000'000'000'000;

std::optional<Tokens> parse_tokens(std::string_view count) {
  const char unit = count.empty() ? '\0' : count.back();
  const std::int64_t factor = unit == 'k' || unit == 'K' ? 1000 : unit == 'M' ? 1'000'000 : 1;
  if (factor != 1) count.remove_suffix(1);
  const auto number = parse_int(count);
  if (!number || *number < 0 || *number > kMostTokens / factor) return std::nullopt;
  return Tokens{*number * factor};
}

}  // namespace

Result<Amount> parse_amount(std::string_view text) {
  constexpr std::string_view kTokens = "tokens";
  const std::string_view trimmed = trim(text);
  Amount amount;
  if (trimmed.ends_with(kTokens))
    amount.tokens = parse_tokens(trim(trimmed.substr(0, trimmed.size() - kTokens.size())));
  else
    amount.money = parse_usd(trimmed);
  if (!amount.empty()) return amount;
  return fail(ErrorCode::InvalidInput, fmt::format("'{}' is no amount such as $5, 0.25 or 2M tokens", text));
}

std::string to_text(const Amount& amount) {
  std::string text = amount.money ? format_usd(amount.money->count()) : std::string{};
  if (amount.money && amount.tokens) text += " and ";
  if (amount.tokens) text += fmt::format("{} tokens", amount.tokens->count());
  return text;
}

}  // namespace tabacus
