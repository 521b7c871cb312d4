#include "analytics/store/query_guard.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr int kOpcodesBetweenChecks = 10'000;  // well under a millisecond
constexpr int kMaxValueBytes = 16 * 1024 * 1024;
constexpr int kMaxSqlBytes = 1024 * 1024;

// Questions about the schema; the argument form of others (journal_mode=DELETE) changes the file.
constexpr std::array<std::string_view, 9> kReadingPragmas{"table_info",    "table_xinfo", "table_list",
                                                          "index_list",    "index_info",  "index_xinfo",
                                                          "function_list", "quick_check", "integrity_check"};

bool is_reading_pragma(std::string_view name, bool has_argument) {
  const std::string lower = to_lower_ascii(name);
  if (lower == "user_version") return !has_argument;
  return std::ranges::find(kReadingPragmas, lower) != kReadingPragmas.end();
}

int authorize(void*, int action, const char* first, const char* argument, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_PRAGMA:
      return is_reading_pragma(first != nullptr ? first : "", argument != nullptr) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;  // ATTACH, among others, counts as reading for sqlite3_stmt_readonly
  }
}

bool is_blank(std::string_view rest) {
  return std::ranges::all_of(rest, [](char c) { return c == ';' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
}

}  // namespace

struct QueryGuard::State {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

QueryGuard::QueryGuard(Database& database) : database_{database}, state_{std::make_unique<State>()} {
  sqlite3* handle = database_.handle();
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, kMaxSqlBytes);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  // SQLite declares a table-valued function by a CREATE TABLE of its own at first use, which the authorizer would
  // refuse; usage objects are JSON, so these two are wanted.
  sqlite3_exec(handle, "SELECT 1 FROM json_each('[]'), json_tree('[]')", nullptr, nullptr, nullptr);
  sqlite3_set_authorizer(handle, authorize, nullptr);
  const auto past_deadline = [](void* state) {
    return std::chrono::steady_clock::now() > static_cast<const State*>(state)->deadline ? 1 : 0;
  };
  sqlite3_progress_handler(handle, kOpcodesBetweenChecks, past_deadline, state_.get());
}

QueryGuard::~QueryGuard() {
  sqlite3_progress_handler(database_.handle(), 0, nullptr, nullptr);
  sqlite3_set_authorizer(database_.handle(), nullptr, nullptr);
}

void QueryGuard::set_deadline(std::chrono::steady_clock::time_point deadline) { state_->deadline = deadline; }

Result<Statement> QueryGuard::prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int size = static_cast<int>(std::min<std::size_t>(sql.size(), kMaxSqlBytes + 1));
  const int code = sqlite3_prepare_v2(database_.handle(), sql.data(), size, &handle, &rest);
  Statement statement = Statement::adopt(handle);
  if ((code & 0xFF) == SQLITE_AUTH)
    return fail(ErrorCode::InvalidInput, "only a SELECT may run here; the statement would do more than read");
  if (code != SQLITE_OK) return fail(ErrorCode::InvalidInput, sqlite3_errmsg(database_.handle()));
  if (handle == nullptr) return fail(ErrorCode::InvalidInput, "there is no statement");
  if (!is_blank(sql.substr(static_cast<std::size_t>(rest - sql.data()))))
    return fail(ErrorCode::InvalidInput, "only one statement may run at a time");
  if (sqlite3_stmt_readonly(handle) == 0) return fail(ErrorCode::InvalidInput, "only a SELECT may run here");
  return statement;
}

}  // namespace tabacus::analytics
