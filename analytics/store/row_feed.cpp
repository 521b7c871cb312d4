// A virtual table of SQLite that is there without being made. Source: sqlite.org/vtab.html, 2.1.2 (eponymous-only).
#include "analytics/store/row_feed.hpp"

#include <sqlite3.h>

#include <new>

namespace tabacus::analytics {
namespace {

struct Table : sqlite3_vtab {
  RowFeed* feed;
};

struct Cursor : sqlite3_vtab_cursor {
  std::size_t row;
};

}  // namespace

struct FeedModule {
  static RowFeed& feed_of(sqlite3_vtab_cursor* cursor) { return *static_cast<Table*>(cursor->pVtab)->feed; }

  static int connect(sqlite3* database, void* feed, int, const char* const*, sqlite3_vtab** table, char**) {
    std::string columns;
    for (std::size_t i = 0; i < static_cast<RowFeed*>(feed)->columns_; ++i)
      columns += fmt::format("{}c{}", i == 0 ? "" : ", ", i);
    const int declared = sqlite3_declare_vtab(database, fmt::format("CREATE TABLE fed({})", columns).c_str());
    if (declared != SQLITE_OK) return declared;
    *table = new (std::nothrow) Table{{}, static_cast<RowFeed*>(feed)};
    return *table != nullptr ? SQLITE_OK : SQLITE_NOMEM;
  }
  static int disconnect(sqlite3_vtab* table) {
    delete static_cast<Table*>(table);
    return SQLITE_OK;
  }
  static int best_index(sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; }
  static int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
    *cursor = new (std::nothrow) Cursor{};
    return *cursor != nullptr ? SQLITE_OK : SQLITE_NOMEM;
  }
  static int close(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
  }

  static int go_to(sqlite3_vtab_cursor* cursor, std::size_t row) {
    static_cast<Cursor*>(cursor)->row = row;
    RowFeed& feed = feed_of(cursor);
    if (row < feed.rows_) (*feed.fill_)(row, feed.values_);
    return SQLITE_OK;
  }
  static int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) { return go_to(cursor, 0); }
  static int next(sqlite3_vtab_cursor* cursor) { return go_to(cursor, static_cast<Cursor*>(cursor)->row + 1); }
  static int is_end(sqlite3_vtab_cursor* cursor) {
    return static_cast<Cursor*>(cursor)->row >= feed_of(cursor).rows_ ? 1 : 0;
  }
  static int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(static_cast<Cursor*>(cursor)->row);
    return SQLITE_OK;
  }
  /// What is not set is NULL.
  static int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number) {
    const FedRow::Value& value = feed_of(cursor).values_.value(static_cast<std::size_t>(number));
    if (const auto* integer = std::get_if<std::int64_t>(&value))
      sqlite3_result_int64(context, *integer);
    else if (const auto* text = std::get_if<std::string_view>(&value))
      sqlite3_result_text64(context, text->data() != nullptr ? text->data() : "", text->size(), SQLITE_STATIC,
                            SQLITE_UTF8);
    return SQLITE_OK;
  }
};

namespace {

constexpr sqlite3_module kModule{.iVersion = 0,
                                 .xCreate = nullptr,
                                 .xConnect = FeedModule::connect,
                                 .xBestIndex = FeedModule::best_index,
                                 .xDisconnect = FeedModule::disconnect,
                                 .xDestroy = FeedModule::disconnect,
                                 .xOpen = FeedModule::open,
                                 .xClose = FeedModule::close,
                                 .xFilter = FeedModule::filter,
                                 .xNext = FeedModule::next,
                                 .xEof = FeedModule::is_end,
                                 .xColumn = FeedModule::column,
                                 .xRowid = FeedModule::row_id,
                                 .xUpdate = nullptr,
                                 .xBegin = nullptr,
                                 .xSync = nullptr,
                                 .xCommit = nullptr,
                                 .xRollback = nullptr,
                                 .xFindFunction = nullptr,
                                 .xRename = nullptr,
                                 .xSavepoint = nullptr,
                                 .xRelease = nullptr,
                                 .xRollbackTo = nullptr,
                                 .xShadowName = nullptr};

}  // namespace

Result<std::unique_ptr<RowFeed>> RowFeed::create(Database& database, const std::string& name, std::size_t columns) {
  std::unique_ptr<RowFeed> feed{new RowFeed{columns}};
  const int code = sqlite3_create_module_v2(database.handle(), name.c_str(), &kModule, feed.get(), nullptr);
  if (code != SQLITE_OK)
    return fail(database_error_code(code),
                fmt::format("add table {} in {}: {}", name, database.file().native(), sqlite3_errstr(code)));
  return feed;
}

Result<void> RowFeed::run(Statement& statement, std::size_t rows, const Fill& fill) {
  rows_ = rows;
  fill_ = &fill;
  Result<void> ran = statement.run();
  rows_ = 0;
  fill_ = nullptr;
  return ran;
}

}  // namespace tabacus::analytics
