#include "analytics/stored_pricing.hpp"

#include "analytics/call_filter.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/tab_prefix.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{10};

Result<CallRange> range_of(const CallFilter& filter) {
  CallRange range;
  if (filter.since) range.first = to_epoch_us(*filter.since) * 8;
  if (filter.until) range.end = to_epoch_us(*filter.until) * 8;
  if (!filter.tab) return range;
  auto hex = uuid_prefix_hex(*filter.tab);
  if (!hex) return fail(hex.error());
  range.tab_hex = std::move(*hex);
  return range;
}

/// As the reader understands it: here the statement would be compiled without a guard.
Result<void> check_where(const std::filesystem::path& directory, const std::string& where) {
  const auto reader = Reader::open(directory);
  if (!reader) return fail(reader.error());
  CallFilter filter{.since = {}, .until = {}, .tab = {}, .limit = 1};
  filter.where = where;
  if (const auto read = (*reader)->calls(filter); !read) return fail(read.error());
  return {};
}

/// What range_of leaves out of a filter.
Result<CallCondition> condition_of(CallFilter filter) {
  filter.since = filter.until = std::nullopt;
  filter.tab.reset();
  auto where = where_of(filter, CallCondition::kFirst);
  if (!where) return fail(where.error());
  return CallCondition{std::move(where->sql), std::move(where->values)};
}

}  // namespace

Result<Database> open_to_look(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kCallsFileName;
  if (!identity_of(file)) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
  auto database = Database::open(file, Database::Mode::ReadOnly, kBusyTimeout);
  if (!database) return database;
  const auto schema = schema_of(*database);
  if (!schema) return fail(schema.error());
  if (*schema < newest_schema())
    return fail(ErrorCode::Unsupported,
                fmt::format("{} has schema {} and this needs {}; it is brought up to date by whatever meters next",
                            file.native(), *schema, newest_schema()));
  return database;
}

Result<ChosenCalls> chosen_calls(const std::filesystem::path& directory, CallFilter filter) {
  auto range = range_of(filter);
  if (!range) return fail(range.error());
  auto condition = condition_of(filter);
  if (!condition) return fail(condition.error());
  if (filter.where)
    if (auto checked = check_where(directory, *filter.where); !checked) return fail(checked.error());
  return ChosenCalls{std::move(*range), std::move(*condition)};
}

Upstream upstream_of(const StoredCall& stored) {
  return stored.was_slot || stored.call.price_basis == PriceBasis::Slot ? Upstream::Loopback : Upstream::Named;
}

}  // namespace tabacus::analytics
