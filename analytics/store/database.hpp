// SQLite behind three owning types: a connection, a prepared statement, a transaction. Errors carry SQLite's text and
// what was attempted. One thread per connection.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tabacus::analytics {

/// How SQLite's answers become ours. Conflict: another connection holds the lock. InvalidInput: the file is damaged or
/// no database. Exhausted: disk or memory is full. PermissionDenied: read-only, or refused by a guard. TimedOut:
/// interrupted. Io: the file cannot be opened, read or written. Unsupported: anything about the statement or its
/// values.
[[nodiscard]] ErrorCode database_error_code(int sqlite_code);

/// Bytes to store as a BLOB; they must live until the statement has run.
struct Blob {
  const void* data;
  std::size_t size;
};

enum class ColumnType : std::uint8_t { Null, Integer, Real, Text, Blob };

/// A prepared statement. Must not outlive its connection. A default one is empty and may only be assigned to.
class Statement {
 public:
  Statement() = default;
  /// Takes over a statement that was prepared elsewhere.
  [[nodiscard]] static Statement adopt(sqlite3_stmt* handle) { return Statement{handle}; }

  /// Sets the parameters, in order, and makes the statement ready to run from its start; those beyond the values become
  /// NULL. A value that SQLite refuses fails the next step.
  template <typename... Values>
  Statement& bind(const Values&... values) {
    rewind();
    int index = 0;
    (bind_at(++index, values), ...);
    bind_rest(index);
    return *this;
  }

  /// As bind, for statements that may use only some of the numbered parameters ?1, ?2 ...
  template <typename... Values>
  Statement& bind_used(const Values&... values) {
    rewind();
    int index = 0;
    ((++index <= parameter_count() ? bind_at(index, values) : void()), ...);
    bind_rest(index);
    return *this;
  }

  /// As bind, for values that are known at run time only: a list of variants, in the order of the parameters that begin
  /// with number `first`, which must come behind a call of bind where that is not 1.
  template <typename List>
  Statement& bind_all(const List& values, int first = 1) {
    if (first == 1) rewind();
    for (const auto& value : values) std::visit([&](const auto& held) { bind_at(first, held); }, value), ++first;
    bind_rest(first - 1);
    return *this;
  }

  /// As bind, for a row of numbers.
  Statement& bind_each(std::span<const std::int64_t> values) {
    rewind();
    int index = 0;
    for (const std::int64_t value : values) bind_integer(++index, value);
    bind_rest(index);
    return *this;
  }

  /// True: a row is there to read. False: done.
  [[nodiscard]] Result<bool> step();
  /// Steps to the end, ignoring rows.
  [[nodiscard]] Result<void> run();
  /// The first column of the first row; empty when there is no row or it is NULL.
  [[nodiscard]] Result<std::optional<std::int64_t>> run_for_integer();
  void reset();  ///< all parameters are NULL then

  [[nodiscard]] int parameter_count() const;  ///< the highest number of a parameter
  [[nodiscard]] int column_count() const;
  [[nodiscard]] std::string_view column_name(int column) const;
  [[nodiscard]] ColumnType column_type(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;  ///< text or blob; valid until the next step or reset

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* handle) : handle_{handle} {}

  template <std::integral Integer>
  void bind_at(int index, Integer value) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  void bind_at(int index, std::string_view text);
  void bind_at(int index, Blob blob);
  template <typename Value>
  void bind_at(int index, const std::optional<Value>& value) {
    if (value)
      bind_at(index, *value);
    else
      bind_null(index);
  }
  void bind_integer(int index, std::int64_t value);
  /// Most columns of most rows are NULL, and were in the row before: those cost nothing.
  void bind_null(int index) {
    if (index > kNoted || (noted_ >> index & 1) != 0) bind_null_anew(index);
  }
  void bind_null_anew(int index);
  void bind_rest(int index) {
    for (const int last = parameter_count(); index < last;) bind_null(++index);
  }
  void rewind();
  void note(int index) {
    if (index <= kNoted) noted_ |= std::uint64_t{1} << index;
  }

  static constexpr int kNoted = 63;

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::uint64_t noted_ = 0;  // by number, up to kNoted: parameters that are not NULL
  int bind_failure_ = 0;     // SQLite's code of the first refused value since reset
};

class Database {
 public:
  enum class Mode : std::uint8_t { ReadOnly, ReadWrite };

  /// Opens an existing file. SQLite reads it on first use, so damage shows later. `busy_timeout`: how long a statement
  /// waits for another connection's lock before Conflict.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& file, Mode mode,
                                             std::chrono::milliseconds busy_timeout);

  /// Runs any number of statements, ignoring rows.
  [[nodiscard]] Result<void> execute(const std::string& sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// As prepare(...).run_for_integer().
  [[nodiscard]] Result<std::optional<std::int64_t>> integer(std::string_view sql);

  [[nodiscard]] std::int64_t changes() const;  ///< rows the last INSERT, UPDATE or DELETE touched
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Database(sqlite3* handle, std::filesystem::path file) : handle_{handle}, file_{std::move(file)} {}

  std::unique_ptr<sqlite3, Close> handle_;
  std::filesystem::path file_;
};

/// Takes the write lock at once, so that nothing read inside can be stale when it writes. Rolls back unless committed.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_{std::exchange(other.database_, nullptr)} {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_{&database} {}
  Database* database_;  // null once committed or moved from
};

}  // namespace tabacus::analytics
