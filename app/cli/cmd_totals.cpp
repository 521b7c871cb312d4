// tabacus totals: sums by tab, session, model, provider or day.
#include <algorithm>
#include <array>

#include "app/cli/query_options.hpp"
#include "app/cli/totals_table.hpp"

namespace tabacus::app {

extern const Command kTotals;

namespace {

using analytics::TotalsBy;

struct Grouping {
  std::string_view word;
  TotalsBy by;
};

constexpr std::array kGroupings{Grouping{"tab", TotalsBy::Tab},         Grouping{"session", TotalsBy::Session},
                                Grouping{"model", TotalsBy::Model},     Grouping{"provider", TotalsBy::Provider},
                                Grouping{"project", TotalsBy::Project}, Grouping{"branch", TotalsBy::Branch},
                                Grouping{"client", TotalsBy::Client},   Grouping{"process", TotalsBy::Process},
                                Grouping{"hour", TotalsBy::Hour},       Grouping{"day", TotalsBy::Day},
                                Grouping{"week", TotalsBy::Week},       Grouping{"month", TotalsBy::Month}};

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  std::string by = "tab";
  std::vector<std::string> words;
  for (const Grouping& grouping : kGroupings) words.emplace_back(grouping.word);
  ArgumentParser parser{kTotals};
  parser.choice("--by", words, by, "what to sum by (tab)");
  query.declare(parser);
  filters.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto totals = (*reader)->totals(std::ranges::find(kGroupings, by, &Grouping::word)->by, *filter);
  if (!totals) return fail(totals.error());
  print_answer(context, *format, *totals, totals_table);
  return kExitOk;
}

}  // namespace

const Command kTotals{.name = "totals",
                      .summary = "Sum tokens and cost by tab, session, model, project, day ...",
                      .run = run,
                      .is_paged = true};

}  // namespace tabacus::app
