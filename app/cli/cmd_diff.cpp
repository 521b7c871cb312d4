// tabacus diff: what is known of two calls, where it differs.
#include <array>
#include <cmath>
#include <ostream>

#include "analytics/api/json.hpp"
#include "app/cli/body_views.hpp"
#include "app/cli/message_diff.hpp"
#include "app/cli/named_row.hpp"
#include "app/cli/query_options.hpp"

namespace tabacus::app {

extern const Command kDiff;

namespace {

using analytics::PartChange;
using analytics::Reader;
using analytics::Table;
using analytics::Value;

struct Compared {
  std::string_view heading;
  std::string_view column;
  std::string (*text)(const Value&);
};

constexpr Compared kCompared[] = {
    {"tab", "tab_title", cell_text},
    {"session", "session", cell_text},
    {"agent", "agent", cell_text},
    {"client", "client", cell_text},
    {"client version", "client_version", cell_text},
    {"project", "project", cell_text},
    {"branch", "branch", cell_text},
    {"provider", "provider", cell_text},
    {"API", "api", cell_text},
    {"asked for", "model_requested", cell_text},
    {"model", "model", cell_text},
    {"status", "status", cell_text},
    {"outcome", "outcome", cell_text},
    {"error", "error_type", cell_text},
    {"stopped by", "stop_reason", cell_text},
    {"messages", "messages", count_cell},
    {"tools offered", "tools", count_cell},
    {"tool calls", "tool_calls", count_cell},
    {"request bytes", "request_bytes", count_cell},
    {"response bytes", "response_bytes", count_cell},
    {"input", "input_tokens", count_cell},
    {"read from cache", "cache_read_tokens", count_cell},
    {"written for 5 min", "cache_write_5m_tokens", count_cell},
    {"written for 1 h", "cache_write_1h_tokens", count_cell},
    {"whole prompt", "prompt_tokens", count_cell},
    {"output", "output_tokens", count_cell},
    {"reasoning", "reasoning_tokens", count_cell},
    {"service tier", "service_tier", cell_text},
    {"cost", "cost_nano", usd_cell},
    {"by list", "equivalent_nano", usd_cell},
    {"cache miss", "miss_cause", cell_text},
    {"differs from", "miss_at", cell_text},
    {"first token", "ttft_ms", duration_cell},
    {"duration", "duration_ms", duration_cell},
};

/// "+1,234", "−12 ms"; empty where one side is no number, or they are equal.
std::string change(const Value& a, const Value& b, std::string (*text)(const Value&)) {
  if (const auto* from = std::get_if<std::int64_t>(&a), *to = std::get_if<std::int64_t>(&b);
      from != nullptr && to != nullptr && text != cell_text)
    return (*to < *from ? "−" : "+") + text(Value{*to < *from ? *from - *to : *to - *from});
  if (const auto* from = std::get_if<double>(&a), *to = std::get_if<double>(&b); from != nullptr && to != nullptr)
    return (*to < *from ? "−" : "+") + text(Value{std::abs(*to - *from)});
  return {};
}

TextTable differences(const Table& calls) {
  const NamedRow a{calls, 0};
  const NamedRow b{calls, 1};
  TextTable text;
  text.columns = {{"", false}, {a.text("call_id"), false}, {b.text("call_id"), false}, {"change", true, 1}};
  text.rows.push_back({"begun", local_time_cell(a.value("started_at")), local_time_cell(b.value("started_at")), ""});
  for (const Compared& row : kCompared) {
    const Value& from = a.value(row.column);
    const Value& to = b.value(row.column);
    if (from == to) continue;
    text.rows.push_back({std::string{row.heading}, row.text(from), row.text(to), change(from, to, row.text)});
  }
  return text;
}

Result<Table> both(Reader& reader, std::int64_t a, std::int64_t b) {
  return reader.sql(
      fmt::format("SELECT c.*, u.service_tier, w.miss_at FROM v_calls c JOIN v_usage u ON u.call_id = c.call_id LEFT "
                  "JOIN v_why w ON w.call_id = c.call_id WHERE c.call_id IN ({0}, {1}) ORDER BY c.call_id <> {0}",
                  a, b),
      2);
}

/// What their requests say differently. NotFound: they are not both kept.
Result<std::vector<PartChange>> request_changes(const std::filesystem::path& directory, std::int64_t a,
                                                std::int64_t b) {
  const auto before = read_bodies(directory, a);
  if (!before) return fail(before.error());
  const auto after = read_bodies(directory, b);
  if (!after) return fail(after.error());
  return conversation_diff(analytics::conversation_of(*before), analytics::conversation_of(*after));
}

/// Beneath what was measured; of JSON a line behind those of the calls.
void print_request_changes(CommandContext& context, Format format, const Result<std::vector<PartChange>>& changes) {
  if (format == Format::Csv || (!changes && changes.error().code == ErrorCode::NotFound)) return;
  if (!changes) {
    context.err << fmt::format("their messages cannot be compared: {}\n", changes.error().message);
    return;
  }
  if (format == Format::Json) {
    context.out << fmt::format(R"({{"changes":{}}})", changes_json(*changes)) << '\n';
    return;
  }
  context.out << '\n';
  if (changes->empty()) context.out << "Their requests say the same.\n";
  print_changes(context.out, *changes, context.screen.paint);
}

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string first;
  std::string second;
  ArgumentParser parser{kDiff};
  parser.optional_positional("A", first, "a call: its call_id, or @1 for the newest")
      .optional_positional("B", second,
                           "another; without it A is compared with the call before it of its session and agent");
  query.declare(parser);
  parser.footer(
      "What was measured is compared: shapes, use, cost, times; and, where bodies of both are kept (analytics.bodies), "
      "parameters, tools and messages, to the letter.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto named = find_call(**reader, first);
  if (!named) return fail(named.error());
  const auto other = second.empty() ? analytics::call_before(**reader, *named) : find_call(**reader, second);
  if (!other) return fail(other.error());
  if (*named == *other) return fail(ErrorCode::InvalidInput, "these are the same call");
  const auto calls = second.empty() ? both(**reader, *other, *named) : both(**reader, *named, *other);
  if (!calls) return fail(calls.error());
  if (calls->rows.size() < 2) return fail(ErrorCode::NotFound, "one of the calls was removed meanwhile");
  print_answer(context, *format, *calls, differences);
  const std::int64_t from = second.empty() ? *other : *named;
  const std::int64_t to = second.empty() ? *named : *other;
  print_request_changes(context, *format, request_changes(query.directory(context), from, to));
  return kExitOk;
}

}  // namespace

const Command kDiff{
    .name = "diff", .summary = "Compare two calls, or one with the call before it", .run = run, .is_paged = true};

}  // namespace tabacus::app
