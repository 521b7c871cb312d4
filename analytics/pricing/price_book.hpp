// What a model's tokens cost, by provider and name. A name is found exactly, or not at all: a neighbour's price is
// worse than none. Two hash look-ups. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analytics/pricing/price_table.hpp"

namespace tabacus::analytics {

class PriceBook {
 public:
  /// A row of a later table replaces that of an earlier one for the same provider and model; which row stands where
  /// within a table plays no part. The table whose source is "user" gives its rows PriceBasis::User.
  [[nodiscard]] static PriceBook of(const std::vector<PriceTable>& tables);
  [[nodiscard]] static PriceBook shipped();

  /// The price of `model` in the namespace of `provider`: by its exact name; else by its name without the date it
  /// ends in ("-20250929", "-2026-03-05", "@20250929"); else by the only dated name of that alias; else all this again
  /// for what stands behind its last slash ("models/gemini-2.5-pro"). Null when that finds nothing. Valid while the
  /// book lives.
  [[nodiscard]] const ModelPrice* find(std::string_view provider, std::string_view model) const;

  [[nodiscard]] const std::shared_ptr<const PriceVersion>& version() const { return version_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Index = std::unordered_map<std::string, std::optional<std::size_t>, Hash, std::equal_to<>>;
  struct Names {
    Index exact;
    Index undated;  ///< names without their dates; empty: more than one dated name has this alias
  };
  [[nodiscard]] const ModelPrice* find_name(const Names& names, std::string_view model) const;
  [[nodiscard]] const ModelPrice* row(const Index& index, std::string_view name) const;

  std::vector<ModelPrice> rows_;
  std::unordered_map<std::string, Names, Hash, std::equal_to<>> providers_;
  std::shared_ptr<const PriceVersion> version_;
};

}  // namespace tabacus::analytics
