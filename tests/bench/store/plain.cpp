#include "tests/bench/store/plain.hpp"

#include <ctime>

#include "base/paths.hpp"

namespace tabacus::bench {
namespace {

using namespace analytics;

constexpr const char* kSchema = R"(
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE api_calls(
  id INTEGER PRIMARY KEY AUTOINCREMENT, call_id TEXT UNIQUE, session_id TEXT, agent_id TEXT, tab_id TEXT, provider TEXT,
  model TEXT, endpoint TEXT, project TEXT, branch TEXT, client TEXT, timestamp TEXT, latency_ms INTEGER, ttft_ms INTEGER,
  status_code INTEGER, error TEXT, stop_reason TEXT, input_tokens INTEGER, output_tokens INTEGER, cache_read INTEGER,
  cache_write INTEGER, cost_usd REAL, request_bytes INTEGER, response_bytes INTEGER);
CREATE INDEX ix_time ON api_calls(timestamp);
CREATE INDEX ix_session ON api_calls(session_id);
BEGIN;
)";

constexpr std::string_view kInsert =
    "INSERT INTO api_calls(call_id, session_id, agent_id, tab_id, provider, model, endpoint, project, branch, client, "
    "timestamp, latency_ms, ttft_ms, status_code, error, stop_reason, input_tokens, output_tokens, cache_read, "
    "cache_write, "
    "cost_usd, request_bytes, response_bytes) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,? / 1e9,?,?)";

std::optional<std::int64_t> milliseconds(const std::optional<Nanoseconds>& duration) {
  return duration ? std::optional<std::int64_t>{*duration / std::chrono::milliseconds{1}} : std::nullopt;
}
template <typename Kind>
std::optional<std::int64_t> count_of(const std::optional<Quantity<Kind>>& quantity) {
  return quantity ? std::optional{quantity->count()} : std::nullopt;
}

}  // namespace

std::string plain_time(SystemTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Result<PlainTable> PlainTable::create(const std::filesystem::path& file) {
  if (auto made = write_private_file(file, ""); !made) return fail(made.error());
  auto database = Database::open(file, Database::Mode::ReadWrite, std::chrono::seconds{5});
  if (!database) return fail(database.error());
  if (auto made = database->execute(kSchema); !made) return fail(made.error());
  auto insert = database->prepare(kInsert);
  if (!insert) return fail(insert.error());
  return PlainTable{std::move(*database), std::move(*insert)};
}

Result<void> PlainTable::insert(const CallRecord& call) {
  const Usage& used = call.facts.usage;
  const auto optional_text = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional{text}; };
  return insert_
      .bind(id_text(mint_id_bytes()), call.identity.wire_session, optional_text(call.identity.agent), call.tab.text(),
            call.provider, call.facts.model_served, call.endpoint, call.project, call.branch, call.identity.client,
            plain_time(call.times.started_at), milliseconds(call.times.total), milliseconds(call.times.first_token),
            call.status, optional_text(call.error_type), std::string_view{"end_turn"}, count_of(used.input_uncached),
            count_of(used.output_total), count_of(used.cache_read), count_of(used.cache_write_5m), count_of(call.cost),
            call.request_bytes, call.response_bytes)
      .run();
}

Result<void> PlainTable::commit() { return database_.execute("COMMIT; BEGIN"); }

}  // namespace tabacus::bench
