// tabacus usage: what was used by day, week, month, session or five-hour block, and one line of it for prompts.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <ostream>

#include "app/cli/query_options.hpp"
#include "app/cli/status_line.hpp"
#include "app/cli/totals_table.hpp"
#include "app/cli/usage_blocks.hpp"
#include "base/moment_text.hpp"
#include "base/time_text.hpp"

namespace tabacus::app {

extern const Command kUsage;

namespace {

using analytics::CallFilter;
using analytics::Reader;
using analytics::Table;
using analytics::TotalsBy;

struct Period {
  std::string_view word;
  TotalsBy by;
  std::string_view since;  ///< unless --since says another time
};

constexpr std::string_view kBlocks = "blocks";
constexpr std::array kPeriods{Period{"daily", TotalsBy::Day, "30d"}, Period{"weekly", TotalsBy::Week, "84d"},
                              Period{"monthly", TotalsBy::Month, ""}, Period{"session", TotalsBy::Session, "30d"},
                              Period{kBlocks, TotalsBy::Minute, "7d"}};

/// Where the first block begins depends on what came before it: so far back a night lies between.
constexpr std::chrono::hours kBlockRunUp{48};

TextTable blocks_for_people(const Table& answer) {
  Table blocks = answer;
  blocks.columns[0] = "block";
  blocks.columns[1] = "ends";
  for (auto& row : blocks.rows) {
    row[0] = local_time_cell(row[0]).substr(0, 16);
    row[1] = local_time_cell(row[1]).substr(11, 5);
  }
  TextTable text = totals_table(blocks);
  text.columns[1].rank = 9;
  return text;
}

void print_pace(CommandContext& context, const Table& blocks) {
  if (blocks.rows.empty()) return;
  const auto& last = blocks.rows.back();
  const auto& projected = last[column_index(blocks, "projected_nano")];
  if (std::holds_alternative<std::monostate>(projected)) return;
  context.out << fmt::format("active until {}: {} an hour by the price list, {} at its end at this pace\n",
                             local_time_cell(last[1]).substr(11, 5),
                             rounded_usd(number_or_zero(last[column_index(blocks, "per_hour_nano")])),
                             rounded_usd(number_or_zero(projected)));
}

Result<int> print_blocks(CommandContext& context, Format format, Reader& reader, CallFilter filter) {
  const auto first = filter.since;
  if (filter.since) filter.since = *filter.since - kBlockRunUp;
  const auto minutes = reader.totals(TotalsBy::Minute, filter);
  if (!minutes) return fail(minutes.error());
  auto blocks = blocks_of(*minutes);
  if (first) std::erase_if(blocks, [&](const Block& block) { return block.end() <= *first; });
  const Table table = block_table(blocks, *minutes, context.clock.wall());
  print_answer(context, format, table, blocks_for_people);
  if (format == Format::Table) print_pace(context, table);
  return kExitOk;
}

Result<int> print_status_line(CommandContext& context, Reader& reader, const CallFilter& filter) {
  std::optional<std::string> tab = filter.tab;
  if (const char* here = std::getenv("TABACUS_TAB_ID"); !tab && here != nullptr) tab = here;
  const auto line = status_line(reader, context.clock.wall(), tab);
  if (!line) return fail(line.error());
  context.out << *line << '\n';
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  std::string word = "daily";
  std::string form = "table";
  ArgumentParser parser{kUsage};
  parser
      .optional_positional("PERIOD", word, "daily (as without it), weekly, monthly, session or blocks (of five hours)")
      .choice("--format", {"table", "statusline"}, form,
              "statusline: one line for a prompt: today, the present block, the tab we are in or --tab");
  query.declare(parser);
  filters.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto* period = std::ranges::find(kPeriods, word, &Period::word);
  if (period == kPeriods.end())
    return fail(ErrorCode::InvalidInput,
                fmt::format("'{}' is no period; write daily, weekly, monthly, session or blocks", word));
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  if (form == "statusline") return print_status_line(context, **reader, *filter);
  if (!filter->since && !period->since.empty()) {
    const auto since = parse_moment(period->since, context.clock.wall());
    if (!since) return fail(since.error());
    filter->since = *since;
  }
  if (word == kBlocks) return print_blocks(context, *format, **reader, *filter);
  const auto totals = (*reader)->totals(period->by, *filter);
  if (!totals) return fail(totals.error());
  print_answer(context, *format, *totals, totals_table);
  return kExitOk;
}

}  // namespace

const Command kUsage{.name = "usage",
                     .summary = "Sum use by day, week, month, session or five-hour block, or in one line",
                     .run = run,
                     .is_paged = true};

}  // namespace tabacus::app
