// Rows for a ClickHouse that a team shares: an object per line, numbers whole. Pure.
// Source: ClickHouse's documentation of its HTTP interface and of JSONEachRow; tried with 18.16.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analytics/sinks/sink.hpp"
#include "base/json_text.hpp"

namespace tabacus {
extern const std::string_view clickhouse_script;  // embedded by CMake
}

namespace tabacus::analytics {
namespace sinks {
namespace {

using namespace std::string_view_literals;

// As the table has them; "_us" of the database's "_ms".
constexpr std::array kColumns{"seq"sv,
                              "call_id"sv,
                              "tab_id"sv,
                              "session"sv,
                              "agent"sv,
                              "client"sv,
                              "client_version"sv,
                              "provider"sv,
                              "api"sv,
                              "model"sv,
                              "model_requested"sv,
                              "transport"sv,
                              "outcome"sv,
                              "status"sv,
                              "error_type"sv,
                              "usage_state"sv,
                              "input_tokens"sv,
                              "cache_read_tokens"sv,
                              "cache_write_5m_tokens"sv,
                              "cache_write_1h_tokens"sv,
                              "output_tokens"sv,
                              "billing"sv,
                              "cost_nano"sv,
                              "equivalent_nano"sv,
                              "subscription_nano"sv,
                              "ttft_ms"sv,
                              "duration_ms"sv,
                              "project"sv,
                              "branch"sv};
constexpr std::size_t kPlaces = 2;  // the last ones
constexpr std::size_t kBytesPerRow = 768;

bool is_name(std::string_view name) {
  return !name.empty() && (name[0] < '0' || name[0] > '9') && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

/// A column as a row's members have it.
struct Member {
  explicit Member(std::string_view column)
      : is_milliseconds{column.ends_with("_ms")},
        begin{is_milliseconds ? fmt::format(",\"{}_us\":", column.substr(0, column.size() - 3))
                              : fmt::format(",\"{}\":", column)} {}

  bool is_milliseconds;
  std::string begin;
};

void append_member(std::string& line, const Member& member, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return;  // the table's NULL
  line += member.begin;
  const auto* real = std::get_if<double>(&value);
  const auto* number = std::get_if<std::int64_t>(&value);
  if (member.is_milliseconds && real != nullptr)
    append_json(line, Value{std::int64_t{std::llround(*real * 1000)}});
  else if (member.is_milliseconds && number != nullptr)
    append_json(line, Value{*number * 1000});
  else
    append_json(line, value);
}

class Clickhouse final : public Sink {
 public:
  Clickhouse(const TelemetryOptions& options, HttpFields fields)
      : columns_{std::span{kColumns}.first(kColumns.size() - (options.tells_places ? 0 : kPlaces))},
        target_{fmt::format("/?database={}&query=INSERT%20INTO%20{}%20FORMAT%20JSONEachRow",
                            options.clickhouse_database, options.clickhouse_table)},
        table_{options.clickhouse_table},
        whose_{fmt::format(R"({{"host_name":{},"user_name":{})", json_quoted(options.host_name),
                           json_quoted(options.user_name))},
        fields_{std::move(fields)} {
    for (const std::string_view column : columns_.subspan(1)) members_.emplace_back(column);
  }

  std::string_view name() const override { return kClickhouseFollower; }
  std::span<const std::string_view> columns() const override { return columns_; }
  std::size_t calls_per_post() const override { return 20'000; }

  HttpPost post_of(const Table& calls, SystemTime) override {
    std::string rows;
    rows.reserve(calls.rows.size() * kBytesPerRow);
    for (const auto& row : calls.rows) {
      rows += whose_;
      for (std::size_t at = 0; at < members_.size(); ++at) append_member(rows, members_[at], row[at + 1]);
      rows += "}\n";
    }
    return {target_, fields_, std::move(rows)};
  }

  Verdict verdict_on(const HttpReply& reply, SystemTime now) const override {
    if (reply.status >= 200 && reply.status < 300) return {};
    const bool is_about_content = reply.status == 413 || reply.body.find("Cannot parse") != std::string::npos;
    std::string why = sentence_of(reply);
    // UNKNOWN_TABLE, whatever the status it comes with.
    if (reply.body.find("Code: 60") != std::string::npos)
      why = fmt::format("has no table {}: 'tabacus telemetry --schema' prints the script that makes it", table_);
    return {.taken = is_about_content ? Taken::NotSo : Taken::Later,
            .refused = 0,
            .why = std::move(why),
            .wait = wait_asked_for(reply.headers, now)};
  }

 private:
  const std::span<const std::string_view> columns_;
  std::vector<Member> members_;  // of a row: the columns but for "seq"
  const std::string target_;
  const std::string table_;
  const std::string whose_;
  const HttpFields fields_;
};

}  // namespace

Result<std::vector<SinkAndServer>> make_clickhouse_sinks(const TelemetryOptions& options) {
  std::vector<SinkAndServer> sinks;
  if (options.clickhouse_url.empty()) return sinks;
  const auto server = parse_upstream_url(options.clickhouse_url);
  if (!server) return fail(server.error(), "telemetry.clickhouse.endpoint");
  const auto headers = fields_of(options.clickhouse_headers);
  if (!headers) return fail(headers.error(), "telemetry.clickhouse.headers");
  if (!is_name(options.clickhouse_table) || !is_name(options.clickhouse_database))
    return fail(ErrorCode::InvalidInput, "telemetry.clickhouse: table and database are letters, digits and _");
  sinks.push_back({std::make_unique<Clickhouse>(options, *headers), *server});
  return sinks;
}

}  // namespace sinks

std::string clickhouse_schema(const TelemetryOptions& options) {
  constexpr std::string_view kTable = "{table}";
  std::string script{clickhouse_script};
  for (std::size_t at = 0; (at = script.find(kTable, at)) != std::string::npos;)
    script.replace(at, kTable.size(), fmt::format("{}.{}", options.clickhouse_database, options.clickhouse_table));
  return script;
}

}  // namespace tabacus::analytics
