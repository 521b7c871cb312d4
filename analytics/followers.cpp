#include "analytics/api/followers.hpp"

#include <utility>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/migrate.hpp"
#include "analytics/stored_value.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{5};
constexpr int kSchemaWithFollowers = 18;
constexpr std::size_t kMostTrouble = 400;

std::string text_at(const std::vector<Value>& row, std::size_t column) {
  const auto* text = std::get_if<std::string>(&row[column]);
  return text != nullptr ? *text : std::string{};
}

std::int64_t number_at(const std::vector<Value>& row, std::size_t column) {
  const auto* number = std::get_if<std::int64_t>(&row[column]);
  return number != nullptr ? *number : 0;
}

std::string column_sql(std::string_view name) {
  if (name == "seq") return "o.seq AS seq";
  if (name == "host") return "h.name AS host";
  if (name == "endpoint") return "e.name AS endpoint";
  if (name == "trace_id" || name == "parent_id") return fmt::format("t.{0} AS {0}", name);
  return fmt::format("v.{0} AS {0}", name);
}

/// Joins for columns that nobody asks for cost nothing: SQLite leaves them out.
std::string question(std::span<const std::string_view> columns) {
  std::string list;
  for (const std::string_view name : columns) list += (list.empty() ? "" : ", ") + column_sql(name);
  return fmt::format(
      "SELECT {} FROM outbox o JOIN calls c ON c.call_id = o.call_id JOIN v_calls v ON v.call_id = c.call_id "
      "LEFT JOIN host h ON h.id = c.host_id LEFT JOIN endpoint e ON e.id = c.endpoint_id "
      "LEFT JOIN traces t ON t.call_id = c.call_id "
      "WHERE o.seq > max(?3, (SELECT seq FROM cursors WHERE name = ?1)) ORDER BY o.seq LIMIT ?2",
      list);
}

class StoredFollower final : public Follower {
 public:
  StoredFollower(std::filesystem::path directory, std::string name, std::span<const std::string_view> columns)
      : directory_{std::move(directory)}, name_{std::move(name)}, question_{question(columns)} {}

  Result<Table> next(std::size_t limit, std::int64_t after) override {
    if (after > 0)
      if (auto same = expect_same_file(); !same) return fail(same.error());
    if (auto opened = open(); !opened) return fail(opened.error());
    next_.bind(std::string_view{name_}, static_cast<std::int64_t>(limit), after);
    return rows_of(next_);
  }

  Result<void> advance(std::int64_t seq, std::int64_t sent, std::int64_t refused) override {
    if (auto same = expect_same_file(); !same) return same;
    return change(
        "UPDATE cursors SET seq = max(seq, ?2), sent = sent + ?3, refused = refused + ?4, sent_us = ?5, trouble = NULL "
        "WHERE name = ?1",
        seq, sent, refused, to_epoch_us(SystemClock{}.wall()));
  }

  Result<void> note_trouble(std::string_view sentence) override {
    return change("UPDATE cursors SET trouble = ?2 WHERE name = ?1", sentence.substr(0, kMostTrouble));
  }

 private:
  static Result<Table> rows_of(Statement& statement) {
    Table table;
    for (int column = 0; column < statement.column_count(); ++column)
      table.columns.emplace_back(statement.column_name(column));
    for (;;) {
      const auto row = statement.step();
      if (!row) return fail(row.error());
      if (!*row) break;
      auto& values = table.rows.emplace_back();
      values.reserve(table.columns.size());
      for (int column = 0; column < statement.column_count(); ++column) values.push_back(value_at(statement, column));
    }
    statement.reset();  // a reader that stays would keep the write-ahead log from shrinking
    return table;
  }

  [[nodiscard]] std::filesystem::path file() const { return directory_ / kCallsFileName; }

  /// The numbers of another file's calls mean nothing in this one.
  Result<void> expect_same_file() const {
    if (database_ && identity_of(file()) == file_) return {};
    return fail(ErrorCode::Conflict,
                fmt::format("go on behind a call: {} is not the file it was read from", file().native()));
  }

  /// Again where the file was moved aside or deleted.
  Result<void> open() {
    const std::filesystem::path file = this->file();
    const auto present = identity_of(file);
    if (!present) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
    if (database_ && present == file_) return {};
    next_ = {};
    database_.reset();
    auto opened = Database::open(file, Database::Mode::ReadWrite, kBusyTimeout);
    if (!opened) return fail(opened.error());
    const auto schema = any_schema_of(*opened);
    if (!schema) return fail(schema.error());
    if (*schema < kSchemaWithFollowers)
      return fail(ErrorCode::NotFound, fmt::format("{} has no places to follow from yet", file.native()));
    auto statement = opened->prepare(question_);
    if (!statement) return fail(statement.error());
    database_ = std::make_unique<Database>(std::move(*opened));
    next_ = std::move(*statement);
    file_ = *present;
    return {};
  }

  template <typename... Values>
  Result<void> change(std::string_view sql, const Values&... values) {
    if (auto opened = open(); !opened) return opened;
    auto statement = database_->prepare(sql);
    if (!statement) return fail(statement.error());
    if (auto ran = statement->bind(std::string_view{name_}, values...).run(); !ran) return ran;
    if (database_->changes() == 0)
      return fail(ErrorCode::NotFound, fmt::format("nobody called {} follows the calls", name_));
    return {};
  }

  const std::filesystem::path directory_;
  const std::string name_;
  const std::string question_;
  std::unique_ptr<Database> database_;
  FileIdentity file_;
  Statement next_;  // last: it dies before its connection
};

}  // namespace

Result<std::vector<FollowerState>> followers(Reader& reader) {
  std::vector<FollowerState> states;
  const auto known = reader.sql("SELECT count(*) FROM sqlite_master WHERE name = 'v_followers'", 1);
  if (!known) return fail(known.error());
  if (number_at(known->rows.front(), 0) == 0) return states;
  const auto rows =
      reader.sql("SELECT name, sent, refused, behind, sent_at, trouble FROM v_followers ORDER BY name", 100);
  if (!rows) return fail(rows.error());
  for (const auto& row : rows->rows)
    states.push_back(
        {text_at(row, 0), number_at(row, 1), number_at(row, 2), number_at(row, 3), text_at(row, 4), text_at(row, 5)});
  return states;
}

std::unique_ptr<Follower> Follower::make(std::filesystem::path directory, std::string name,
                                         std::span<const std::string_view> columns) {
  return std::make_unique<StoredFollower>(std::move(directory), std::move(name), columns);
}

}  // namespace tabacus::analytics
