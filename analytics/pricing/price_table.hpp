// A price list as a file holds it: read with every figure checked, and written again. The form is that of prices.json;
// docs/PRICES.md describes it for people. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/pricing/model_price.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct PricedModel {
  std::string provider;  ///< namespace: "anthropic"
  std::string model;
  ModelPrice price;
};

struct PriceTable {
  std::string as_of;   ///< "2026-08-19"; empty where the file says none
  std::string source;  ///< a word or two: "shipped", "imported", "user"
  std::vector<PricedModel> models;
};

/// The largest file that is read.
inline constexpr std::size_t kMaxPriceFileBytes = 16 * 1024 * 1024;

/// InvalidInput: larger, no JSON, nested deeper than a table is, an unknown field, a figure out of bounds, or a model
/// that stands there twice; the message names the row and the field.
[[nodiscard]] Result<PriceTable> parse_price_table(std::string_view json);

/// The table that the program was built with.
[[nodiscard]] PriceTable shipped_price_table();

/// One model's row as JSON, its fields in a fixed order: the same price gives the same text.
[[nodiscard]] std::string price_row_text(std::string_view model, const ModelPrice& price);

/// The whole file, rows in the order of their names.
[[nodiscard]] std::string price_table_text(const PriceTable& table);

/// Reads what price_row_text wrote.
[[nodiscard]] Result<ModelPrice> parse_price_row(std::string_view json);

}  // namespace tabacus::analytics
