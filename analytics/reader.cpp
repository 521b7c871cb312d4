// The front door's Reader over a read-only connection. Every question goes through the guard, ours included, so none
// can write or run for ever.
#include "analytics/api/reader.hpp"

#include <array>

#include "analytics/kept_sums.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/store/query_guard.hpp"
#include "analytics/tab_prefix.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{5};
constexpr std::chrono::seconds kQueryTime{10};
constexpr int kSchemaWithSums = 9;
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
  std::string_view key;    ///< over calls c
  std::string_view names;  ///< over the groups g and `joins`
  std::string_view joins;
  std::string_view order;
};

// A day is the calendar day at the place and time of the call, hence its stored UTC offset.
Group group_of(TotalsBy by) {
  switch (by) {
    case TotalsBy::Tab:
      return {"c.tab_id", "t.uuid AS tab_id, t.title AS tab_title", "LEFT JOIN tab_names t ON t.id = g.key",
              "min(first_call)"};
    case TotalsBy::Session:
      return {"c.session_id", "s.wire_id AS session", "LEFT JOIN sessions s ON s.session_id = g.key",
              "min(first_call)"};
    case TotalsBy::Model:
      return {"coalesce(c.model_id, c.model_req_id)", "m.name AS model", "LEFT JOIN model m ON m.id = g.key",
              "cost_nano DESC, calls DESC, 1"};
    case TotalsBy::Provider:
      return {"c.provider_id", "pr.name AS provider", "LEFT JOIN provider pr ON pr.id = g.key",
              "cost_nano DESC, calls DESC, 1"};
    case TotalsBy::Day:
      return {"date((c.call_id >> 3) / 1000000 + c.tz_q * 900, 'unixepoch')", "g.key AS day", "", "1"};
  }
  return {};
}

struct Sum {
  std::string_view name;
  std::string_view of_calls;  ///< over calls c; the numbers of enumerations are those that v_calls spells out
};

// sum() of nothing but NULL is NULL: a total nobody knows stays unknown.
constexpr std::array kSums{
    Sum{"calls", "count(*)"},
    Sum{"errors", "count(CASE WHEN c.outcome = 1 THEN 1 END)"},
    // A refusal or an error status uses no tokens: there is nothing to know.
    Sum{"without_usage",
        "count(CASE WHEN c.usage_state = 0 AND c.outcome <> 4 AND ifnull(c.status, 0) < 400 THEN 1 END)"},
    Sum{"input_tokens", "sum(c.in_uncached)"},
    Sum{"cache_read_tokens", "sum(c.cache_read)"},
    Sum{"cache_write_tokens", "sum(ifnull(c.cache_w5 + c.cache_w1h, coalesce(c.cache_w5, c.cache_w1h)))"},
    Sum{"output_tokens", "sum(c.out_total)"},
    Sum{"cost_nano", "sum(c.cost_nano)"},
    Sum{"unpriced", "count(CASE WHEN c.usage_state <> 0 AND coalesce(c.cost_nano, c.equiv_nano) IS NULL THEN 1 END)"},
    // Three figures that are never added: cost_nano is billed, a subscription pays for this, the list says that of all.
    Sum{"subscription_nano", "sum(CASE WHEN c.billing = 1 THEN c.equiv_nano END)"},
    Sum{"equivalent_nano", "sum(c.equiv_nano)"},
};

/// Sums the calls by number first and looks names up once per group: over the view it takes ten times as long. Groups
/// of one name (a model that two providers serve) become one.
std::string totals_sql(const Group& group, const std::string& sums) {
  std::string outer = fmt::format("SELECT {}", group.names);
  for (const Sum& sum : kSums) outer += fmt::format(", sum({0}) AS {0}", sum.name);
  const std::string_view by = group.names.find(',') == std::string_view::npos ? "1" : "1, 2";
  return fmt::format("{} FROM ({}) g {} GROUP BY {} ORDER BY {}", outer, sums, group.joins, by, group.order);
}

std::string sums_of_calls(const Group& group, const std::string& where) {
  std::string sql = fmt::format("SELECT {} AS key, min(c.call_id) AS first_call", group.key);
  for (const Sum& sum : kSums) sql += fmt::format(", {} AS {}", sum.of_calls, sum.name);
  return sql + fmt::format(" FROM calls c WHERE {} GROUP BY 1", where);
}

class StoreReader final : public Reader {
 public:
  StoreReader(Database database, int schema)
      : database_{std::move(database)}, guard_{database_}, keeps_sums_{schema >= kSchemaWithSums} {}

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
    const auto kept = kept_sums(by, filter);
    if (!kept) return fail(kept.error());
    return filtered(*where, kMaxGroups, totals_sql(group, *kept ? **kept : sums_of_calls(group, where->sql)));
  }

  Result<Table> sql(std::string_view statement, std::size_t max_rows) override {
    auto prepared = guard_.prepare(statement);
    if (!prepared) return fail(prepared.error());
    return answer(*prepared, max_rows);
  }

 private:
  static constexpr std::size_t kMaxGroups = 1'000'000;

  /// Empty: they are not kept for this question, or not in a file of an older tabacus.
  Result<std::optional<std::string>> kept_sums(TotalsBy by, const CallFilter& filter) {
    if (!keeps_sums_ || filter.tab) return std::nullopt;
    const auto oldest_q = database_.integer("SELECT min(q) FROM rollup_q");
    if (!oldest_q) return fail(oldest_q.error());
    const auto epoch_us = [](const std::optional<SystemTime>& time) {
      return time ? std::optional{to_epoch_us(*time)} : std::nullopt;
    };
    return kept_sums_sql({by, epoch_us(filter.since), epoch_us(filter.until), *oldest_q});
  }

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
  const bool keeps_sums_;
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
  return std::make_unique<StoreReader>(std::move(*database), *schema);
}

std::filesystem::path default_analytics_directory() { return data_directory() / "analytics"; }

}  // namespace tabacus::analytics
