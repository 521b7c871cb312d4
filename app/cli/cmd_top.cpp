// tabacus top: what the most went to, and which share of the whole that is.
#include <algorithm>
#include <array>

#include "app/cli/query_options.hpp"
#include "app/cli/shown_columns.hpp"

namespace tabacus::app {

extern const Command kTop;

namespace {

using analytics::Table;
using analytics::TotalsBy;
using analytics::Value;

struct Ranked {
  std::string_view word;
  TotalsBy by;
};
constexpr std::array kRanked{Ranked{"models", TotalsBy::Model},     Ranked{"providers", TotalsBy::Provider},
                             Ranked{"tabs", TotalsBy::Tab},         Ranked{"sessions", TotalsBy::Session},
                             Ranked{"projects", TotalsBy::Project}, Ranked{"branches", TotalsBy::Branch},
                             Ranked{"clients", TotalsBy::Client},   Ranked{"processes", TotalsBy::Process},
                             Ranked{"days", TotalsBy::Day}};

/// A measure is the sum of some columns.
struct Measure {
  std::string_view word;
  std::array<std::string_view, 4> columns;
};
constexpr std::array kMeasures{
    Measure{"cost", {"equivalent_nano"}},
    Measure{"billed", {"cost_nano"}},
    Measure{"tokens", {"input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens"}},
    Measure{"output", {"output_tokens"}},
    Measure{"calls", {"calls"}},
    Measure{"errors", {"errors"}},
    Measure{"time", {"busy_us"}},
    Measure{"saved", {"saved_nano"}},
};

constexpr int kBarCells = 20;

std::string bar(const Value& share) {
  const auto* part = std::get_if<double>(&share);
  std::string text;
  if (part == nullptr) return text;
  for (int eighths = static_cast<int>(*part * kBarCells * 8 + 0.5); eighths > 0; eighths -= 8)
    text += std::array{"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"}[static_cast<std::size_t>(std::min(eighths, 8) - 1)];
  return text;
}

std::string busy(const Value& us) {
  const auto* number = std::get_if<std::int64_t>(&us);
  return number != nullptr ? format_duration(static_cast<double>(*number) / 1000) : cell_text(us);
}

std::int64_t amount(const Table& totals, const std::vector<Value>& row, const Measure& measure) {
  std::int64_t sum = 0;
  for (const std::string_view column : measure.columns)
    if (!column.empty()) sum += number_or_zero(row[column_index(totals, column)]);
  return sum;
}

/// The largest first, with a column "share" of the whole, also of what `limit` leaves out.
Table ranked(Table totals, const Measure& measure, std::size_t limit) {
  std::int64_t whole = 0;
  for (const auto& row : totals.rows) whole += amount(totals, row, measure);
  std::ranges::stable_sort(totals.rows, std::greater{}, [&](const auto& row) { return amount(totals, row, measure); });
  if (totals.rows.size() > limit) totals.rows.resize(limit);
  totals.columns.emplace_back("share");
  for (auto& row : totals.rows) {
    const std::int64_t part = amount(totals, row, measure);
    row.push_back(whole == 0 ? Value{} : Value{static_cast<double>(part) / static_cast<double>(whole)});
  }
  return totals;
}

TextTable for_people(const Table& totals) {
  const std::size_t first = column_index(totals, "calls") - 1;  // of a tab its title, otherwise the only name
  const Shown columns[] = {
      {totals.columns[first], totals.columns[first], cell_text, false, 0},
      {"share", "share", share_cell, true, 0},
      {"", "share", bar, false, 1},
      {"calls", "calls", count_cell, true, 0},
      {"errors", "errors", count_cell, true, 5},
      {"input", "input_tokens", count_cell, true, 2},
      {"cached", "cache_read_tokens", count_cell, true, 3},
      {"output", "output_tokens", count_cell, true, 2},
      {"billed", "cost_nano", usd_cell, true, 0},
      {"by list", "equivalent_nano", usd_cell, true, 4},
      {"busy", "busy_us", busy, true, 6},
  };
  return shown_table(totals, columns);
}

template <typename Row, std::size_t kSize>
std::vector<std::string> words_of(const std::array<Row, kSize>& rows) {
  std::vector<std::string> words;
  for (const Row& row : rows) words.emplace_back(row.word);
  return words;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  std::string what = "models";
  std::string by = "cost";
  std::int64_t limit = 10;
  ArgumentParser parser{kTop};
  parser
      .optional_positional("WHAT", what,
                           "models (as without it), providers, tabs, sessions, projects, branches, clients, "
                           "processes, days")
      .choice("--by", words_of(kMeasures), by, "cost (as without it) is that of the price list, whoever pays")
      .integer("-n,--limit", 1, 10'000, limit, "at most so many (10)");
  query.declare(parser);
  filters.declare(parser);
  parser.footer("Single calls: tabacus calls --sort cost.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto* group = std::ranges::find(kRanked, what, &Ranked::word);
  if (group == kRanked.end())
    return fail(ErrorCode::InvalidInput, fmt::format("'{}' cannot be ranked; see 'tabacus top --help'", what));
  const auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  auto totals = (*reader)->totals(group->by, *filter);
  if (!totals) return fail(totals.error());
  const Measure& measure = *std::ranges::find(kMeasures, by, &Measure::word);
  print_answer(context, *format, ranked(std::move(*totals), measure, static_cast<std::size_t>(limit)), for_people);
  return kExitOk;
}

}  // namespace

const Command kTop{
    .name = "top", .summary = "Rank models, sessions, projects ... by what they took", .run = run, .is_paged = true};

}  // namespace tabacus::app
