// The front door's Reader over a read-only connection. Every question goes through the guard, ours included, so none
// can write or run for ever.
#include "analytics/api/reader.hpp"

#include <fmt/ranges.h>

#include <utility>

#include "analytics/api/bodies.hpp"
#include "analytics/call_filter.hpp"
#include "analytics/group_totals.hpp"
#include "analytics/kept_sums.hpp"
#include "analytics/session_questions.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/store/query_guard.hpp"
#include "analytics/stored_value.hpp"
#include "analytics/tab_prefix.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{5};
constexpr std::chrono::seconds kQueryTime{10};
constexpr int kSchemaWithSums = 9;
constexpr int kSchemaWithSources = 21;
constexpr std::size_t kMaxAnswerBytes = 256 * 1024 * 1024;

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

/// Names as SQL quotes them: one that is no column is an error of the statement, never a part of it.
std::string wanted_columns(const CallFilter& filter) {
  std::string columns;
  for (const std::string_view name : filter.columns) {
    std::string quoted{name};
    std::erase(quoted, '"');
    columns += fmt::format("{}v.\"{}\"", columns.empty() ? "" : ", ", quoted);
  }
  return columns.empty() ? "v.*" : columns;
}

std::string_view order_by(CallOrder order) {
  switch (order) {
    case CallOrder::Newest:
      return "c.call_id DESC";
    case CallOrder::Dearest:
      return "coalesce(c.cost_nano, c.equiv_nano) DESC NULLS LAST, c.call_id DESC";
    case CallOrder::Slowest:
      return "c.total_us DESC, c.call_id DESC";
    case CallOrder::Largest:
      return "ifnull(c.in_uncached, 0) + ifnull(c.cache_read, 0) + ifnull(c.cache_w5, 0) + ifnull(c.cache_w1h, 0) + "
             "ifnull(c.out_total, 0) DESC, c.call_id DESC";
    case CallOrder::MostWasteful:
      return "v.waste_usd DESC NULLS LAST, c.call_id DESC";
  }
  return "c.call_id DESC";
}

class StoreReader final : public Reader {
 public:
  StoreReader(Database database, int schema) : database_{std::move(database)}, guard_{database_}, schema_{schema} {
    if (schema > newest_schema())
      notice_ = newer_file_sentence(database_, schema) + "; it is only read, and what is new in it is not shown";
  }

  [[nodiscard]] std::string notice() const override { return notice_; }

  Result<Table> calls(const CallFilter& filter) override {
    return chosen(filter, filter.limit, [&](const std::string& where) {
      return fmt::format("SELECT {} FROM calls c JOIN v_calls v ON v.call_id = c.call_id WHERE {} ORDER BY {} LIMIT {}",
                         wanted_columns(filter), where, order_by(filter.order), filter.limit);
    });
  }

  Result<Table> calls_behind(std::int64_t after, const CallFilter& filter) override {
    return chosen(filter, filter.limit, [&](const std::string& where) {
      return fmt::format(
          "SELECT v.*{} FROM calls c JOIN v_calls v ON v.call_id = c.call_id "
          "LEFT JOIN host h ON h.id = c.host_id LEFT JOIN endpoint e ON e.id = c.endpoint_id "
          "WHERE c.call_id > {} AND {} ORDER BY c.call_id LIMIT {}",
          schema_ >= kSchemaWithSources ? "" : ", h.name AS host, e.name AS endpoint", after, where, filter.limit);
    });
  }

  Result<Table> totals(TotalsBy by, const CallFilter& filter) override {
    const auto kept = kept_sums(by, filter);
    if (!kept) return fail(kept.error());
    return chosen(filter, kMaxGroups,
                  [&](const std::string& where) { return totals_sql(by, *kept ? **kept : sums_of_calls(by, where)); });
  }

  Result<Table> ended(std::int64_t after, const CallFilter& filter) override {
    return chosen(filter, filter.limit, [&](const std::string& where) {
      return fmt::format(
          "SELECT o.seq AS seq, {} FROM outbox o JOIN calls c ON c.call_id = o.call_id JOIN v_calls v ON v.call_id = "
          "c.call_id WHERE o.seq > {} AND {} ORDER BY o.seq LIMIT {}",
          wanted_columns(filter), after, where, filter.limit);
    });
  }

  Result<std::int64_t> last_ended() override {
    auto prepared = guard_.prepare("SELECT max(seq) FROM outbox");
    if (!prepared) return fail(prepared.error());
    const auto seq = prepared->run_for_integer();
    if (!seq) return fail(seq.error());
    return seq->value_or(0);
  }

  Result<Table> sessions(const CallFilter& filter) override {
    return chosen(filter, filter.limit, [&](const std::string& where) {
      return answers_from_sums(filter) ? kept_sessions_sql(filter.limit) : sessions_sql(where, filter.limit);
    });
  }

  Result<Table> agents(const CallFilter& filter) override {
    return chosen(filter, filter.limit, [&](const std::string& where) {
      return answers_from_sums(filter) ? kept_agents_sql(filter.limit) : agents_sql(where, filter.limit);
    });
  }

  void set_time_limit(std::chrono::seconds limit) override { time_limit_ = limit; }

  Result<Table> sql(std::string_view statement, std::size_t max_rows) override {
    auto prepared = guard_.prepare(statement);
    if (!prepared) return fail(prepared.error());
    return answer(*prepared, max_rows);
  }

 private:
  static constexpr std::size_t kMaxGroups = 1'000'000;

  /// Empty: they are not kept for this question, or not in a file of an older tabacus.
  Result<std::optional<std::string>> kept_sums(TotalsBy by, const CallFilter& filter) {
    if (schema_ < kSchemaWithSums || !is_by_time_only(filter)) return std::nullopt;
    const auto oldest_q = database_.integer("SELECT min(q) FROM rollup_q");
    if (!oldest_q) return fail(oldest_q.error());
    const auto epoch_us = [](const std::optional<SystemTime>& time) {
      return time ? std::optional{to_epoch_us(*time)} : std::nullopt;
    };
    return kept_sums_sql({by, epoch_us(filter.since), epoch_us(filter.until), *oldest_q, schema_});
  }

  /// Of all calls there ever were: the totals tell.
  [[nodiscard]] bool answers_from_sums(const CallFilter& filter) const {
    return schema_ >= kSchemaWithSums && is_by_time_only(filter) && !filter.since && !filter.until;
  }

  template <typename SqlOf>
  Result<Table> chosen(const CallFilter& filter, std::size_t max_rows, SqlOf sql_of) {
    if (filter.where)
      if (auto checked = check_where(*filter.where); !checked) return fail(checked.error());
    const auto known = known_ids(filter);
    if (!known) return fail(known.error());
    const auto where = where_with_text(filter, *known);
    if (!where) return fail(where.error());
    auto prepared = guard_.prepare(sql_of(where->sql));
    if (!prepared) return fail(prepared.error(), "ask the database");
    prepared->bind_all(prepared->parameter_count() > 0 ? where->values : decltype(where->values){});
    return answer(*prepared, max_rows);
  }

  /// Words lie in another database, so the calls that hold them are named one by one.
  Result<Where> where_with_text(CallFilter filter, const KnownIds& known) {
    const std::optional<std::string> words = std::exchange(filter.text, std::nullopt);
    auto where = where_of(filter, 1, known);
    if (!where || !words) return where;
    const auto bodies = BodyReader::open(database_.file().parent_path());
    if (!bodies) return fail(bodies.error(), "look for words");
    const auto calls = (*bodies)->calls_with(*words);
    if (!calls) return fail(calls.error());
    where->sql += fmt::format(" AND c.call_id IN ({})", fmt::join(*calls, ", "));
    return where;
  }

  /// What the words for a tab and a session mean, where each means one.
  Result<KnownIds> known_ids(const CallFilter& filter) {
    KnownIds known;
    if (filter.tab) {
      const auto hex = uuid_prefix_hex(*filter.tab);
      if (!hex) return fail(hex.error());
      const auto [least, greatest] = uuid_bounds(*hex);
      const auto tab = only_row("SELECT tab_id FROM tabs WHERE uuid BETWEEN ? AND ? LIMIT 2",
                                Blob{least.data(), least.size()}, Blob{greatest.data(), greatest.size()});
      if (!tab) return fail(tab.error());
      known.tab = *tab;
    }
    if (filter.session) {
      const std::string begins = fmt::format(fmt::runtime(kSessionBegins), "?1");
      const auto session = only_row(fmt::format("SELECT session_id FROM sessions WHERE {} LIMIT 2", begins),
                                    std::string_view{*filter.session});
      if (!session) return fail(session.error());
      known.session = *session;
    }
    return known;
  }

  /// The first column, where there is exactly one row.
  template <typename... Values>
  Result<std::optional<std::int64_t>> only_row(std::string_view sql, const Values&... values) {
    auto prepared = guard_.prepare(sql);
    if (!prepared) return fail(prepared.error());
    auto row = prepared->bind(values...).step();
    if (!row) return fail(row.error());
    if (!*row) return std::optional<std::int64_t>{};
    const std::int64_t id = prepared->integer(0);
    row = prepared->step();
    if (!row) return fail(row.error());
    return *row ? std::optional<std::int64_t>{} : std::optional{id};
  }

  /// By itself, so that only columns of the view have a meaning in it.
  Result<void> check_where(const std::string& where) {
    if (auto checked = check_expression(where); !checked) return checked;
    const auto prepared = guard_.prepare(fmt::format("SELECT 1 FROM v_calls WHERE (\n{}\n)", where));
    if (!prepared) return fail(prepared.error(), "--where");
    return {};
  }

  Result<Table> answer(Statement& statement, std::size_t max_rows) {
    guard_.set_deadline(std::chrono::steady_clock::now() + time_limit_);
    auto table = read_all(statement, max_rows);
    if (!table && table.error().code == ErrorCode::TimedOut)
      return fail(ErrorCode::TimedOut,
                  fmt::format("the question took over {} s; ask for less, or by time (call_id)", time_limit_.count()));
    return table;
  }

  Database database_;
  QueryGuard guard_;
  const int schema_;
  std::string notice_;
  std::chrono::seconds time_limit_ = kQueryTime;
};

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kCallsFileName;
  if (!identity_of(file)) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
  auto database = Database::open(file, Database::Mode::ReadOnly, kBusyTimeout);
  if (!database) return fail(database.error());
  const auto schema = any_schema_of(*database);
  if (!schema && schema.error().code == ErrorCode::InvalidInput) return fail(ErrorCode::Io, schema.error().message);
  if (!schema) return fail(schema.error());
  if (*schema == 0) return fail(ErrorCode::NotFound, fmt::format("{} is still empty", file.native()));
  return std::make_unique<StoreReader>(std::move(*database), *schema);
}

Result<std::int64_t> call_before(Reader& reader, std::int64_t call_id) {
  const auto found = reader.sql(
      fmt::format(
          "SELECT p.call_id FROM v_calls p JOIN v_calls c ON c.call_id = {0} WHERE p.call_id < {0} AND p.session "
          "IS c.session AND p.agent IS c.agent AND p.api IS c.api ORDER BY p.call_id DESC LIMIT 1",
          call_id),
      1);
  if (!found) return fail(found.error());
  if (found->rows.empty())
    return fail(ErrorCode::NotFound,
                fmt::format("call {} is the first of its session and agent; name two calls", call_id));
  return std::get<std::int64_t>(found->rows.front().front());
}

std::filesystem::path default_analytics_directory() { return data_directory() / "analytics"; }

}  // namespace tabacus::analytics
