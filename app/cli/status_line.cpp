#include "app/cli/status_line.hpp"

#include <cmath>

#include "app/cli/named_row.hpp"
#include "app/cli/usage_blocks.hpp"
#include "base/moment_text.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

using analytics::CallFilter;
using analytics::Reader;
using analytics::Table;
using analytics::TotalsBy;

/// A block that runs now began at most five hours ago; whether it began at its hour depends on the one before.
constexpr std::chrono::hours kBlockMemory{10};

struct Spent {
  std::int64_t billed = 0;
  std::int64_t subscription = 0;
};

Spent sum_of(const Table& totals, std::size_t first = 0) {
  Spent spent;
  for (std::size_t row = first; row < totals.rows.size(); ++row) {
    const NamedRow group{totals, row};
    spent.billed += group.number("cost_nano");
    spent.subscription += group.number("subscription_nano");
  }
  return spent;
}

/// What a subscription pays for is never added to what is billed.
std::string text_of(const Spent& spent) {
  if (spent.subscription == 0) return rounded_usd(spent.billed);
  const std::string worth = fmt::format("worth {}", rounded_usd(spent.subscription));
  return spent.billed == 0 ? worth : fmt::format("{} + {}", rounded_usd(spent.billed), worth);
}

Result<Table> since(Reader& reader, TotalsBy by, SystemTime time, const std::optional<std::string>& tab = {}) {
  CallFilter filter;
  filter.since = time;
  filter.tab = tab;
  return reader.totals(by, filter);
}

/// Empty: none runs.
std::string block_part(const Table& minutes, SystemTime now) {
  const auto blocks = blocks_of(minutes);
  if (blocks.empty() || !blocks.back().is_active(now)) return {};
  const Table table = block_table({blocks.back()}, minutes, now);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(blocks.back().end() - now);
  return fmt::format("block {}, {} left", text_of(sum_of(table)), format_duration(static_cast<double>(left.count())));
}

Result<std::vector<std::string>> tab_parts(Reader& reader, const std::string& tab) {
  CallFilter filter;
  filter.tab = tab;
  filter.limit = 1;
  const auto totals = reader.totals(TotalsBy::Tab, filter);
  if (!totals) return fail(totals.error());
  if (totals->rows.empty()) return std::vector<std::string>{};
  std::vector<std::string> parts{fmt::format("tab {}", text_of(sum_of(*totals)))};
  const auto last = reader.calls(filter);
  if (!last) return fail(last.error());
  const auto share = reader.sql(
      fmt::format("SELECT context_share FROM v_why WHERE call_id = {}", NamedRow{*last}.number("call_id")), 1);
  if (!share) return fail(share.error());
  if (!share->rows.empty() && std::holds_alternative<double>(share->rows[0][0]))
    parts.push_back("context " + share_cell(share->rows[0][0]));
  return parts;
}

}  // namespace

std::string rounded_usd(std::int64_t nanodollars) {
  const double usd = static_cast<double>(nanodollars) / 1e9;
  if (nanodollars == 0 || std::abs(usd) >= 0.01) return fmt::format("${:.2f}", usd);
  return fmt::format("${:.2}", usd);
}

Result<std::string> status_line(Reader& reader, SystemTime now, const std::optional<std::string>& tab) {
  const auto midnight = parse_moment("today", now);
  if (!midnight) return fail(midnight.error());
  const auto today = since(reader, TotalsBy::Provider, *midnight);
  if (!today) return fail(today.error());
  const auto minutes = since(reader, TotalsBy::Minute, now - kBlockMemory);
  if (!minutes) return fail(minutes.error());
  std::vector<std::string> parts{fmt::format("today {}", text_of(sum_of(*today)))};
  if (auto block = block_part(*minutes, now); !block.empty()) parts.push_back(std::move(block));
  if (tab) {
    const auto of_tab = tab_parts(reader, *tab);
    if (!of_tab) return fail(of_tab.error());
    parts.insert(parts.end(), of_tab->begin(), of_tab->end());
  }
  const auto limits = reader.sql(
      "SELECT limit_window, used_share FROM v_limits WHERE limit_window IN ('5h', '7d', 'primary', 'secondary') AND "
      "used_share IS NOT NULL AND julianday(resets_at) > julianday('now') ORDER BY told_at DESC LIMIT 2",
      2);
  if (!limits) return fail(limits.error());
  for (const auto& row : limits->rows) parts.push_back(cell_text(row[0]) + " " + share_cell(row[1]));
  return join(parts, " · ");
}

}  // namespace tabacus::app
