// tabacus what-if: what calls would have cost on another model, with another cache, by the batch.
#include <algorithm>
#include <ostream>

#include "analytics/api/what_if.hpp"
#include "app/cli/query_options.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kWhatIf;

namespace {

using analytics::Table;
using analytics::Value;
using analytics::WhatIf;
using analytics::WhatIfModel;
using analytics::WhatIfReport;

Table table_of(const WhatIfReport& report) {
  Table table{.columns = {"provider", "model", "calls", "left_out", "before_nano", "after_nano"}, .rows = {}};
  for (const WhatIfModel& model : report.models)
    table.rows.push_back(
        {model.provider, model.model, model.calls, model.left_out, model.before_nano, model.after_nano});
  return table;
}

std::string difference(std::int64_t before, std::int64_t after) {
  if (before == 0) return "–";
  return fmt::format("{:+.0f} %", 100.0 * static_cast<double>(after - before) / static_cast<double>(before));
}

TextTable for_people(const Table& answer) {
  TextTable text;
  text.columns = {{"provider", false, 2}, {"model", false, 0},  {"calls", true, 0}, {"left out", true, 3},
                  {"by list", true, 0},   {"what if", true, 0}, {"change", true, 0}};
  std::int64_t calls = 0;
  std::int64_t left_out = 0;
  std::int64_t before = 0;
  std::int64_t after = 0;
  const auto add = [&](std::string provider, std::string model, std::int64_t n, std::int64_t without, std::int64_t was,
                       std::int64_t is) {
    text.rows.push_back({std::move(provider), std::move(model), format_count(n), format_count(without), format_usd(was),
                         format_usd(is), difference(was, is)});
  };
  for (const auto& row : answer.rows) {
    add(cell_text(row[0]), cell_text(row[1]), number_or_zero(row[2]), number_or_zero(row[3]), number_or_zero(row[4]),
        number_or_zero(row[5]));
    calls += number_or_zero(row[2]);
    left_out += number_or_zero(row[3]);
    before += number_or_zero(row[4]);
    after += number_or_zero(row[5]);
  }
  text.tones.assign(text.rows.size(), Tone::Plain);
  if (answer.rows.size() > 1) {
    add("total", "", calls, left_out, before, after);
    text.tones.push_back(Tone::Bold);
  }
  return text;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  WhatIf change;
  std::string cache = "as-it-was";
  ArgumentParser parser{kWhatIf};
  parser.text("--model", "MODEL", change.model, "every chosen call on this model")
      .text("--at", "PROVIDER", change.provider, "by this provider's list, where several have the model")
      .choice("--cache", {"as-it-was", "1h", "none"}, cache, "writes for an hour, or no cache at all")
      .choice("--tier", {"batch", "flex", "priority"}, change.tier, "as this tier of service");
  query.declare(parser);
  filters.declare(parser, "model");
  parser.footer(
      "Both figures are by the price list in use, whoever paid, and for the same tokens: another model would "
      "cut the same text into others, and answer otherwise.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  if (cache == "1h") change.cache = WhatIf::Cache::OneHour;
  if (cache == "none") change.cache = WhatIf::Cache::None;
  if (change.model.empty() && change.tier.empty() && change.cache == WhatIf::Cache::AsItWas)
    return fail(ErrorCode::InvalidInput, "what if what? Give --model MODEL, --cache or --tier");
  const auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  const auto report = analytics::what_if(query.directory(context), *filter, analytics::default_price_files(), change);
  if (!report) return fail(report.error());
  print_answer(context, *format, table_of(*report), for_people);
  if (*format == Format::Table)
    context.out << fmt::format("by prices of {}{}\n", visible_text(report->price_as_of),
                               report->provider.empty() ? ""
                                                        : fmt::format(", {} at {}", visible_text(change.model),
                                                                      visible_text(report->provider)));
  return kExitOk;
}

}  // namespace

const Command kWhatIf{
    .name = "what-if", .summary = "Price calls as if on another model, cache or tier", .run = run, .is_paged = true};

}  // namespace tabacus::app
