#include "analytics/pricing/price_book.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/assert.hpp"

namespace tabacus {
extern const std::string_view shipped_prices;  // prices.json, by tabacus_embed_text
}

namespace tabacus::analytics {
namespace {

using Json = nlohmann::json;

std::optional<std::int64_t> integer(const Json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_number_integer() || *at < 0) return std::nullopt;
  return at->get<std::int64_t>();
}

constexpr std::pair<const char*, std::optional<Rate> Rates::*> kRateNames[] = {
    {"input", &Rates::input},
    {"output", &Rates::output},
    {"reasoning", &Rates::reasoning},
    {"cache_read", &Rates::cache_read},
    {"cache_write_5m", &Rates::cache_write_5m},
    {"cache_write_1h", &Rates::cache_write_1h},
    {"audio_input", &Rates::audio_input},
    {"audio_output", &Rates::audio_output},
    {"audio_cache_read", &Rates::audio_cache_read},
    {"image_input", &Rates::image_input},
};

Rates read_rates(const Json& object) {
  Rates rates;
  for (const auto& [name, member] : kRateNames)
    if (const auto value = integer(object, name)) rates.*member = Rate{*value};
  return rates;
}

RateCard read_card(const Json& object) {
  RateCard card{.base = read_rates(object), .above = {}};
  const auto above = object.find("above");
  if (above == object.end() || !above->is_array()) return card;
  for (const Json& tier : *above)
    if (const auto prompt = integer(tier, "prompt")) card.above.push_back({Tokens{*prompt}, read_rates(tier)});
  std::ranges::sort(card.above, {}, &LongPromptRates::prompt);
  return card;
}

void read_factors(const Json& object, const char* kind, ModelPrice& price) {
  const auto factors = object.find(kind);
  if (factors == object.end() || !factors->is_object()) return;
  for (const auto& [name, value] : factors->items())
    if (value.is_number_integer()) price.per_mille[std::string{kind} + ':' + name] = value.get<std::int64_t>();
}

ModelPrice read_price(const Json& row) {
  ModelPrice price;
  price.standard = read_card(row);
  for (const auto* tier : {"batch", "flex", "priority"})
    if (const auto at = row.find(tier); at != row.end()) price.tiers.emplace(tier, read_card(*at));
  read_factors(row, "region", price);
  read_factors(row, "speed", price);
  if (const auto search = integer(row, "search")) price.web_search = Nanodollars{*search * 1000};
  if (const auto search = integer(row, "search_per_prompt")) {
    price.web_search = Nanodollars{*search * 1000};
    price.web_search_is_per_prompt = true;
  }
  if (const auto context = integer(row, "context")) price.context_window = Tokens{*context};
  return price;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Without a date at its end; the whole name where there is none.
std::string_view without_date(std::string_view model) {
  constexpr std::size_t kCompact = 8;  // 20250929
  constexpr std::size_t kDashed = 10;  // 2025-09-29
  const std::size_t length = model.size();
  if (length > kDashed + 1 && model[length - kDashed - 1] == '-') {
    const std::string_view date = model.substr(length - kDashed);
    if (is_digits(date.substr(0, 4)) && date[4] == '-' && is_digits(date.substr(5, 2)) && date[7] == '-' &&
        is_digits(date.substr(8)))
      return model.substr(0, length - kDashed - 1);
  }
  if (length > kCompact + 1 && (model[length - kCompact - 1] == '-' || model[length - kCompact - 1] == '@') &&
      is_digits(model.substr(length - kCompact)))
    return model.substr(0, length - kCompact - 1);
  return model;
}

}  // namespace

Rates RateCard::for_prompt(Tokens prompt) const {
  Rates rates = base;
  for (const LongPromptRates& tier : above) {
    if (prompt <= tier.prompt) break;
    rates = base;
    for (const auto& [name, member] : kRateNames)
      if (tier.rates.*member) rates.*member = tier.rates.*member;
  }
  return rates;
}

Result<PriceBook> PriceBook::parse(std::string_view json) {
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains("providers") || !root["providers"].is_object())
    return fail(ErrorCode::InvalidInput, "read price table: it has no object \"providers\"");
  if (!root.contains("as_of") || !root["as_of"].is_string())
    return fail(ErrorCode::InvalidInput, "read price table: it has no date \"as_of\"");
  PriceBook book;
  book.as_of_ = root["as_of"].get<std::string>();
  for (const auto& [provider, rows] : root["providers"].items()) {
    for (const Json& row : rows) {
      if (!row.is_object() || !row.contains("model") || !row["model"].is_string())
        return fail(ErrorCode::InvalidInput, "read price table: a row of " + provider + " has no \"model\"");
      book.providers_[provider].insert_or_assign(row["model"].get<std::string>(), read_price(row));
    }
  }
  return book;
}

PriceBook PriceBook::shipped() {
  auto book = parse(shipped_prices);
  TABACUS_ASSERT(book, "the table that was built in is tested");
  return std::move(*book);
}

const ModelPrice* PriceBook::find(std::string_view provider, std::string_view model) const {
  const auto models = providers_.find(provider);
  if (models == providers_.end() || model.empty()) return nullptr;
  if (const auto* price = find_name(models->second, model)) return price;
  const auto slash = model.rfind('/');
  return slash == std::string_view::npos ? nullptr : find_name(models->second, model.substr(slash + 1));
}

const ModelPrice* PriceBook::find_name(const Models& models, std::string_view model) {
  if (const auto exact = models.find(model); exact != models.end()) return &exact->second;
  const std::string_view stem = without_date(model);
  if (stem.size() != model.size()) {
    const auto undated = models.find(stem);
    return undated == models.end() ? nullptr : &undated->second;
  }
  const ModelPrice* only = nullptr;
  for (auto at = models.lower_bound(model); at != models.end() && at->first.starts_with(model); ++at) {
    if (without_date(at->first) != model) continue;
    if (only != nullptr) return nullptr;
    only = &at->second;
  }
  return only;
}

std::size_t PriceBook::size() const {
  std::size_t count = 0;
  for (const auto& [provider, models] : providers_) count += models.size();
  return count;
}

}  // namespace tabacus::analytics
