// tabacus prices: the price lists in use, what another list would change, and the one that is imported.
#include <algorithm>
#include <ostream>

#include "analytics/api/prices.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/output.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kPrices;

namespace {

using analytics::FoundPrices;
using analytics::ListReport;
using analytics::PriceChange;
using analytics::PriceFiles;
using analytics::PriceSummary;
using analytics::ShownPrice;

constexpr const char* kActions =
    "show [MODEL]: the prices in use, of a model or of all. diff FILE: what that list would change. import FILE: lay "
    "it "
    "over the shipped list, in place of what was imported before. forget: remove what was imported. FILE is in the "
    "form "
    "of tabacus's own list, LiteLLM's model_prices_and_context_window.json or models.dev's api.json. Your own prices "
    "go over all of these, from prices.json beside tabacus.toml.";

struct Asked {
  std::string action = "show";
  std::string what;
  std::string as_of;
  bool json = false;
};

/// Rates are picodollars per token, which are microdollars per million tokens.
std::string per_million(std::int64_t picodollars) { return format_usd(picodollars * 1000); }

std::string rate_cell(const ShownPrice& price, std::string_view name) {
  const auto found = std::ranges::find(price.rates, name, &std::pair<std::string, std::int64_t>::first);
  return found == price.rates.end() ? "–" : per_million(found->second);
}

TextTable table_of(const std::vector<ShownPrice>& prices) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kShown{{{"input", "input"},
                                                                       {"output", "output"},
                                                                       {"cache read", "cache_read"},
                                                                       {"write 5m", "cache_write_5m"},
                                                                       {"write 1h", "cache_write_1h"}}};
  TextTable table;
  table.columns = {{"provider", false}, {"model", false}};
  for (const auto& [heading, name] : kShown) table.columns.push_back({heading, true});
  table.columns.push_back({"list", false});
  for (const ShownPrice& price : prices) {
    auto& cells = table.rows.emplace_back(std::vector<std::string>{price.provider, price.model});
    for (const auto& [heading, name] : kShown) cells.push_back(rate_cell(price, name));
    cells.push_back(price.source);
  }
  return table;
}

void print_summary(CommandContext& context, const PriceSummary& summary) {
  for (const auto& list : summary.lists)
    context.out << fmt::format("{}: {} models{}{}\n", list.source, format_count(static_cast<std::int64_t>(list.models)),
                               list.as_of.empty() ? "" : ", of " + list.as_of,
                               list.file.empty() ? "" : ", " + display_safe(list.file.native()));
  const SystemTime now = context.clock.wall();
  const auto age = analytics::age_of_prices(summary.as_of, now);
  context.out << fmt::format("in use: {} models, version {} of {}{}\n",
                             format_count(static_cast<std::int64_t>(summary.models)), summary.sha256.substr(0, 12),
                             summary.as_of, age ? fmt::format(", {} days old", age->count()) : "");
  if (analytics::are_prices_old(summary.as_of, now))
    context.out << "That is old. Models that came since have no price; 'tabacus prices import' takes a newer list.\n";
  for (const std::string& warning : summary.warnings)
    context.err << fmt::format("tabacus prices: {}\n", display_safe(warning));
}

std::string json_price(const ShownPrice& price) {
  return fmt::format(R"({{"provider":{},"list":{},"as_of":{},"price":{}}})", json_quoted(price.provider),
                     json_quoted(price.source), price.as_of.empty() ? "null" : json_quoted(price.as_of), price.row);
}

Result<int> show(CommandContext& context, const Asked& asked, const PriceFiles& files) {
  const FoundPrices found = analytics::find_prices(files, asked.what);
  if (asked.json) {
    for (const ShownPrice& price : found.prices) context.out << json_price(price) << '\n';
  } else if (!found.prices.empty()) {
    print_text_table(context.out, table_of(found.prices), context.width);
    if (!asked.what.empty())
      for (const ShownPrice& price : found.prices)
        context.out << fmt::format("\n{}, in picodollars per token: {}\n", price.provider, price.row);
    context.out << "\nUS dollars per million tokens. ";
    print_summary(context, analytics::summarize_prices(files));
  }
  if (!found.prices.empty()) return kExitOk;
  std::string similar;
  for (std::size_t i = 0; i < std::min<std::size_t>(found.similar.size(), 8); ++i)
    similar +=
        fmt::format("{}{} {}", i == 0 ? "; similar names: " : ", ", found.similar[i].provider, found.similar[i].model);
  return fail(ErrorCode::NotFound, fmt::format("no list has a price for '{}'; a call of it is stored without a cost{}",
                                               display_safe(asked.what), similar));
}

std::string value_text(const PriceChange::Field& field, const std::string& value) {
  if (value.empty()) return "–";
  const auto number = parse_int(value);
  return field.is_rate && number ? per_million(*number) : value;
}

void print_changes(CommandContext& context, const ListReport& report) {
  for (const PriceChange& change : report.changes) {
    std::string fields;
    for (const PriceChange::Field& field : change.fields) {
      const std::string after = value_text(field, field.after);
      fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", field.name,
                            change.is_new ? after : value_text(field, field.before) + " → " + after);
    }
    context.out << fmt::format("{} {} {}: {}\n", change.is_new ? "new    " : "changed", change.provider, change.model,
                               fields);
  }
  const auto fresh = std::ranges::count(report.changes, true, &PriceChange::is_new);
  context.out << fmt::format(
      "{} list of {}: {} models, {} new, {} changed; {} left out that are not metered or not sold "
      "by the token\n",
      report.form, report.as_of, report.models, fresh, static_cast<std::int64_t>(report.changes.size()) - fresh,
      report.left_out);
  for (const std::string& refused : report.refused) context.out << "not usable: " << display_safe(refused) << '\n';
  if (report.refused_count > report.refused.size())
    context.out << fmt::format("and {} more\n", report.refused_count - report.refused.size());
}

void print_changes_as_json(std::ostream& out, const ListReport& report) {
  std::string changes;
  for (const PriceChange& change : report.changes) {
    std::string fields;
    for (const auto& field : change.fields)
      fields += fmt::format(R"({}{}:[{},{}])", fields.empty() ? "" : ",", json_quoted(field.name),
                            field.before.empty() ? "null" : field.before, field.after.empty() ? "null" : field.after);
    changes += fmt::format(R"({}{{"provider":{},"model":{},"new":{},"fields":{{{}}}}})", changes.empty() ? "" : ",",
                           json_quoted(change.provider), json_quoted(change.model), change.is_new, fields);
  }
  std::string refused;
  for (const std::string& row : report.refused) refused += (refused.empty() ? "" : ",") + json_quoted(row);
  out << fmt::format(
             R"({{"form":{},"as_of":{},"models":{},"left_out":{},"refused_count":{},"refused":[{}],"changes":[{}]}})",
             json_quoted(report.form), json_quoted(report.as_of), report.models, report.left_out, report.refused_count,
             refused, changes)
      << '\n';
}

Result<int> take_list(CommandContext& context, const Asked& asked, const PriceFiles& files) {
  if (asked.what.empty())
    return fail(ErrorCode::InvalidInput, fmt::format("{} takes the file of a price list", asked.action));
  const bool keeps = asked.action == "import";
  const auto report = keeps ? analytics::import_price_list(asked.what, asked.as_of, files)
                            : analytics::compare_price_list(asked.what, asked.as_of, files);
  if (!report) return fail(report.error());
  if (asked.json)
    print_changes_as_json(context.out, *report);
  else
    print_changes(context, *report);
  if (keeps && !asked.json)
    context.out << fmt::format("imported to {}; it holds for calls that begin from now on\n",
                               display_safe(files.imported.native()));
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  Asked asked;
  ArgumentParser parser{kPrices};
  parser.optional_positional("ACTION", asked.action, "show, diff, import or forget (show)")
      .optional_positional("WHAT", asked.what, "a model's name, or a file")
      .text("--as-of", "DATE", asked.as_of, "the date of a list that names none: 2026-11-01 (its last change)")
      .flag("--json", asked.json, "show: one object per line; diff and import: one object")
      .footer(kActions);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const PriceFiles files = analytics::default_price_files();
  if (asked.action == "show") return show(context, asked, files);
  if (asked.action == "diff" || asked.action == "import") return take_list(context, asked, files);
  if (asked.action != "forget")
    return fail(ErrorCode::InvalidInput,
                fmt::format("takes show, diff, import or forget, not '{}'", display_safe(asked.action)));
  if (auto forgotten = analytics::forget_imported_prices(files); !forgotten) return fail(forgotten.error());
  context.out << "forgotten; the shipped prices hold for calls that begin from now on\n";
  return kExitOk;
}

}  // namespace

const Command kPrices{
    .name = "prices", .summary = "Show the prices in use, compare them with a list, import one", .run = run};

}  // namespace tabacus::app
