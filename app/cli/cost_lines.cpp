#include "app/cli/cost_lines.hpp"

#include <fmt/format.h>

#include "app/cli/output.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::CostLine;
using analytics::CostOfCall;

std::string usd_or_dash(const std::optional<std::int64_t>& nano) { return nano ? format_usd(*nano) : "–"; }

std::string rate_text(const CostLine& line) {
  if (line.item == "rounding") return "";
  if (line.quantity == 0) return fmt::format("× {}.{:03}", line.rate / 1000, line.rate % 1000);
  if (line.is_use) return format_usd(line.rate) + " each";
  return format_usd(line.rate * 1000) + " per million";
}

}  // namespace

TextTable cost_table(const CostOfCall& cost) {
  TextTable table;
  table.columns = {{"item", false}, {"quantity", true}, {"rate", true}, {"US dollars", true}};
  for (const CostLine& line : cost.lines)
    table.rows.push_back(
        {line.item, line.quantity == 0 ? "" : format_count(line.quantity), rate_text(line), line.amount_usd});
  table.rows.push_back({"by the price list", "", "", usd_or_dash(cost.list_nano)});
  if (cost.provider_nano) table.rows.push_back({"the provider said", "", "", usd_or_dash(cost.provider_nano)});
  table.rows.push_back({cost.billing == "subscription" ? "billed (a subscription pays)" : "billed", "", "",
                        usd_or_dash(cost.billed_nano)});
  return table;
}

std::string price_row_line(const CostOfCall& cost) {
  return cost.price.empty() ? "no row of a price list is known for it" : "by " + visible_text(cost.price);
}

}  // namespace tabacus::app
