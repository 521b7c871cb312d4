// The front door's Reader over a read-only connection. Every question goes through the guard, ours included, so none
// can write or run for ever.
#include "analytics/api/reader.hpp"

#include "analytics/store/calls_file.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/store/query_guard.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{5};
constexpr std::chrono::seconds kQueryTime{10};
constexpr std::size_t kMaxAnswerBytes = 256 * 1024 * 1024;

std::string hex_of(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

Value value_at(const Statement& row, int column) {
  switch (row.column_type(column)) {
    case ColumnType::Null:
      return std::monostate{};
    case ColumnType::Integer:
      return row.integer(column);
    case ColumnType::Real:
      return row.real(column);
    case ColumnType::Text:
      return std::string{row.bytes(column)};
    case ColumnType::Blob:
      return hex_of(row.bytes(column));
  }
  return std::monostate{};
}

std::size_t bytes_of(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return sizeof value + (text != nullptr ? text->size() : 0);
}

Result<Table> read_all(Statement& statement, std::size_t max_rows) {
  Table table;
  for (int column = 0; column < statement.column_count(); ++column)
    table.columns.emplace_back(statement.column_name(column));
  std::size_t bytes = 0;
  for (;;) {
    const auto row = statement.step();
    if (!row) return fail(row.error());
    if (!*row) return table;
    if (table.rows.size() == max_rows)
      return fail(ErrorCode::Exhausted, fmt::format("the answer has more than {} rows; add a LIMIT", max_rows));
    auto& values = table.rows.emplace_back();
    for (int column = 0; column < statement.column_count(); ++column) {
      values.push_back(value_at(statement, column));
      bytes += bytes_of(values.back());
    }
    if (bytes > kMaxAnswerBytes) return fail(ErrorCode::Exhausted, "the answer is larger than 256 MiB");
  }
}

/// The WHERE of a filter over `calls c`. Time is a range of call_id, which is the order of the table.
struct Where {
  std::string sql = "1";
  std::optional<std::int64_t> first_call;
  std::optional<std::int64_t> end_call;
  std::optional<std::string> tab_hex;  ///< hex digits of the uuid's beginning
};

/// "0190A5D3-7c" becomes "0190A5D37C"; InvalidInput for what no uuid begins with.
Result<std::string> uuid_prefix_hex(std::string_view text) {
  std::string hex;
  for (const char c : text) {
    if (c == '-') continue;
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!digit) return fail(ErrorCode::InvalidInput, fmt::format("'{}' is not the beginning of a tab's id", text));
    hex += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
  }
  if (hex.empty() || hex.size() > 32)
    return fail(ErrorCode::InvalidInput, fmt::format("'{}' is not the beginning of a tab's id", text));
  return hex;
}

Result<Where> where_of(const CallFilter& filter) {
  Where where;
  if (filter.since) {
    where.first_call = to_epoch_us(*filter.since) * 8;
    where.sql += " AND c.call_id >= ?1";
  }
  if (filter.until) {
    where.end_call = to_epoch_us(*filter.until) * 8;
    where.sql += " AND c.call_id < ?2";
  }
  if (filter.tab) {
    auto hex = uuid_prefix_hex(*filter.tab);
    if (!hex) return fail(hex.error());
    where.tab_hex = std::move(*hex);
    where.sql += " AND c.tab_id IN (SELECT tab_id FROM tabs WHERE hex(uuid) LIKE ?3 || '%')";
  }
  return where;
}

struct Group {
  std::string_view columns;
  std::string_view key;
  std::string_view order;
};

// A day is the calendar day at the place and time of the call, hence its stored UTC offset.
Group group_of(TotalsBy by) {
  switch (by) {
    case TotalsBy::Tab:
      return {"v.tab_id AS tab_id, v.tab_title AS tab_title", "c.tab_id", "min(c.call_id)"};
    case TotalsBy::Session:
      return {"v.session AS session", "c.session_id", "min(c.call_id)"};
    case TotalsBy::Model:
      return {"coalesce(v.model, v.model_requested) AS model", "1", "cost_nano DESC, calls DESC, 1"};
    case TotalsBy::Provider:
      return {"v.provider AS provider", "1", "cost_nano DESC, calls DESC, 1"};
    case TotalsBy::Day:
      return {"date((c.call_id >> 3) / 1000000 + c.tz_q * 900, 'unixepoch') AS day", "1", "1"};
  }
  return {};
}

// sum() of nothing but NULL is NULL: a total nobody knows stays unknown.
constexpr std::string_view kSums =
    "count(*) AS calls, count(CASE WHEN v.outcome = 'error' THEN 1 END) AS errors, "
    "count(CASE WHEN v.usage_state = 'missing' THEN 1 END) AS without_usage, sum(v.input_tokens) AS input_tokens, "
    "sum(v.cache_read_tokens) AS cache_read_tokens, "
    "sum(ifnull(v.cache_write_5m_tokens + v.cache_write_1h_tokens, "
    "coalesce(v.cache_write_5m_tokens, v.cache_write_1h_tokens))) AS cache_write_tokens, "
    "sum(v.output_tokens) AS output_tokens, sum(v.cost_nano) AS cost_nano, "
    "count(CASE WHEN v.usage_state <> 'missing' AND v.equivalent_usd IS NULL THEN 1 END) AS unpriced";

class StoreReader final : public Reader {
 public:
  explicit StoreReader(Database database) : database_{std::move(database)}, guard_{database_} {}

  Result<Table> calls(const CallFilter& filter) override {
    const auto where = where_of(filter);
    if (!where) return fail(where.error());
    return filtered(*where, filter.limit,
                    fmt::format("SELECT v.* FROM calls c JOIN v_calls v ON v.call_id = c.call_id WHERE {} "
                                "ORDER BY c.call_id DESC LIMIT {}",
                                where->sql, filter.limit));
  }

  Result<Table> totals(TotalsBy by, const CallFilter& filter) override {
    const auto where = where_of(filter);
    if (!where) return fail(where.error());
    const Group group = group_of(by);
    return filtered(*where, kMaxGroups,
                    fmt::format("SELECT {}, {} FROM calls c JOIN v_calls v ON v.call_id = c.call_id WHERE {} "
                                "GROUP BY {} ORDER BY {}",
                                group.columns, kSums, where->sql, group.key, group.order));
  }

  Result<Table> sql(std::string_view statement, std::size_t max_rows) override {
    auto prepared = guard_.prepare(statement);
    if (!prepared) return fail(prepared.error());
    return answer(*prepared, max_rows);
  }

 private:
  static constexpr std::size_t kMaxGroups = 1'000'000;

  Result<Table> filtered(const Where& where, std::size_t max_rows, const std::string& sql) {
    auto prepared = guard_.prepare(sql);
    if (!prepared) return fail(prepared.error(), "ask the database");
    prepared->bind_used(where.first_call, where.end_call, where.tab_hex);
    return answer(*prepared, max_rows);
  }

  Result<Table> answer(Statement& statement, std::size_t max_rows) {
    guard_.set_deadline(std::chrono::steady_clock::now() + kQueryTime);
    auto table = read_all(statement, max_rows);
    if (!table && table.error().code == ErrorCode::TimedOut)
      return fail(ErrorCode::TimedOut,
                  fmt::format("the question took over {} s; ask for less, or by time (call_id)", kQueryTime.count()));
    return table;
  }

  Database database_;
  QueryGuard guard_;
};

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kCallsFileName;
  if (!identity_of(file)) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
  auto database = Database::open(file, Database::Mode::ReadOnly, kBusyTimeout);
  if (!database) return fail(database.error());
  const auto schema = schema_of(*database);
  if (!schema && schema.error().code == ErrorCode::InvalidInput) return fail(ErrorCode::Io, schema.error().message);
  if (!schema) return fail(schema.error());
  if (*schema == 0) return fail(ErrorCode::NotFound, fmt::format("{} is still empty", file.native()));
  return std::make_unique<StoreReader>(std::move(*database));
}

std::filesystem::path default_analytics_directory() { return data_directory() / "analytics"; }

}  // namespace tabacus::analytics
