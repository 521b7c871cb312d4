// The front door's view of price lists: shown, compared, replaced.
#include "analytics/api/prices.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

#include "analytics/price_lists.hpp"
#include "analytics/pricing/price_import.hpp"
#include "base/paths.hpp"
#include "base/time_text.hpp"

namespace tabacus::analytics {
namespace {

std::string hex_of(const std::array<std::uint8_t, 32>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

/// The rows in use, each with the list it comes from.
using Rows = std::map<std::pair<std::string_view, std::string_view>, std::pair<const PricedModel*, const PriceTable*>>;

Rows rows_of(const PriceLists& lists) {
  Rows rows;
  for (const PriceTable& table : lists.tables)
    for (const PricedModel& row : table.models) rows[{row.provider, row.model}] = {&row, &table};
  return rows;
}

ShownPrice shown(const PricedModel& row, const PriceTable& table) {
  ShownPrice price{row.provider, row.model, table.source, table.as_of, price_row_text(row.model, row.price), {}};
  for (const auto& [name, member] : kRateNames)
    if (const auto& rate = row.price.standard.base.*member) price.rates.emplace_back(name, rate->count());
  return price;
}

using Fields = std::map<std::string, std::string>;

void put(Fields& fields, const std::string& prefix, const Rates& rates) {
  for (const auto& [name, member] : kRateNames)
    if (const auto& rate = rates.*member) fields[prefix + name] = fmt::format("{}", rate->count());
}

void put(Fields& fields, const std::string& prefix, const RateCard& card) {
  put(fields, prefix, card.base);
  for (const LongPromptRates& above : card.above)
    put(fields, fmt::format("{}above {}.", prefix, above.prompt.count()), above.rates);
}

/// A row as names and values, so that two rows can be compared field by field.
Fields fields_of(const ModelPrice& price) {
  Fields fields;
  put(fields, "", price.standard);
  for (const auto& [tier, card] : price.tiers) put(fields, tier + '.', card);
  for (const auto& [name, factor] : price.per_mille) fields[name] = fmt::format("{}", factor);
  if (price.web_search)
    fields[price.web_search_is_per_prompt ? "search_per_prompt" : "search"] =
        fmt::format("{}", price.web_search->count() / 1000);
  for (const auto& [name, fee] : price.fees) fields["fee " + name] = fmt::format("{}", fee.count() / 1000);
  if (price.context_window) fields["context"] = fmt::format("{}", price.context_window->count());
  if (price.max_output) fields["max_output"] = fmt::format("{}", price.max_output->count());
  return fields;
}

bool is_rate(std::string_view field) {
  const std::string_view last = field.substr(field.rfind('.') + 1);
  return std::ranges::find(kRateNames, last, &RateName::name) != kRateNames.end();
}

std::vector<PriceChange::Field> differences(const Fields& before, const Fields& after) {
  std::set<std::string> names;
  for (const Fields* side : {&before, &after})
    for (const auto& [name, value] : *side) names.insert(name);
  const auto value_in = [](const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string{} : found->second;
  };
  std::vector<PriceChange::Field> different;
  for (const std::string& name : names) {
    PriceChange::Field field{name, value_in(before, name), value_in(after, name), is_rate(name)};
    if (field.before != field.after) different.push_back(std::move(field));
  }
  return different;
}

std::vector<PriceChange> changes_by(const PriceTable& table, const Rows& rows) {
  std::vector<PriceChange> changes;
  for (const PricedModel& row : table.models) {
    const auto before = rows.find({row.provider, row.model});
    const bool is_new = before == rows.end();
    auto fields = differences(is_new ? Fields{} : fields_of(before->second.first->price), fields_of(row.price));
    if (!fields.empty()) changes.push_back({row.provider, row.model, std::move(fields), is_new});
  }
  std::ranges::sort(changes, {}, [](const PriceChange& change) { return std::pair{change.provider, change.model}; });
  return changes;
}

/// The day of a file's last change, UTC.
std::string date_of(const std::filesystem::path& file) {
  std::error_code failed;
  const auto changed = std::filesystem::last_write_time(file, failed);
  if (failed) return {};
  const auto time = std::chrono::time_point_cast<SystemTime::duration>(std::chrono::file_clock::to_sys(changed));
  return format_rfc3339(time).substr(0, 10);
}

struct ReadList {
  ImportedPrices imported;
  ListReport report;
};

Result<ReadList> read_list(const std::filesystem::path& list, std::string_view as_of, const PriceFiles& files) {
  const auto text = read_regular_file(list, kMaxPriceFileBytes);
  if (!text) return fail(text.error());
  // Against what holds without the user's own rows: those stay on top in any case.
  const PriceLists below = load_price_lists({files.imported, {}});
  auto imported = import_prices(*text, below.book());
  if (!imported) return fail(imported.error(), list.native());
  PriceTable& table = imported->table;
  if (!as_of.empty()) table.as_of = as_of;
  if (table.as_of.empty()) table.as_of = date_of(list);
  ListReport report{.form = imported->form,
                    .as_of = table.as_of,
                    .models = table.models.size(),
                    .left_out = imported->left_out,
                    .refused_count = imported->refused_count,
                    .refused = imported->refused,
                    .changes = changes_by(table, rows_of(below))};
  return ReadList{std::move(*imported), std::move(report)};
}

}  // namespace

PriceFiles default_price_files() {
  return {data_directory() / "imported-prices.json", config_directory() / "prices.json"};
}

PriceSummary summarize_prices(const PriceFiles& files) {
  PriceLists lists = load_price_lists(files);
  const PriceBook book = lists.book();
  PriceSummary summary{.as_of = lists.as_of(),
                       .source = book.version()->source,
                       .sha256 = hex_of(book.version()->sha256),
                       .models = book.size(),
                       .lists = {},
                       .warnings = std::move(lists.warnings)};
  for (const PriceTable& table : lists.tables) {
    const bool is_file = table.source != "shipped";
    summary.lists.push_back({table.source,
                             !is_file                     ? std::filesystem::path{}
                             : table.source == "imported" ? files.imported
                                                          : files.own,
                             table.as_of, table.models.size()});
  }
  return summary;
}

FoundPrices find_prices(const PriceFiles& files, std::string_view model) {
  const PriceLists lists = load_price_lists(files);
  const PriceBook book = lists.book();
  const Rows rows = rows_of(lists);
  FoundPrices found;
  std::set<std::string_view> providers;
  for (const auto& [name, row] : rows) {
    providers.insert(name.first);
    if (model.empty()) found.prices.push_back(shown(*row.first, *row.second));
  }
  if (model.empty()) return found;
  for (const std::string_view provider : providers) {
    const ModelPrice* price = book.find(provider, model);
    if (price == nullptr) continue;
    const auto& row = rows.at({provider, price->stamp->model});
    found.prices.push_back(shown(*row.first, *row.second));
  }
  if (!found.prices.empty()) return found;
  for (const auto& [name, row] : rows)
    if (name.second.find(model) != std::string_view::npos) found.similar.push_back(shown(*row.first, *row.second));
  return found;
}

Result<ListReport> compare_price_list(const std::filesystem::path& list, std::string_view as_of,
                                      const PriceFiles& files) {
  auto read = read_list(list, as_of, files);
  if (!read) return fail(read.error());
  return std::move(read->report);
}

Result<ListReport> import_price_list(const std::filesystem::path& list, std::string_view as_of,
                                     const PriceFiles& files) {
  auto read = read_list(list, as_of, files);
  if (!read) return fail(read.error());
  const PriceTable& table = read->imported.table;
  const std::string shipped_as_of = shipped_price_table().as_of;
  if (table.as_of < shipped_as_of)
    return fail(ErrorCode::Conflict, fmt::format("{} is of {}, the prices of this tabacus are of {}; they would win. "
                                                 "--as-of gives the list its date",
                                                 list.native(), table.as_of, shipped_as_of));
  const std::string text = price_table_text(table);
  // What is kept must be what a start can read: a bad date shows here, not then.
  if (const auto again = parse_price_table(text); !again) return fail(again.error());
  if (auto made = make_private_directory(files.imported.parent_path()); !made) return fail(made.error());
  if (auto written = write_private_file(files.imported, text); !written) return fail(written.error());
  return std::move(read->report);
}

Result<void> forget_imported_prices(const PriceFiles& files) {
  std::error_code failed;
  if (std::filesystem::remove(files.imported, failed)) return {};
  if (failed) return fail(ErrorCode::Io, fmt::format("remove {}: {}", files.imported.native(), failed.message()));
  return fail(ErrorCode::NotFound, fmt::format("there is no {}: no prices were imported", files.imported.native()));
}

std::optional<std::chrono::days> age_of_prices(std::string_view as_of, SystemTime now) {
  const auto date = parse_rfc3339(fmt::format("{}T00:00:00Z", as_of));
  if (!date) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(now - *date);
}

bool are_prices_old(std::string_view as_of, SystemTime now) {
  const auto age = age_of_prices(as_of, now);
  return age && *age > kOldPrices;
}

}  // namespace tabacus::analytics
