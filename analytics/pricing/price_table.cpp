#include "analytics/pricing/price_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "analytics/model/usage.hpp"
#include "base/assert.hpp"
#include "base/utf8.hpp"

namespace tabacus {
extern const std::string_view shipped_prices;  // prices.json, by tabacus_embed_text
}

namespace tabacus::analytics {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxRows = 100'000;
constexpr std::size_t kMaxNameBytes = 256;
constexpr std::int64_t kMaxWindow = 1'000'000'000;
constexpr std::array<const char*, 3> kTiers{"batch", "flex", "priority"};
constexpr std::array<const char*, 3> kFactors{"region", "speed", "tier"};

struct Reading {
  std::string row;  ///< for messages: "anthropic \"claude-x\""
  std::optional<Error> failure;

  void refuse(std::string_view what) {
    if (!failure) failure = Error{ErrorCode::InvalidInput, fmt::format("read price table: {}: {}", row, what)};
  }
};

/// Empty also where the field is absent; whatever else it holds is refused.
std::optional<std::int64_t> integer(Reading& reading, const Json& object, const char* field, std::int64_t most) {
  const auto at = object.find(field);
  if (at == object.end()) return std::nullopt;
  // A number over 63 bits is unsigned here, and negative once it is read as signed.
  const std::int64_t value = at->is_number_integer() ? at->get<std::int64_t>() : -1;
  if (value >= 0 && value <= most) return value;
  reading.refuse(fmt::format("\"{}\" is no whole number from 0 to {}", field, most));
  return std::nullopt;
}

Rates read_rates(Reading& reading, const Json& object) {
  Rates rates;
  for (const auto& [name, member] : kRateNames)
    if (const auto value = integer(reading, object, name, kMaxRate)) rates.*member = Rate{*value};
  return rates;
}

bool is_rate(std::string_view field) {
  return std::ranges::find(kRateNames, field, &RateName::name) != kRateNames.end();
}

/// Any field that is neither a rate nor one of `others` is refused: a misspelt rate would silently be none.
void refuse_unknown(Reading& reading, const Json& object, std::span<const std::string_view> others) {
  for (const auto& [field, value] : object.items())
    if (!is_rate(field) && std::ranges::find(others, field) == others.end())
      reading.refuse(fmt::format("there is no field \"{}\"", display_safe(field.substr(0, kMaxNameBytes))));
}

void read_above(Reading& reading, const Json& list, RateCard& card) {
  constexpr std::array<std::string_view, 1> kFields{"prompt"};
  if (!list.is_array()) return reading.refuse("\"above\" is no list");
  for (const Json& tier : list) {
    if (!tier.is_object()) return reading.refuse("\"above\" holds what is no object");
    refuse_unknown(reading, tier, kFields);
    const auto prompt = integer(reading, tier, "prompt", kMaxWindow);
    if (!prompt) return reading.refuse("a part of \"above\" has no \"prompt\"");
    card.above.push_back({Tokens{*prompt}, read_rates(reading, tier)});
  }
  std::ranges::sort(card.above, {}, &LongPromptRates::prompt);
  if (std::ranges::adjacent_find(card.above, {}, &LongPromptRates::prompt) != card.above.end())
    reading.refuse("two parts of \"above\" begin at the same prompt");
}

RateCard read_card(Reading& reading, const Json& object) {
  RateCard card{.base = read_rates(reading, object), .above = {}};
  if (const auto above = object.find("above"); above != object.end()) read_above(reading, *above, card);
  return card;
}

void read_tier(Reading& reading, const Json& row, const char* tier, ModelPrice& price) {
  constexpr std::array<std::string_view, 1> kFields{"above"};
  const auto at = row.find(tier);
  if (at == row.end()) return;
  if (!at->is_object()) return reading.refuse(fmt::format("\"{}\" is no object", tier));
  refuse_unknown(reading, *at, kFields);
  price.tiers.emplace(tier, read_card(reading, *at));
}

void read_factors(Reading& reading, const Json& row, const char* kind, ModelPrice& price) {
  const auto at = row.find(kind);
  if (at == row.end()) return;
  if (!at->is_object()) return reading.refuse(fmt::format("\"{}\" is no object", kind));
  for (const auto& [name, value] : at->items())
    if (const auto factor = integer(reading, *at, name.c_str(), kMaxPerMille))
      price.per_mille[std::string{kind} + ':' + name] = *factor;
}

void read_search(Reading& reading, const Json& row, ModelPrice& price) {
  const auto per_query = integer(reading, row, "search", kMaxFeeMicrodollars);
  const auto per_prompt = integer(reading, row, "search_per_prompt", kMaxFeeMicrodollars);
  if (per_query && per_prompt) return reading.refuse("\"search\" and \"search_per_prompt\" exclude each other");
  const auto fee = per_query ? per_query : per_prompt;
  if (fee) price.web_search = Nanodollars{*fee * 1000};
  price.web_search_is_per_prompt = per_prompt.has_value();
}

bool is_billed_use(std::string_view name) {
  return std::ranges::any_of(kBilledUses, [&](const BilledUse& use) { return name == use.name; });
}

void read_fees(Reading& reading, const Json& row, ModelPrice& price) {
  const auto at = row.find("fees");
  if (at == row.end()) return;
  if (!at->is_object()) return reading.refuse("\"fees\" is no object");
  for (const auto& [name, value] : at->items()) {
    if (!is_billed_use(name))
      return reading.refuse(fmt::format("there is no fee \"{}\"", display_safe(name.substr(0, kMaxNameBytes))));
    if (const auto fee = integer(reading, *at, name.c_str(), kMaxFeeMicrodollars))
      price.fees[name] = Nanodollars{*fee * 1000};
  }
}

ModelPrice read_price(Reading& reading, const Json& row) {
  constexpr std::array<std::string_view, 13> kFields{
      "model",   "above",      "batch", "flex", "priority", "region", "speed", "search", "search_per_prompt",
      "context", "max_output", "tier",  "fees"};
  refuse_unknown(reading, row, kFields);
  ModelPrice price;
  price.standard = read_card(reading, row);
  for (const auto* tier : kTiers) read_tier(reading, row, tier, price);
  for (const auto* kind : kFactors) read_factors(reading, row, kind, price);
  read_search(reading, row, price);
  read_fees(reading, row, price);
  if (const auto context = integer(reading, row, "context", kMaxWindow)) price.context_window = Tokens{*context};
  if (const auto most = integer(reading, row, "max_output", kMaxWindow)) price.max_output = Tokens{*most};
  return price;
}

bool is_name(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return !text.empty() && text.size() <= kMaxNameBytes && display_safe(text) == text;
}

bool is_date(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::ranges::all_of(text, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

/// Bounded in depth, so that no later walk over the document is deep.
Json parse_bounded(std::string_view text) {
  bool is_too_deep = false;
  const auto callback = [&](int depth, Json::parse_event_t, Json&) {
    is_too_deep = is_too_deep || depth > kMaxDepth;
    return !is_too_deep;
  };
  Json root = Json::parse(text, callback, false);
  return is_too_deep ? Json{Json::value_t::discarded} : root;
}

Result<void> read_rows(PriceTable& table, const std::string& provider, const Json& rows) {
  if (!rows.is_array() || !is_name(Json(provider)))
    return fail(ErrorCode::InvalidInput, fmt::format("read price table: provider \"{}\" has no list of rows",
                                                     display_safe(provider.substr(0, kMaxNameBytes))));
  std::set<std::string_view> seen;
  for (const Json& row : rows) {
    if (!row.is_object() || !row.contains("model") || !is_name(row["model"]))
      return fail(ErrorCode::InvalidInput, "read price table: a row of " + provider + " has no \"model\"");
    if (table.models.size() == kMaxRows)
      return fail(ErrorCode::InvalidInput, fmt::format("read price table: it has more than {} rows", kMaxRows));
    const auto& model = row["model"].get_ref<const std::string&>();
    Reading reading{fmt::format("{} \"{}\"", provider, model), {}};
    if (!seen.insert(model).second) reading.refuse("it stands there twice");
    ModelPrice price = read_price(reading, row);
    if (reading.failure) return fail(*reading.failure);
    table.models.push_back({provider, model, std::move(price)});
  }
  return {};
}

void put_rates(OrderedJson& out, const Rates& rates) {
  for (const auto& [name, member] : kRateNames)
    if (const auto& rate = rates.*member) out[name] = rate->count();
}

void put_card(OrderedJson& out, const RateCard& card) {
  put_rates(out, card.base);
  if (card.above.empty()) return;
  OrderedJson& above = out["above"] = OrderedJson::array();
  for (const LongPromptRates& tier : card.above) {
    OrderedJson part;
    part["prompt"] = tier.prompt.count();
    put_rates(part, tier.rates);
    above.push_back(std::move(part));
  }
}

OrderedJson row_json(std::string_view model, const ModelPrice& price) {
  OrderedJson row;
  row["model"] = model;
  put_card(row, price.standard);
  for (const auto& [tier, card] : price.tiers) put_card(row[tier] = OrderedJson::object(), card);
  for (const auto& [name, factor] : price.per_mille) {
    const auto colon = name.find(':');
    row[name.substr(0, colon)][name.substr(colon + 1)] = factor;
  }
  if (price.web_search)
    row[price.web_search_is_per_prompt ? "search_per_prompt" : "search"] = price.web_search->count() / 1000;
  for (const auto& [name, fee] : price.fees) row["fees"][name] = fee.count() / 1000;
  if (price.context_window) row["context"] = price.context_window->count();
  if (price.max_output) row["max_output"] = price.max_output->count();
  return row;
}

}  // namespace

Result<PriceTable> parse_price_table(std::string_view json) {
  if (json.size() > kMaxPriceFileBytes)
    return fail(ErrorCode::InvalidInput,
                fmt::format("read price table: it has more than {} bytes", kMaxPriceFileBytes));
  const Json root = parse_bounded(json);
  if (!root.is_object() || !root.contains("providers") || !root["providers"].is_object())
    return fail(ErrorCode::InvalidInput, "read price table: it is no JSON object with an object \"providers\"");
  if (const auto schema = root.find("schema"); schema != root.end() && *schema != 1)
    return fail(ErrorCode::InvalidInput, "read price table: its \"schema\" is not 1, the only one known here");
  PriceTable table;
  if (const auto as_of = root.find("as_of"); as_of != root.end()) {
    if (!is_date(*as_of))
      return fail(ErrorCode::InvalidInput, "read price table: \"as_of\" is no date like \"2026-08-19\"");
    table.as_of = as_of->get<std::string>();
  }
  for (const auto& [provider, rows] : root["providers"].items())
    if (auto read = read_rows(table, provider, rows); !read) return fail(read.error());
  return table;
}

Result<ModelPrice> parse_price_row(std::string_view json) {
  const Json row = parse_bounded(json);
  if (!row.is_object()) return fail(ErrorCode::InvalidInput, "read price row: it is no JSON object");
  Reading reading{"a stored row", {}};
  ModelPrice price = read_price(reading, row);
  if (reading.failure) return fail(*reading.failure);
  return price;
}

PriceTable shipped_price_table() {
  auto table = parse_price_table(shipped_prices);
  TABACUS_ASSERT(table, "the table that was built in is tested");
  table->source = "shipped";
  return std::move(*table);
}

std::string price_row_text(std::string_view model, const ModelPrice& price) { return row_json(model, price).dump(); }

std::string price_table_text(const PriceTable& table) {
  std::map<std::string_view, std::map<std::string_view, const ModelPrice*>> providers;
  for (const PricedModel& priced : table.models) providers[priced.provider][priced.model] = &priced.price;
  std::string text = "{\n\"schema\": 1,\n";
  if (!table.as_of.empty()) text += fmt::format("\"as_of\": \"{}\",\n", table.as_of);
  text += "\"providers\": {";
  for (const char* separator = ""; const auto& [provider, models] : providers) {
    text += fmt::format("{}\n{}: [", std::exchange(separator, ","), Json(provider).dump());
    for (const char* comma = ""; const auto& [model, price] : models)
      text += fmt::format("{}\n{}", std::exchange(comma, ","), price_row_text(model, *price));
    text += "\n]";
  }
  return text + "\n}\n}\n";
}

}  // namespace tabacus::analytics
