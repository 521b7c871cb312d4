// tabacus reprice and tabacus cost: stored calls by the prices in use now, and one call's cost line by line.
#include <ostream>

#include "analytics/api/json.hpp"
#include "analytics/api/reprice.hpp"
#include "app/cli/cost_lines.hpp"
#include "app/cli/query_options.hpp"
#include "base/json_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kReprice, kCost;

namespace {

using analytics::PriceFiles;
using analytics::Reprice;
using analytics::RepricedModel;
using analytics::RepriceReport;

std::string change_text(std::int64_t before, std::int64_t after) {
  if (before == after) return format_usd(after);
  return fmt::format("{} → {}", format_usd(before), format_usd(after));
}

void print_report(CommandContext& context, const RepriceReport& report) {
  TextTable table;
  table.columns = {{"provider", false}, {"model", false}, {"calls", true},  {"changed", true},
                   {"new", true},       {"kept", true},   {"billed", true}, {"by a subscription", true}};
  for (const RepricedModel& model : report.models)
    table.rows.push_back({display_safe(model.provider), display_safe(model.model), format_count(model.calls),
                          format_count(model.changed), format_count(model.newly_priced), format_count(model.kept),
                          change_text(model.billed_before, model.billed_after),
                          change_text(model.subscription_before, model.subscription_after)});
  if (!table.rows.empty()) print_text_table(context.out, table, context.width);
  context.out << fmt::format("{} of {} calls change by the prices of {} ({})\n", format_count(report.changed),
                             format_count(report.calls), report.price_as_of, report.price_source);
}

void print_report_as_json(std::ostream& out, const RepriceReport& report, bool is_dry) {
  std::string models;
  for (const RepricedModel& model : report.models)
    models += fmt::format(
        R"({}{{"provider":{},"model":{},"calls":{},"changed":{},"newly_priced":{},"kept":{},"billed_nano":[{},{}],)"
        R"("subscription_nano":[{},{}]}})",
        models.empty() ? "" : ",", json_quoted(model.provider), json_quoted(model.model), model.calls, model.changed,
        model.newly_priced, model.kept, model.billed_before, model.billed_after, model.subscription_before,
        model.subscription_after);
  out << fmt::format(R"({{"dry_run":{},"price_as_of":{},"price_source":{},"calls":{},"changed":{},"models":[{}]}})",
                     is_dry, json_quoted(report.price_as_of), json_quoted(report.price_source), report.calls,
                     report.changed, models)
      << '\n';
}

Result<int> run_reprice(CommandContext& context, Arguments arguments) {
  std::string directory;
  bool is_dry = false;
  bool writes = false;
  bool json = false;
  FilterOptions filters;
  ArgumentParser parser{kReprice};
  parser.flag("--yes", writes, "write the new figures; without it they are only shown")
      .flag("--dry-run", is_dry, "only show what would change, also with --yes")
      .flag("--json", json, "one JSON object; sums as [before, after]")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured");
  filters.declare(parser);
  parser.footer(
      "The old figures stay in the table cost_alt. What a provider reported stays what was billed, what a "
      "subscription pays for stays unbilled, and a figure is never replaced by none.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const PriceFiles files = analytics::default_price_files();
  const auto place = analytics_directory(context, directory);
  for (const std::string& warning : analytics::summarize_prices(files).warnings)
    context.err << fmt::format("tabacus reprice: {}\n", display_safe(warning));
  const bool only_looks = is_dry || !writes;
  const auto report = analytics::reprice(place, *filter, files, only_looks ? Reprice::Look : Reprice::Write);
  if (!report) return fail(report.error());
  if (json)
    print_report_as_json(context.out, *report, only_looks);
  else
    print_report(context, *report);
  if (json || report->changed == 0) return kExitOk;
  if (only_looks)
    context.out << "nothing was written; 'tabacus reprice --yes' with the same options writes these figures\n";
  else
    context.out << fmt::format("{} calls were priced again; their old figures are in cost_alt\n",
                               format_count(report->changed));
  return kExitOk;
}

Result<int> run_cost(CommandContext& context, Arguments arguments) {
  std::string call;
  std::string directory;
  bool json = false;
  ArgumentParser parser{kCost};
  parser.positional("CALL", call, "its call_id, or @1 for the newest")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .flag("--json", json, "one JSON object");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto place = analytics_directory(context, directory);
  const auto reader = analytics::Reader::open(place);
  if (!reader) return fail(reader.error());
  const auto id = find_call(**reader, call);
  if (!id) return fail(id.error());
  const auto cost = analytics::cost_of_call(place, *id);
  if (!cost) return fail(cost.error());
  if (json) {
    context.out << cost_json(*cost) << '\n';
    return kExitOk;
  }
  print_text_table(context.out, cost_table(*cost), context.width, context.screen.paint);
  context.out << price_row_line(*cost) << '\n';
  return kExitOk;
}

}  // namespace

const Command kReprice{
    .name = "reprice", .summary = "Price stored calls again by the prices in use", .run = run_reprice};
const Command kCost{.name = "cost", .summary = "Say line by line how a call's cost comes about", .run = run_cost};

}  // namespace tabacus::app
