// tabacus calls: the newest calls, one per line.
#include "app/cli/query_options.hpp"
#include "app/cli/time_argument.hpp"
#include "base/time_text.hpp"

namespace tabacus::app {
extern const Command kCalls;

namespace {

using analytics::Table;
using analytics::Value;

/// What a line shows: a heading, the view's column, how the value becomes text.
struct Shown {
  std::string_view heading;
  std::string_view column;
  std::string (*text)(const Value&);
  bool is_number;
};

std::string local_time(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  const auto time = text != nullptr ? parse_rfc3339(*text) : std::nullopt;
  return time ? format_local(*time) : cell_text(value);
}

std::string count(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? format_count(*number) : cell_text(value);
}

std::string usd(const Value& value) {
  const auto* nano = std::get_if<std::int64_t>(&value);
  return nano != nullptr ? format_usd(*nano) : cell_text(value);
}

std::string duration(const Value& value) {
  const auto* ms = std::get_if<double>(&value);
  if (ms == nullptr) return cell_text(value);
  return *ms < 1000 ? fmt::format("{:.0f} ms", *ms) : fmt::format("{:.2f} s", *ms / 1000);
}

constexpr Shown kShown[] = {
    {"time", "started_at", local_time, false},
    {"tab", "tab_title", cell_text, false},
    {"model", "model", cell_text, false},
    {"outcome", "outcome", cell_text, false},
    {"status", "status", cell_text, true},
    {"input", "input_tokens", count, true},
    {"cached", "cache_read_tokens", count, true},
    {"output", "output_tokens", count, true},
    {"cost", "cost_nano", usd, true},
    {"first token", "ttft_ms", duration, true},
    {"total", "duration_ms", duration, true},
};

TextTable for_people(const Table& calls) {
  TextTable text;
  for (const Shown& shown : kShown)
    text.columns.push_back({.heading = std::string{shown.heading}, .is_number = shown.is_number});
  const std::size_t model = column_index(calls, "model");
  const std::size_t requested = column_index(calls, "model_requested");
  for (const auto& row : calls.rows) {
    auto& cells = text.rows.emplace_back();
    for (const Shown& shown : kShown) {
      std::size_t source = column_index(calls, shown.column);
      // A refused call has no model that answered, but the one that was asked for tells what it was.
      if (source == model && std::holds_alternative<std::monostate>(row[source])) source = requested;
      cells.push_back(shown.text(row[source]));
    }
  }
  return text;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  FilterOptions filters;
  std::int64_t limit = 50;
  ArgumentParser parser{kCalls};
  query.declare(parser);
  filters.declare(parser);
  parser.integer("-n,--limit", 1, 1'000'000, limit, "at most so many");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  filter->limit = static_cast<std::size_t>(limit);
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto calls = (*reader)->calls(*filter);
  if (!calls) return fail(calls.error());
  print_answer(context, *format, *calls, for_people);
  return kExitOk;
}

}  // namespace

const Command kCalls{.name = "calls", .summary = "List calls, newest first", .run = run};

}  // namespace tabacus::app
