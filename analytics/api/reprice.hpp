// What stored calls cost by the prices in use now, and how one call's cost comes about. One thread per question.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analytics/api/prices.hpp"
#include "analytics/api/reader.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// What a repricing changes for the calls of one model, in nanodollars. What was not known counts as nothing in
/// `before` and is counted in `newly_priced`.
struct RepricedModel {
  std::string provider;
  std::string model;
  std::int64_t calls = 0;         ///< looked at
  std::int64_t changed = 0;       ///< of them
  std::int64_t newly_priced = 0;  ///< of those changed: there was no price before
  std::int64_t kept = 0;          ///< have a figure, and the prices in use have none: it stays
  std::int64_t billed_before = 0;
  std::int64_t billed_after = 0;
  std::int64_t subscription_before = 0;  ///< what the list says of calls that a subscription pays for
  std::int64_t subscription_after = 0;
};

struct RepriceReport {
  std::string price_source;  ///< of the prices in use
  std::string price_as_of;
  std::vector<RepricedModel> models;  ///< with a change, the largest one first
  std::int64_t calls = 0;
  std::int64_t changed = 0;
};

enum class Reprice : std::uint8_t { Look, Write };

/// Prices stored calls again from their stored usage. Write: puts the new figures in place, a batch in one transaction,
/// and keeps the old ones beside them (the table cost_alt). What a provider reported stays what was billed; what a
/// subscription pays for stays unbilled; what a local engine did costs nothing; a figure is never replaced by none.
/// `limit` of the filter is not used. NotFound: no database yet; Conflict: another program holds it.
[[nodiscard]] Result<RepriceReport> reprice(const std::filesystem::path& directory, const CallFilter& filter,
                                            const PriceFiles& files, Reprice mode);

struct CostLine {
  std::string item;           ///< "input", "cache_read", "web_search", "region", "rounding"
  std::int64_t quantity = 0;  ///< tokens or uses; 0 for factors and the rounding
  std::int64_t rate = 0;      ///< picodollars per token, nanodollars per use, per mille for factors
  std::string amount_usd;     ///< exact, in decimals
  bool is_use = false;        ///< of a tool or a search, not of tokens
};

struct CostOfCall {
  std::int64_t call_id = 0;
  std::string price;  ///< the row of the price list as JSON, as it was then; empty: none
  std::vector<CostLine> lines;
  std::optional<std::int64_t> list_nano;  ///< the lines' sum, exactly
  std::optional<std::int64_t> billed_nano;
  std::optional<std::int64_t> provider_nano;  ///< as the provider reported it
  std::string billing;                        ///< "api", "subscription", "local"
};

/// By the row of prices that the call is stamped with. NotFound: no such call, or none with usage.
[[nodiscard]] Result<CostOfCall> cost_of_call(const std::filesystem::path& directory, std::int64_t call_id);

}  // namespace tabacus::analytics
