// Every form of export: what a hostile call looks like in it, and that other programs' readers get the same values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analytics/exporters/exporter.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::vector<std::string> kNames{"call_id", "started_at",    "tab_title",      "model",      "transport",
                                      "status",  "outcome",       "input_tokens",   "cost_nano",  "cost_usd",
                                      "ttfb_ms", "duration_ms",   "overhead_us",    "connect_ms", "tls_ms",
                                      "host",    "request_bytes", "response_bytes", "endpoint"};

using Row = std::vector<Value>;

Row plain_call() {
  return {std::int64_t{80},
          std::string{"2026-11-21T08:00:00.000Z"},
          std::string{"one"},
          std::string{"claude-opus-4-5"},
          std::string{"sse"},
          std::int64_t{200},
          std::string{"ok"},
          std::int64_t{12},
          std::int64_t{1'500'000},
          0.0015,
          250.0,
          1000.5,
          std::int64_t{500},
          10.0,
          20.0,
          std::string{"api.anthropic.com"},
          std::int64_t{100},
          std::int64_t{2000},
          std::string{"/v1/messages"}};
}

Row with_title(std::string title) {
  Row row = plain_call();
  row[2] = std::move(title);
  return row;
}

std::string exported(std::string_view format, const std::vector<Row>& rows) {
  const ExportColumns columns{kNames};
  std::string out;
  const auto exporter = export_format(format)->make(columns, [&out](std::string_view piece) { out += piece; });
  exporter->begin();
  for (const Row& row : rows) exporter->add({columns, row});
  exporter->end();
  return out;
}

/// The n-th line, from 0.
std::string line_of(const std::string& text, int n) {
  std::size_t begin = 0;
  while (n-- > 0) begin = text.find('\n', begin) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(Exporters, AreFoundByTheirName) {
  EXPECT_EQ(export_format("nosuch"), nullptr);
  for (const ExportFormat& format : export_formats()) EXPECT_EQ(export_format(format.id), &format);
}

TEST(Exporters, OfNoCallsAreStillWholeFiles) {
  EXPECT_EQ(exported("jsonl", {}), "");
  EXPECT_TRUE(nlohmann::json::accept(exported("har", {})));
  EXPECT_THAT(exported("csv", {}), StartsWith("call_id,started_at,"));
  EXPECT_THAT(exported("html", {}), HasSubstr("\"rows\":[\n]}</script>"));
}

TEST(Exporters, JsonLinesHoldEveryColumnAndNullForWhatIsNotKnown) {
  Row row = plain_call();
  row[3] = std::monostate{};
  const auto call = nlohmann::json::parse(exported("jsonl", {row}));
  EXPECT_EQ(call.size(), kNames.size());
  EXPECT_EQ(call["call_id"], 80);
  EXPECT_EQ(call["cost_nano"], 1'500'000);
  EXPECT_TRUE(call["model"].is_null());
  EXPECT_EQ(call["ttfb_ms"], 250.0);
}

TEST(Exporters, CsvDefusesFormulasAndQuotesSeparators) {
  EXPECT_THAT(line_of(exported("csv", {with_title("=HYPERLINK(\"http://x\")")}), 1),
              StartsWith("80,2026-11-21T08:00:00.000Z,\"'=HYPERLINK(\"\"http://x\"\")\",claude-opus-4-5,"));
  EXPECT_THAT(exported("csv", {with_title("\x1b[2J")}), Not(HasSubstr("\x1b")));
}

TEST(Exporters, SqlQuotesTextAndKeepsNul) {
  EXPECT_THAT(exported("sql", {with_title("it's');DROP TABLE calls;--")}),
              HasSubstr("'it''s'');DROP TABLE calls;--','claude-opus-4-5'"));
  EXPECT_THAT(exported("sql", {with_title(std::string{"a\0b", 3})}), HasSubstr("CAST(X'610062' AS TEXT)"));
  EXPECT_THAT(exported("sql", {}), HasSubstr("call_id INTEGER PRIMARY KEY,\n  started_at TEXT"));
}

TEST(Exporters, PostgresTextEscapesWhatEndsAFieldOrTheCopy) {
  const std::string script = exported("pg-copy", {with_title("a\tb\n\\.\nc")});
  EXPECT_THAT(script, HasSubstr("\ta\\tb\\n\\\\.\\nc\tclaude-opus-4-5\t"));
  EXPECT_THAT(script, HasSubstr("\n\\.\nINSERT INTO tabacus_calls("));
  EXPECT_THAT(script, EndsWith("COMMIT;\n"));
}

TEST(Exporters, HarTimesAddUpToTheTotal) {
  const auto har = nlohmann::json::parse(exported("har", {plain_call(), plain_call()}))["log"];
  EXPECT_EQ(har["version"], "1.2");
  ASSERT_EQ(har["entries"].size(), 2U);
  const auto& entry = har["entries"][0];
  EXPECT_DOUBLE_EQ(entry["time"], 1000.5);
  EXPECT_EQ(entry["timings"]["blocked"], 0.5);
  EXPECT_EQ(entry["timings"]["connect"], 30.0) << "an archive's connect holds the handshake";
  EXPECT_EQ(entry["timings"]["ssl"], 20.0);
  EXPECT_EQ(entry["timings"]["wait"], 219.5);
  EXPECT_EQ(entry["timings"]["receive"], 750.5);
  EXPECT_EQ(entry["request"]["url"], "https://api.anthropic.com/v1/messages");
  EXPECT_EQ(entry["response"]["content"]["mimeType"], "text/event-stream");
  EXPECT_EQ(entry["_tabacus"]["cost_nano"], 1'500'000);
}

TEST(Exporters, HarOfACallThatNeverGotAnAnswer) {
  Row row = plain_call();
  for (const std::size_t column : {5, 10, 12, 13, 14, 16, 17}) row[column] = std::monostate{};
  const auto har = nlohmann::json::parse(exported("har", {row}))["log"]["entries"][0];
  EXPECT_EQ(har["response"]["status"], 0);
  EXPECT_EQ(har["timings"]["connect"], -1);
  EXPECT_EQ(har["timings"]["wait"], 1000.5);
  EXPECT_EQ(har["request"]["bodySize"], -1);
}

TEST(Exporters, MarkdownCannotBeWrittenByACall) {
  const std::string page = exported("markdown", {with_title("x | y\n# Heading <img src=x> [a](http://b) `c`")});
  EXPECT_THAT(page, HasSubstr("\\| y"));
  EXPECT_THAT(page, Not(HasSubstr("\n# Heading")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("[a](")));
}

TEST(Exporters, NoCallEndsThePagesScript) {
  const std::string page = exported("html", {with_title("</script><script>alert(1)</script><!--")});
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
}

TEST(Exporters, OtlpIsASpanForEachCallByTheConventions) {
  const std::vector<std::string> names{"call_id",
                                       "session",
                                       "provider",
                                       "api",
                                       "model",
                                       "outcome",
                                       "status",
                                       "prompt_tokens",
                                       "output_tokens",
                                       "cache_read_tokens",
                                       "duration_ms",
                                       "host",
                                       "cache_write_5m_tokens",
                                       "cost_nano",
                                       "ttft_ms",
                                       "stop_reason"};
  const ExportColumns columns{names};
  const std::vector<Row> calls{
      {std::int64_t{14'400'000'000'000'008}, std::string{"s\"1"}, std::string{"bedrock"}, std::string{"messages"},
       std::string{"claude"}, std::string{"ok"}, std::int64_t{200}, std::int64_t{105}, std::int64_t{7},
       std::int64_t{90}, 1500.25, std::string{"h.example"}, std::int64_t{5}, std::int64_t{12}, 250.0,
       std::string{"stop"}},
      {std::int64_t{14'400'000'000'000'016}, std::string{"s\"1"}, std::monostate{}, std::string{"embeddings"},
       std::monostate{}, std::string{"error"}, std::int64_t{529}, std::monostate{}, std::monostate{}, std::monostate{},
       std::monostate{}, std::monostate{}, std::monostate{}, std::monostate{}, std::monostate{}, std::monostate{}}};
  std::string out;
  const auto exporter = export_format("otlp")->make(columns, [&out](std::string_view piece) { out += piece; });
  exporter->begin();
  for (const Row& call : calls) exporter->add({columns, call});
  exporter->end();
  const auto spans = nlohmann::json::parse(out)["resourceSpans"][0]["scopeSpans"][0]["spans"];
  ASSERT_EQ(spans.size(), 2u);
  const auto value = [&](std::size_t span, std::string_view key) {
    for (const auto& attribute : spans[span]["attributes"])
      if (attribute["key"] == key) return attribute["value"];
    return nlohmann::json{};
  };
  EXPECT_EQ(spans[0]["name"], "chat claude");
  EXPECT_EQ(spans[0]["kind"], 3);
  EXPECT_EQ(spans[0]["startTimeUnixNano"], "1800000000000001000");
  EXPECT_EQ(spans[0]["endTimeUnixNano"], "1800000001500251000");
  EXPECT_EQ(spans[0]["traceId"], spans[1]["traceId"]) << "a session is one trace";
  EXPECT_EQ(spans[0]["traceId"].get<std::string>().size(), 32u);
  EXPECT_EQ(spans[0]["spanId"].get<std::string>().size(), 16u);
  EXPECT_NE(spans[0]["spanId"], spans[1]["spanId"]);
  EXPECT_EQ(value(0, "gen_ai.provider.name")["stringValue"], "aws.bedrock");
  EXPECT_EQ(value(0, "gen_ai.usage.input_tokens")["intValue"], "105") << "read and written are part of it";
  EXPECT_EQ(value(0, "gen_ai.usage.cache_creation.input_tokens")["intValue"], "5");
  EXPECT_EQ(value(0, "gen_ai.response.time_to_first_chunk")["doubleValue"], 0.25);
  EXPECT_EQ(value(0, "gen_ai.response.finish_reasons")["arrayValue"]["values"][0]["stringValue"], "stop");
  EXPECT_EQ(spans[0]["status"], nlohmann::json::object());
  EXPECT_EQ(spans[1]["name"], "embeddings");
  EXPECT_EQ(spans[1]["status"]["code"], 2);
  EXPECT_EQ(value(1, "error.type")["stringValue"], "529");
  EXPECT_TRUE(value(1, "gen_ai.usage.input_tokens").is_null()) << "not known is not zero";
  EXPECT_TRUE(nlohmann::json::accept(exported("otlp", {})));
}

TEST(Exporters, TheSameCallsGiveTheSameBytes) {
  for (const ExportFormat& format : export_formats())
    EXPECT_EQ(exported(format.id, {plain_call()}), exported(format.id, {plain_call()})) << format.id;
}

}  // namespace
}  // namespace tabacus::analytics
