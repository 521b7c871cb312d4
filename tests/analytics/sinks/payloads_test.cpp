// What receivers are told of a call, and what is read from their answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analytics/sinks/gzip.hpp"
#include "analytics/sinks/sink.hpp"
#include "analytics/wire/content_coding.hpp"

namespace tabacus::analytics::sinks {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr SystemTime kNow = from_epoch_us(1'800'000'010'000'000);
constexpr std::int64_t kCall = 14'400'000'000'000'008;  // began 1,800,000,000.000001 s after the epoch

TelemetryOptions options() {
  TelemetryOptions options{.directory = "/nowhere", .version = "1.2"};
  options.host_name = "h\"1";
  options.user_name = "ann";
  options.otlp_url = "http://localhost:4318/collect";
  options.otlp_headers = {"Authorization=Bearer a=b", " X-Team = blue "};
  options.otlp_gzip = false;
  options.clickhouse_url = "http://localhost:8123";
  return options;
}

std::vector<SinkAndServer> sinks_of(const TelemetryOptions& wanted) {
  auto sinks = make_otlp_sinks(wanted).value();
  auto more = make_clickhouse_sinks(wanted).value();
  std::ranges::move(more, std::back_inserter(sinks));
  return sinks;
}

std::unique_ptr<Sink> sink_named(std::string_view name, const TelemetryOptions& wanted = options()) {
  for (SinkAndServer& each : sinks_of(wanted))
    if (each.sink->name() == name) return std::move(each.sink);
  ADD_FAILURE() << "no sink " << name;
  return nullptr;
}

/// A row with these cells; the others are not known.
Table calls_of(const Sink& sink, const std::vector<std::map<std::string, Value>>& rows) {
  Table table;
  for (const std::string_view column : sink.columns()) table.columns.emplace_back(column);
  for (const auto& cells : rows) {
    auto& row = table.rows.emplace_back();
    for (const std::string& column : table.columns) row.push_back(cells.contains(column) ? cells.at(column) : Value{});
  }
  return table;
}

std::map<std::string, Value> some_call() {
  return {{"seq", std::int64_t{7}},
          {"call_id", kCall},
          {"tab_id", std::string{"t"}},
          {"session", std::string{"s\"1\n"}},
          {"provider", std::string{"anthropic"}},
          {"api", std::string{"messages"}},
          {"model_requested", std::string{"claude"}},
          {"model", std::string{"claude-1"}},
          {"transport", std::string{"sse"}},
          {"status", std::int64_t{200}},
          {"outcome", std::string{"ok"}},
          {"usage_state", std::string{"measured"}},
          {"prompt_tokens", std::int64_t{105}},
          {"input_tokens", std::int64_t{10}},
          {"cache_read_tokens", std::int64_t{90}},
          {"cache_write_5m_tokens", std::int64_t{5}},
          {"output_tokens", std::int64_t{7}},
          {"billing", std::string{"api"}},
          {"cost_nano", std::int64_t{1'234'567'890'123}},
          {"ttft_ms", 250.5},
          {"duration_ms", 1500.25},
          {"host", std::string{"h.example:8443"}},
          {"project", std::string{"/home/ann/secret-project"}}};
}

const json* attribute(const json& of, std::string_view key) {
  for (const json& each : of["attributes"])
    if (each["key"] == key) return &each["value"];
  return nullptr;
}

TEST(SpanPosts, TellWhoSendsAndWhatWasMeasured) {
  const auto sink = sink_named(kSpansFollower);
  const HttpPost post = sink->post_of(calls_of(*sink, {some_call()}), kNow);
  EXPECT_EQ(post.target, "/v1/traces");
  EXPECT_THAT(post.fields, ::testing::Contains(std::pair<std::string, std::string>{"Authorization", "Bearer a=b"}));
  EXPECT_THAT(post.fields, ::testing::Contains(std::pair<std::string, std::string>{"X-Team", "blue"}));
  const json resource = json::parse(post.body)["resourceSpans"][0];
  EXPECT_EQ((*attribute(resource["resource"], "service.name"))["stringValue"], "tabacus");
  EXPECT_EQ((*attribute(resource["resource"], "service.instance.id"))["stringValue"], "ann@h\"1");
  const json span = resource["scopeSpans"][0]["spans"][0];
  EXPECT_EQ(span["name"], "chat claude");
  EXPECT_EQ((*attribute(span, "gen_ai.usage.input_tokens"))["intValue"], "105") << "read and written are part of it";
  EXPECT_EQ((*attribute(span, "server.address"))["stringValue"], "h.example");
  EXPECT_EQ((*attribute(span, "server.port"))["intValue"], "8443");
  EXPECT_EQ((*attribute(span, "gen_ai.request.stream"))["boolValue"], true);
  EXPECT_FALSE(span.contains("parentSpanId"));
  EXPECT_THAT(post.body, Not(HasSubstr("secret-project")));
}

TEST(SpanPosts, HangBelowTheCallersSpan) {
  const auto sink = sink_named(kSpansFollower);
  auto call = some_call();
  call["trace_id"] = std::string{"4bf92f3577b34da6a3ce929d0e0e4736"};
  call["parent_id"] = std::string{"00f067aa0ba902b7"};
  const json span =
      json::parse(sink->post_of(calls_of(*sink, {call}), kNow).body)["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
  EXPECT_EQ(span["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(span["parentSpanId"], "00f067aa0ba902b7");
}

TEST(SpanPosts, TellOfPlacesOnlyWhenAsked) {
  TelemetryOptions wanted = options();
  wanted.tells_places = true;
  for (const std::string_view name : {kSpansFollower, kClickhouseFollower}) {
    const auto told = sink_named(name, wanted);
    EXPECT_THAT(told->post_of(calls_of(*told, {some_call()}), kNow).body, HasSubstr("secret-project")) << name;
    const auto silent = sink_named(name);
    EXPECT_THAT(silent->post_of(calls_of(*silent, {some_call()}), kNow).body, Not(HasSubstr("secret-project"))) << name;
  }
}

TEST(SpanPosts, ArePackedWhenAsked) {
  TelemetryOptions wanted = options();
  const auto plain = sink_named(kSpansFollower, wanted);
  wanted.otlp_gzip = true;
  const auto packed = sink_named(kSpansFollower, wanted);
  const HttpPost post = packed->post_of(calls_of(*packed, {some_call()}), kNow);
  EXPECT_THAT(post.fields, ::testing::Contains(std::pair<std::string, std::string>{"Content-Encoding", "gzip"}));
  std::string text;
  auto decoder = ContentDecoder::create("gzip", 1 << 20).value();
  ASSERT_TRUE(decoder.feed(post.body, [&](std::string_view bytes) { text.append(bytes); }));
  ASSERT_TRUE(decoder.finish());
  EXPECT_EQ(text, plain->post_of(calls_of(*plain, {some_call()}), kNow).body);
}

TEST(Gzip, IsReadBackWhateverItHolds) {
  for (const std::size_t size : {0u, 1u, 100'000u}) {
    std::string text(size, 'x');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * i);
    std::string back;
    auto decoder = ContentDecoder::create("gzip", 1 << 20).value();
    ASSERT_TRUE(decoder.feed(gzip_of(text), [&](std::string_view bytes) { back.append(bytes); }));
    ASSERT_TRUE(decoder.finish());
    EXPECT_EQ(back, text);
  }
}

TEST(MetricPosts, AreHistogramsOfTheCallsOfOnePost) {
  const auto sink = sink_named(kMetricsFollower);
  auto failed = some_call();
  failed["outcome"] = std::string{"error"};
  failed["status"] = std::int64_t{529};
  failed["usage_state"] = std::string{"estimated"};
  const HttpPost post = sink->post_of(calls_of(*sink, {some_call(), some_call(), failed}), kNow);
  EXPECT_EQ(post.target, "/v1/metrics");
  std::map<std::string, json> metrics;
  const json told = json::parse(post.body);
  for (const json& metric : told["resourceMetrics"][0]["scopeMetrics"][0]["metrics"])
    metrics[metric["name"]] = metric;
  const json& durations = metrics["gen_ai.client.operation.duration"]["histogram"];
  EXPECT_EQ(durations["aggregationTemporality"], 1);
  ASSERT_EQ(durations["dataPoints"].size(), 2u) << "one that failed is a series of its own";
  for (const json& point : durations["dataPoints"]) {
    ASSERT_EQ(point["bucketCounts"].size(), point["explicitBounds"].size() + 1);
    std::int64_t count = 0;
    for (const json& bucket : point["bucketCounts"]) count += std::stoll(bucket.get<std::string>());
    EXPECT_EQ(std::to_string(count), point["count"]);
    EXPECT_EQ(point["startTimeUnixNano"], "1800000000000001000");
    EXPECT_EQ(point["timeUnixNano"], "1800000010000000000");
    // 1.50025 s falls into the bucket that ends at 2.56 s.
    EXPECT_EQ(point["bucketCounts"][8], point["count"]);
  }
  std::int64_t tokens = 0;
  for (const json& point : metrics["gen_ai.client.token.usage"]["histogram"]["dataPoints"])
    tokens += std::stoll(point["count"].get<std::string>());
  EXPECT_EQ(tokens, 4) << "what was estimated is not told as measured";
  EXPECT_EQ(metrics["tabacus.cost"]["sum"]["dataPoints"][0]["asInt"], "3703703670369");
}

TEST(ClickhousePosts, AreAnObjectPerLineInWholeNumbers) {
  const auto sink = sink_named(kClickhouseFollower);
  auto other = some_call();
  other["error_type"] = std::string{"a \"quoted\"\nword"};
  const HttpPost post = sink->post_of(calls_of(*sink, {some_call(), other}), kNow);
  EXPECT_EQ(post.target, "/?database=default&query=INSERT%20INTO%20tabacus_calls%20FORMAT%20JSONEachRow");
  const std::size_t end = post.body.find('\n');
  const json first = json::parse(post.body.substr(0, end));
  EXPECT_EQ(first["host_name"], "h\"1");
  EXPECT_EQ(first["user_name"], "ann");
  EXPECT_EQ(first["call_id"], kCall);
  EXPECT_EQ(first["cost_nano"], 1'234'567'890'123);
  EXPECT_EQ(first["ttft_us"], 250'500);
  EXPECT_EQ(first["duration_us"], 1'500'250);
  EXPECT_FALSE(first.contains("seq")) << "a number of this machine alone";
  EXPECT_FALSE(first.contains("reasoning_tokens") || first.contains("error_type")) << "what is not known is left out";
  EXPECT_EQ(json::parse(post.body.substr(end + 1))["error_type"], "a \"quoted\"\nword");
}

TEST(ClickhousePosts, FitTheTableThatTheScriptMakes) {
  TelemetryOptions wanted = options();
  wanted.clickhouse_database = "team";
  const std::string script = clickhouse_schema(wanted);
  EXPECT_THAT(script, Not(HasSubstr("{table}")));
  EXPECT_THAT(script, HasSubstr("CREATE TABLE IF NOT EXISTS team.tabacus_calls"));
  wanted.tells_places = true;
  const auto sink = sink_named(kClickhouseFollower, wanted);
  for (const std::string_view column : sink->columns().subspan(1)) {
    const std::string name =
        column.ends_with("_ms") ? std::string{column.substr(0, column.size() - 3)} + "_us" : std::string{column};
    EXPECT_THAT(script, HasSubstr("\n    " + name + " ")) << name;
  }
}

HttpReply reply(int status, std::string body = {}, Headers headers = {}) {
  return {status, std::move(headers), std::move(body)};
}

TEST(Verdicts, TellWhatIsSentAgain) {
  const auto spans = sink_named(kSpansFollower);
  const auto verdict = [&](int status) { return spans->verdict_on(reply(status), kNow).taken; };
  for (const int status : {200, 202}) EXPECT_EQ(verdict(status), Taken::Yes) << status;
  for (const int status : {400, 413}) EXPECT_EQ(verdict(status), Taken::NotSo) << status;
  for (const int status : {401, 403, 404, 408, 429, 500, 502, 503, 504})
    EXPECT_EQ(verdict(status), Taken::Later) << status;
  const auto rows = sink_named(kClickhouseFollower);
  EXPECT_EQ(rows->verdict_on(reply(500, "Code: 26, e.displayText() = DB::Exception: Cannot parse JSON"), kNow).taken,
            Taken::NotSo);
  const Verdict no_table = rows->verdict_on(reply(404, "Code: 60, e.displayText() = DB::Exception: Table x"), kNow);
  EXPECT_EQ(no_table.taken, Taken::Later);
  EXPECT_THAT(no_table.why, HasSubstr("tabacus telemetry --schema"));
}

TEST(Verdicts, CountWhatWasTakenInPart) {
  const auto spans = sink_named(kSpansFollower);
  for (const char* body : {R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"too long\u001b"}})",
                           R"({"partialSuccess":{"rejectedSpans":3,"errorMessage":"too long\u001b"}})"}) {
    const Verdict verdict = spans->verdict_on(reply(200, body), kNow);
    EXPECT_EQ(verdict.refused, 3);
    EXPECT_EQ(verdict.why, "too long");
  }
  for (const char* body : {"", "{}", R"({"partialSuccess":{}})", R"({"partialSuccess":null})", "not json", "[]",
                           R"({"partialSuccess":{"rejectedSpans":{},"errorMessage":7}})"}) {
    const Verdict verdict = spans->verdict_on(reply(200, body), kNow);
    EXPECT_EQ(verdict.taken, Taken::Yes) << body;
    EXPECT_EQ(verdict.refused, 0) << body;
  }
}

TEST(Verdicts, WaitAsLongAsTheyAreAskedTo) {
  using std::chrono::seconds;
  const auto wait = [](const char* value) { return wait_asked_for({{"retry-after", value}}, kNow); };
  EXPECT_EQ(wait("7"), seconds{7});
  EXPECT_EQ(wait("0"), seconds{0});
  EXPECT_EQ(wait("-5"), seconds{0});
  EXPECT_EQ(wait("99999999999"), seconds{3600});
  EXPECT_EQ(wait("Fri, 15 Jan 2027 08:00:40 GMT"), seconds{30});
  EXPECT_EQ(wait("Fri, 15 Jan 2027 07:00:00 GMT"), seconds{0});
  EXPECT_EQ(wait("soon"), std::nullopt);
  EXPECT_EQ(wait_asked_for({}, kNow), std::nullopt);
}

TEST(Receivers, AreRefusedWhenTheyCannotBe) {
  const auto refused = [](auto change) {
    TelemetryOptions wanted = options();
    change(wanted);
    const auto otlp = make_otlp_sinks(wanted);
    const auto clickhouse = make_clickhouse_sinks(wanted);
    return !otlp ? otlp.error().message : !clickhouse ? clickhouse.error().message : std::string{};
  };
  EXPECT_EQ(refused([](TelemetryOptions&) {}), "");
  EXPECT_THAT(refused([](TelemetryOptions& o) { o.otlp_url = "localhost:4318"; }),
              HasSubstr("telemetry.otlp.endpoint"));
  EXPECT_THAT(refused([](TelemetryOptions& o) { o.clickhouse_url = "ftp://x"; }),
              HasSubstr("telemetry.clickhouse.endpoint"));
  for (const char* header : {"no-value", "=x", "a b=c", "A=b\r\nC: d"}) {
    const std::string why = refused([&](TelemetryOptions& o) { o.otlp_headers = {header}; });
    EXPECT_THAT(why, HasSubstr("telemetry.otlp.headers")) << header;
    EXPECT_THAT(why, Not(HasSubstr(header))) << "it may be a key";
  }
  for (const char* table : {"", "a b", "x;DROP TABLE y", "1st", "a.b"})
    EXPECT_THAT(refused([&](TelemetryOptions& o) { o.clickhouse_table = table; }), HasSubstr("letters, digits"))
        << table;
}

}  // namespace
}  // namespace tabacus::analytics::sinks
