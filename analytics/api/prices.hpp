// The price lists that hold for this user: the shipped one, one that was imported over it, and the user's own file over
// both. Every call is charged by what held when it was made; a change here changes no call. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// Empty paths: that list is not looked for.
struct PriceFiles {
  std::filesystem::path imported;  ///< written by import_price_list only
  std::filesystem::path own;       ///< written by hand: the form of the shipped table, without a date
};

/// $XDG_DATA_HOME/tabacus/imported-prices.json and $XDG_CONFIG_HOME/tabacus/prices.json.
[[nodiscard]] PriceFiles default_price_files();

struct PriceListSummary {
  std::string source;  ///< "shipped", "imported", "user"
  std::filesystem::path file;
  std::string as_of;  ///< "2026-08-19"; empty where the file says none
  std::size_t models = 0;
};

struct PriceSummary {
  std::string as_of;   ///< of most prices: a list of a few models makes the others no newer
  std::string source;  ///< "shipped + imported"
  std::string sha256;  ///< of all rows in use, in hex: the version that calls are stamped with
  std::size_t models = 0;
  std::vector<PriceListSummary> lists;  ///< in use, later ones over earlier ones
  std::vector<std::string> warnings;    ///< files that are there and are not used, and why
};
[[nodiscard]] PriceSummary summarize_prices(const PriceFiles& files);

struct ShownPrice {
  std::string provider;
  std::string model;
  std::string source;  ///< of the row: "shipped", "imported", "user"
  std::string as_of;
  std::string row;  ///< as JSON
  /// Picodollars per token, by the names of the price table: {"input", 3000000}.
  std::vector<std::pair<std::string, std::int64_t>> rates;
};

/// Of `model` in every provider's list, found as a call of that model would be; of all models where it is empty. Where
/// no call would find a price, what merely contains the word comes in `similar`.
struct FoundPrices {
  std::vector<ShownPrice> prices;
  std::vector<ShownPrice> similar;
};
[[nodiscard]] FoundPrices find_prices(const PriceFiles& files, std::string_view model);

struct PriceChange {
  std::string provider;
  std::string model;
  /// A field with its old and new value, whole numbers; empty: absent before, or afterwards.
  struct Field {
    std::string name;  ///< "input", "batch.output", "above 200000.input", "region:us"
    std::string before;
    std::string after;
    bool is_rate = false;  ///< picodollars per token
  };
  std::vector<Field> fields;
  bool is_new = false;
};

struct ListReport {
  std::string form;  ///< "tabacus", "LiteLLM", "models.dev"
  std::string as_of;
  std::size_t models = 0;
  std::size_t left_out = 0;          ///< of providers that are not metered, or not sold by the token
  std::size_t refused_count = 0;     ///< rows that make no sense
  std::vector<std::string> refused;  ///< some of them, and why
  std::vector<PriceChange> changes;  ///< of what holds now
};

/// What `list` would change. It is at most 16 MiB and in our form, LiteLLM's or models.dev's; NotFound, Io,
/// InvalidInput otherwise. `as_of` is its date where the file says none; without it that of its last change.
[[nodiscard]] Result<ListReport> compare_price_list(const std::filesystem::path& list, std::string_view as_of,
                                                    const PriceFiles& files);

/// The same, and keeps it in place of what was imported before: it holds for calls that begin from then on, also in
/// programs that run. Conflict: it is older than the shipped list, which would win.
[[nodiscard]] Result<ListReport> import_price_list(const std::filesystem::path& list, std::string_view as_of,
                                                   const PriceFiles& files);

/// Forgets what was imported. NotFound: nothing was.
[[nodiscard]] Result<void> forget_imported_prices(const PriceFiles& files);

/// Prices older than this are told of.
inline constexpr std::chrono::days kOldPrices{60};

/// Whole days since that date ("2026-08-19"); empty where it is none.
[[nodiscard]] std::optional<std::chrono::days> age_of_prices(std::string_view as_of, SystemTime now);
/// False where the date is none.
[[nodiscard]] bool are_prices_old(std::string_view as_of, SystemTime now);

}  // namespace tabacus::analytics
