// THE LIST of paths of the JSON API. Each asks the same views as the command line, so its numbers are theirs.
#include <algorithm>
#include <array>

#include "analytics/api/annotations.hpp"
#include "analytics/api/bodies.hpp"
#include "analytics/api/curl.hpp"
#include "analytics/api/export.hpp"
#include "analytics/api/forecast.hpp"
#include "analytics/api/json.hpp"
#include "analytics/serve/http/list_columns.hpp"
#include "analytics/serve/http/route.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::serve {
namespace {

constexpr std::int64_t kMostRows = 5'000;
constexpr std::size_t kMostExportedBytes = 64 * 1024 * 1024;

// In the order of CallOrder and TotalsBy.
constexpr auto kOrders = std::to_array<std::string_view>({"newest", "dearest", "slowest", "largest", "most_wasteful"});
constexpr auto kGroupings =
    std::to_array<std::string_view>({"tab", "session", "model", "provider", "day", "project", "branch", "client",
                                     "process", "minute", "hour", "week", "month"});

constexpr auto kSources = std::to_array<std::string_view>({"tab", "endpoint", "import"});

template <std::size_t N, std::size_t M>
constexpr std::array<Argument, N + M> joined(const std::array<Argument, N>& a, const std::array<Argument, M>& b) {
  std::array<Argument, N + M> all{};
  std::ranges::copy(a, all.begin());
  std::ranges::copy(b, all.begin() + N);
  return all;
}

constexpr Argument kLimit{"limit", FieldType::Integer, "at most so many rows", {}, 1, kMostRows};
constexpr auto kFilters = std::to_array<Argument>(
    {{"since", FieldType::Text, "only calls that began since: 30m, 2h, 7d, today, 2026-11-01 or RFC 3339"},
     {"until", FieldType::Text, "only calls that began before"},
     {"tab", FieldType::Text, "a tab's id or the beginning of it"},
     {"session", FieldType::Text, "a session's id or the beginning of it"},
     {"agent", FieldType::Text, "a sub-agent's id, or \"main\""},
     {"model", FieldType::Text, "a part of the model's name"},
     {"provider", FieldType::Text, "the provider's name"},
     {"client", FieldType::Text, "the client's name"},
     {"project", FieldType::Text, "the repository's root or name"},
     {"branch", FieldType::Text, "the branch"},
     {"host", FieldType::Text, "the host it went to"},
     {"path", FieldType::Text, "a part of the path there"},
     {"profile", FieldType::Text, "the profile by which its tab was opened"},
     {"source", FieldType::Text, "whence it came", kSources},
     {"status", FieldType::Text, "\"529\", \"5xx\", or an outcome"},
     {"recording", FieldType::Text, "the recording's name"}});
constexpr auto kListArguments = joined(
    kFilters,
    std::to_array<Argument>(
        {kLimit,
         {"text", FieldType::Text, "a part of a name, id, error or note; and words of bodies where they are indexed"},
         {"before", FieldType::Integer, "only calls older than this call_id: the next page", {}, 0, INT64_MAX},
         {"order", FieldType::Text, "which come first (newest)", kOrders}}));
constexpr auto kTotalsArguments =
    joined(kFilters, std::to_array<Argument>({{"by", FieldType::Text, "what the groups are (model)", kGroupings}}));
constexpr auto kLimited = joined(kFilters, std::to_array<Argument>({kLimit}));
constexpr auto kPair = std::to_array<Argument>(
    {{"a", FieldType::Integer, "the earlier call; without it the one before b", {}, 0, INT64_MAX},
     {"b", FieldType::Integer, "the later call", {}, 0, INT64_MAX}});
constexpr auto kExportArguments =
    joined(kFilters, std::to_array<Argument>(
                         {{"form", FieldType::Text, "html, har, jsonl, csv, sql, pg-copy, otlp or markdown (jsonl)"}}));
constexpr auto kSince = std::to_array<Argument>({kFilters[0]});
constexpr auto kNote = std::to_array<Argument>({{"note", FieldType::Text, "the text; empty removes it"}});
constexpr auto kRecordingMembers = std::to_array<Argument>(
    {{"name", FieldType::Text, "of the recording"}, {"tab", FieldType::Text, "of this tab only"}});
constexpr std::span<const Argument> kNone{};

Result<CallFilter> filter_of(const ServeContext& context, const Json& arguments) {
  CallFilter filter;
  if (auto read = read_filter(arguments, context.clock.wall(), filter); !read) return fail(read.error());
  std::string where;
  if (const auto client = text_member(arguments, "client")) where = fmt::format("client = {}", sql_text(*client));
  if (const Json& before = member(arguments, "before"); before.is_number_integer())
    where += fmt::format("{}call_id < {}", where.empty() ? "" : " AND ", before.get<std::int64_t>());
  if (!where.empty()) filter.where = where;
  if (const auto order = text_member(arguments, "order"))
    filter.order = static_cast<CallOrder>(std::ranges::find(kOrders, *order) - kOrders.begin());
  return filter;
}

Result<std::int64_t> id_of(const RouteRequest& request) {
  const auto id = parse_int(request.segments.at(0));
  if (!id || *id < 0)
    return fail(ErrorCode::InvalidInput, fmt::format("'{}' is no call_id", json_of(Value{request.segments.at(0)})));
  return *id;
}

/// {"columns": [...], "rows": [[...]...]}
HttpAnswer table_answer(const Table& table) { return {.body = table_json(table) + '\n'}; }

Result<HttpAnswer> answer_of(Result<Table> table) {
  if (!table) return fail(table.error());
  return table_answer(*table);
}

Result<HttpAnswer> list_calls(ServeContext& context, const RouteRequest& request) {
  auto filter = filter_of(context, request.arguments);
  if (!filter) return fail(filter.error());
  filter->columns = list_columns();
  if (const auto text = text_member(request.arguments, "text"); text && !text->empty()) {
    const auto found = context.store.search(*filter, *text);
    if (!found) return fail(found.error());
    return table_answer(found->calls);
  }
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const auto calls = (*reader)->calls(*filter);
  if (!calls) return fail(calls.error());
  return table_answer(*calls);
}

Result<HttpAnswer> one_call(ServeContext& context, const RouteRequest& request) {
  const auto id = id_of(request);
  if (!id) return fail(id.error());
  const auto detail = context.store.call_detail(*id);
  if (!detail) return fail(detail.error());
  return json_answer(*detail);
}

Result<KeptCall> kept(ServeContext& context, const RouteRequest& request) {
  const auto id = id_of(request);
  if (!id) return fail(id.error());
  const auto bodies = context.store.bodies();
  if (!bodies) return fail(bodies.error());
  return (*bodies)->read(*id);
}

template <typename JsonOf>
Result<HttpAnswer> of_kept(ServeContext& context, const RouteRequest& request, JsonOf json_of_call) {
  const auto call = kept(context, request);
  if (!call) return fail(call.error());
  return HttpAnswer{.body = json_of_call(*call) + '\n'};
}

Result<HttpAnswer> conversation(ServeContext& context, const RouteRequest& request) {
  return of_kept(context, request, [](const KeptCall& call) { return conversation_json(conversation_of(call)); });
}
Result<HttpAnswer> events(ServeContext& context, const RouteRequest& request) {
  return of_kept(context, request, [](const KeptCall& call) { return events_json(events_of(call)); });
}
Result<HttpAnswer> sent(ServeContext& context, const RouteRequest& request) {
  return of_kept(context, request, [](const KeptCall& call) { return side_json(call.request); });
}
Result<HttpAnswer> answered(ServeContext& context, const RouteRequest& request) {
  return of_kept(context, request, [](const KeptCall& call) { return side_json(call.response); });
}

Result<HttpAnswer> curl(ServeContext& context, const RouteRequest& request) {
  const auto call = kept(context, request);
  if (!call) return fail(call.error());
  const auto row = context.store.ask(fmt::format("SELECT provider FROM v_calls WHERE call_id = {}", call->call_id), 1);
  const auto* provider = row && !row->rows.empty() ? std::get_if<std::string>(&row->rows[0][0]) : nullptr;
  const auto command = curl_command(call->request, key_variable_of(provider != nullptr ? *provider : ""));
  if (!command) return fail(command.error());
  return json_answer({{"command", *command}});
}

Result<HttpAnswer> difference(ServeContext& context, const RouteRequest& request) {
  const Json& later = member(request.arguments, "b");
  if (!later.is_number_integer()) return fail(ErrorCode::InvalidInput, "b is needed: a call_id");
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const Json& earlier = member(request.arguments, "a");
  const auto a = earlier.is_number_integer() ? Result<std::int64_t>{earlier.get<std::int64_t>()}
                                             : call_before(**reader, later.get<std::int64_t>());
  if (!a) return fail(a.error());
  const auto found = context.store.call_difference(*a, later.get<std::int64_t>());
  if (!found) return fail(found.error());
  return json_answer(*found);
}

Result<HttpAnswer> totals(ServeContext& context, const RouteRequest& request) {
  const auto filter = filter_of(context, request.arguments);
  if (!filter) return fail(filter.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const std::string by = text_member(request.arguments, "by").value_or("model");
  return answer_of(
      (*reader)->totals(static_cast<TotalsBy>(std::ranges::find(kGroupings, by) - kGroupings.begin()), *filter));
}

Result<HttpAnswer> forecast(ServeContext& context, const RouteRequest& request) {
  const auto filter = filter_of(context, request.arguments);
  if (!filter) return fail(filter.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  return answer_of(forecast_spending(**reader, *filter, context.clock.wall()));
}

Result<HttpAnswer> sessions(ServeContext& context, const RouteRequest& request) {
  const auto filter = filter_of(context, request.arguments);
  if (!filter) return fail(filter.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  return answer_of((*reader)->sessions(*filter));
}

Result<HttpAnswer> agents(ServeContext& context, const RouteRequest& request) {
  const auto filter = filter_of(context, request.arguments);
  if (!filter) return fail(filter.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  return answer_of((*reader)->agents(*filter));
}

Result<HttpAnswer> latency(ServeContext& context, const RouteRequest& request) {
  CallFilter filter;
  if (auto read = read_filter(request.arguments, context.clock.wall(), filter); !read) return fail(read.error());
  const std::string since =
      filter.since ? fmt::format("WHERE day >= date({}, 'unixepoch')", to_epoch_us(*filter.since) / 1'000'000) : "";
  return answer_of(context.store.ask(fmt::format(
      "SELECT provider, model, sum(calls) AS calls, latency_quantile(histogram_sum(latencies), 0.5) / 1000.0 AS "
      "p50_ms, "
      "latency_quantile(histogram_sum(latencies), 0.9) / 1000.0 AS p90_ms, latency_quantile(histogram_sum(latencies), "
      "0.99) / 1000.0 AS p99_ms, latency_quantile(histogram_sum(first_token_latencies), 0.5) / 1000.0 AS "
      "first_token_p50_ms FROM v_day {} GROUP BY provider, model ORDER BY 3 DESC LIMIT 100",
      since)));
}

template <const char* const& Sql>
Result<HttpAnswer> asked(ServeContext& context, const RouteRequest&) {
  return answer_of(context.store.ask(Sql, kMostRows));
}
constexpr const char* kTabsSql = "SELECT * FROM v_tab ORDER BY last_call_at DESC LIMIT 1000";
constexpr const char* kLimitsSql = "SELECT * FROM v_limits ORDER BY provider, account, limit_window";
constexpr const char* kLimitUseSql = "SELECT * FROM v_limit_use ORDER BY provider, limit_window, used_share DESC";
constexpr const char* kCacheSql = "SELECT * FROM v_cache ORDER BY call_id DESC LIMIT 200";
constexpr const char* kWasteSql = "SELECT * FROM v_waste ORDER BY waste_nano DESC LIMIT 500";
constexpr const char* kRecordingsSql = "SELECT * FROM v_recordings ORDER BY started_at DESC LIMIT 500";

Result<HttpAnswer> instances(ServeContext& context, const RouteRequest&) {
  Json list = Json::array();
  if (context.options.instances)
    for (const std::string& line : context.options.instances())
      if (auto instance = parse_json(line)) list.push_back(std::move(*instance));
  return json_answer({{"instances", std::move(list)}});
}

Result<HttpAnswer> exported(ServeContext& context, const RouteRequest& request) {
  const auto filter = filter_of(context, request.arguments);
  if (!filter) return fail(filter.error());
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  HttpAnswer answer{.type = "application/octet-stream"};
  const ExportTarget target{.write = [&](std::string_view bytes) -> Result<void> {
    if (answer.body.size() + bytes.size() > kMostExportedBytes)
      return fail(
          ErrorCode::Exhausted,
          "the export is larger than 64 MiB; choose fewer calls, or use 'tabacus export', which has no such bound");
    answer.body.append(bytes);
    return {};
  }};
  const CallSource source = [&](std::int64_t after, std::size_t limit) {
    CallFilter page = *filter;
    page.limit = limit;
    return (*reader)->calls_behind(after, page);
  };
  const auto written = export_calls(source, text_member(request.arguments, "form").value_or("jsonl"), target);
  if (!written) return fail(written.error());
  return answer;
}

HttpAnswer done() { return json_answer({{"ok", true}}); }

Result<HttpAnswer> write_note(ServeContext& context, const RouteRequest& request) {
  const auto id = id_of(request);
  if (!id) return fail(id.error());
  const auto note = text_member(request.body, "note");
  if (!note) return fail(ErrorCode::InvalidInput, "the body needs a note; empty removes it");
  const auto written = set_note(context.store.directory(), *id, *note, context.clock.wall());
  if (!written) return fail(written.error());
  return done();
}

Result<HttpAnswer> begin_recording(ServeContext& context, const RouteRequest& request) {
  const std::string name = text_member(request.body, "name").value_or("");
  const auto started =
      start_recording(context.store.directory(), name, text_member(request.body, "tab"), context.clock.wall());
  if (!started) return fail(started.error());
  return done();
}

Result<HttpAnswer> end_recording(ServeContext& context, const RouteRequest& request) {
  const auto stopped = stop_recording(context.store.directory(), request.segments.at(0), context.clock.wall());
  if (!stopped) return fail(stopped.error());
  return json_answer({{"ok", true}, {"name", *stopped}});
}

Result<HttpAnswer> description(ServeContext& context, const RouteRequest&) {
  return json_answer(openapi(context.options.version));
}

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/api/v1/calls", "calls", "Calls, the newest first, as {columns, rows}", kListArguments, kNone, list_calls},
    {"GET", "/api/v1/calls/{call_id}", "call", "All that is known of a call", kNone, kNone, one_call},
    {"GET", "/api/v1/calls/{call_id}/conversation", "conversation", "What was said, in one form for all providers",
     kNone, kNone, conversation},
    {"GET", "/api/v1/calls/{call_id}/events", "events", "The events of a streamed answer with their times", kNone,
     kNone, events},
    {"GET", "/api/v1/calls/{call_id}/request", "request", "What was sent, secrets masked", kNone, kNone, sent},
    {"GET", "/api/v1/calls/{call_id}/response", "response", "What was answered, secrets masked", kNone, kNone,
     answered},
    {"GET", "/api/v1/calls/{call_id}/curl", "curl", "The request as a curl command, a variable for each secret", kNone,
     kNone, curl},
    {"PUT", "/api/v1/calls/{call_id}/note", "note", "Writes a note to a call", kNone, kNote, write_note},
    {"GET", "/api/v1/diff", "diff", "Two calls compared: what was measured, and what their requests say", kPair, kNone,
     difference},
    {"GET", "/api/v1/totals", "totals", "Sums in groups", kTotalsArguments, kNone, totals},
    {"GET", "/api/v1/forecast", "forecast", "What today and this month will have cost at their ends", kFilters, kNone,
     forecast},
    {"GET", "/api/v1/sessions", "sessions", "Sessions, the latest first", kLimited, kNone, sessions},
    {"GET", "/api/v1/agents", "agents", "Agents of sessions", kLimited, kNone, agents},
    {"GET", "/api/v1/tabs", "tabs", "Tabs and their sums", kNone, kNone, asked<kTabsSql>},
    {"GET", "/api/v1/latency", "latency", "Quantiles of latency by model", kSince, kNone, latency},
    {"GET", "/api/v1/limits", "limits", "What is left of the providers' limits", kNone, kNone, asked<kLimitsSql>},
    {"GET", "/api/v1/limit-use", "limitUse", "Which tab used how much of them", kNone, kNone, asked<kLimitUseSql>},
    {"GET", "/api/v1/cache", "cache", "What the providers' caches hold", kNone, kNone, asked<kCacheSql>},
    {"GET", "/api/v1/waste", "waste", "What was paid for nothing", kNone, kNone, asked<kWasteSql>},
    {"GET", "/api/v1/recordings", "recordings", "Named recordings and their sums", kNone, kNone, asked<kRecordingsSql>},
    {"POST", "/api/v1/recordings", "startRecording", "Starts a recording", kNone, kRecordingMembers, begin_recording},
    {"DELETE", "/api/v1/recordings/{name}/running", "stopRecording", "Ends a running recording; its calls stay", kNone,
     kNone, end_recording},
    {"GET", "/api/v1/instances", "instances", "Windows, runs and endpoints that meter now", kNone, kNone, instances},
    {"GET", "/api/v1/export", "export", "Calls in a form that other programs read", kExportArguments, kNone, exported},
    {"GET", "/api/v1/openapi.json", "openapi", "This description", kNone, kNone, description},
});

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace tabacus::analytics::serve
