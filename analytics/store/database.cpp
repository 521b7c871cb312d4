#include "analytics/store/database.hpp"

#include <sqlite3.h>

#include "analytics/store/sql_functions.hpp"

namespace tabacus::analytics {
namespace {

Error error_of(sqlite3* database, std::string_view attempted) {
  const char* name = sqlite3_db_filename(database, nullptr);
  return Error{database_error_code(sqlite3_errcode(database)),
               fmt::format("{} in {}: {}", attempted, name != nullptr ? name : "?", sqlite3_errmsg(database))};
}

}  // namespace

ErrorCode database_error_code(int sqlite_code) {
  switch (sqlite_code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::Conflict;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::InvalidInput;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return ErrorCode::Exhausted;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return ErrorCode::PermissionDenied;
    case SQLITE_INTERRUPT:
      return ErrorCode::TimedOut;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return ErrorCode::Io;
    default:
      return ErrorCode::Unsupported;
  }
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<bool> Statement::step() {
  sqlite3* database = sqlite3_db_handle(handle_.get());
  if (bind_failure_ != 0)
    return fail(database_error_code(bind_failure_),
                fmt::format("bind in {}: {}", sqlite3_db_filename(database, nullptr), sqlite3_errstr(bind_failure_)));
  switch (sqlite3_step(handle_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return fail(error_of(database, "query"));
  }
}

Result<void> Statement::run() {
  for (;;) {
    const Result<bool> row = step();
    if (row && *row) continue;
    // The reset lets go of the statement's locks; a failed statement that keeps them blocks the rollback.
    sqlite3_reset(handle_.get());
    if (!row) return fail(row.error());
    return {};
  }
}

Result<std::optional<std::int64_t>> Statement::run_for_integer() {
  const Result<bool> row = step();
  std::optional<std::int64_t> value;
  if (row && *row && column_type(0) != ColumnType::Null) value = integer(0);
  sqlite3_reset(handle_.get());
  if (!row) return fail(row.error());
  return value;
}

void Statement::reset() {
  rewind();
  sqlite3_clear_bindings(handle_.get());
  noted_ = 0;
}

void Statement::rewind() {
  sqlite3_reset(handle_.get());
  bind_failure_ = 0;
}

int Statement::parameter_count() const { return sqlite3_bind_parameter_count(handle_.get()); }
int Statement::column_count() const { return sqlite3_column_count(handle_.get()); }

std::string_view Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(handle_.get(), column);
  return name != nullptr ? name : "";
}

ColumnType Statement::column_type(int column) const {
  switch (sqlite3_column_type(handle_.get(), column)) {
    case SQLITE_INTEGER:
      return ColumnType::Integer;
    case SQLITE_FLOAT:
      return ColumnType::Real;
    case SQLITE_TEXT:
      return ColumnType::Text;
    case SQLITE_BLOB:
      return ColumnType::Blob;
    default:
      return ColumnType::Null;
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

void Statement::bind_null_anew(int index) {
  const int code = sqlite3_bind_null(handle_.get(), index);
  if (code != SQLITE_OK && bind_failure_ == 0) bind_failure_ = code;
  if (index <= kNoted) noted_ &= ~(std::uint64_t{1} << index);
}

void Statement::bind_at(int index, std::string_view text) {
  note(index);
  const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would bind NULL
  const int code = sqlite3_bind_text64(handle_.get(), index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK && bind_failure_ == 0) bind_failure_ = code;
}

void Statement::bind_at(int index, Blob blob) {
  note(index);
  const int code = sqlite3_bind_blob64(handle_.get(), index, blob.data, blob.size, SQLITE_TRANSIENT);
  if (code != SQLITE_OK && bind_failure_ == 0) bind_failure_ = code;
}

void Statement::bind_integer(int index, std::int64_t value) {
  note(index);
  const int code = sqlite3_bind_int64(handle_.get(), index, value);
  if (code != SQLITE_OK && bind_failure_ == 0) bind_failure_ = code;
}

Result<Database> Database::open(const std::filesystem::path& file, Mode mode, std::chrono::milliseconds busy_timeout) {
  sqlite3* handle = nullptr;
  const int flags = (mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  Database database{handle, file};
  if (code != SQLITE_OK)
    return fail(database_error_code(code), fmt::format("open {}: {}", file.native(), sqlite3_errstr(code)));
  sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
  if (const int failed = register_sql_functions(handle); failed != SQLITE_OK)
    return fail(database_error_code(failed), fmt::format("open {}: {}", file.native(), sqlite3_errstr(failed)));
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return fail(error_of(handle_.get(), "run SQL"));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr) != SQLITE_OK)
    return fail(error_of(handle_.get(), "prepare SQL"));
  return Statement::adopt(handle);
}

Result<std::optional<std::int64_t>> Database::integer(std::string_view sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement) return fail(statement.error());
  return statement->run_for_integer();
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error(), "begin");
  return Transaction{database};
}

Transaction::~Transaction() {
  if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Result<void> Transaction::commit() {
  // After a failed COMMIT the transaction is still open, and the destructor ends it.
  if (auto committed = database_->execute("COMMIT"); !committed) return fail(committed.error(), "commit");
  database_ = nullptr;
  return {};
}

}  // namespace tabacus::analytics
