// Any bytes as a price list: no crash, figures within their bounds, and what is taken can be written and read again.
#include <cstdint>
#include <string_view>

#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_import.hpp"
#include "base/assert.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::analytics;

Usage usage_of_everything() {
  Usage usage;
  for (auto* bucket :
       {&usage.input_uncached, &usage.cache_read, &usage.cache_write_5m, &usage.cache_write_1h, &usage.output_total})
    *bucket = Tokens{kMaxBucketTokens};
  usage.web_searches = kMaxBucketTokens;
  usage.speed = "fast";
  usage.region = "us";
  usage.service_tier = "batch";
  return usage;
}

void check(const PricedModel& row, const Usage& usage) {
  const auto again = parse_price_row(price_row_text(row.model, row.price));
  TABACUS_ASSERT(again, "what was read can be written and read");
  TABACUS_ASSERT(price_row_text(row.model, *again) == price_row_text(row.model, row.price), "and stays the same");
  const Bill bill = analytics::bill(usage, row.price);
  TABACUS_ASSERT(!bill.total || bill.total->count() >= 0, "a cost is never negative");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const PriceBook kKnown = PriceBook::shipped();
  static const Usage kUsage = usage_of_everything();
  const auto imported = import_prices({reinterpret_cast<const char*>(data), size}, kKnown);
  if (!imported) return 0;
  for (const PricedModel& row : imported->table.models) check(row, kUsage);
  const auto table = parse_price_table(price_table_text(imported->table));
  TABACUS_ASSERT(table, "a list that is imported can be read at the next start");
  const PriceBook book = PriceBook::of({*table});
  for (const PricedModel& row : table->models)
    TABACUS_ASSERT(book.find(row.provider, row.model) != nullptr, "and holds each of its names");
  return 0;
}
