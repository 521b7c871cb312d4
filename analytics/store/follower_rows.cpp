#include "analytics/store/follower_rows.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

Result<std::vector<std::string>> present_followers(Database& database) {
  auto statement = database.prepare("SELECT name FROM cursors");
  if (!statement) return fail(statement.error());
  std::vector<std::string> names;
  for (;;) {
    const auto row = statement->step();
    if (!row) return fail(row.error());
    if (!*row) return names;
    names.emplace_back(statement->bytes(0));
  }
}

Result<void> change(Database& database, std::string_view sql, const std::string& name) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  return statement->bind(std::string_view{name}).run();
}

// Numbers are never used twice, so that the sequence is past every call, also one that was erased.
constexpr std::string_view kBegin =
    "INSERT OR IGNORE INTO cursors(name, seq) VALUES(?, ifnull((SELECT seq FROM sqlite_sequence WHERE name = "
    "'outbox'), 0))";

}  // namespace

Result<void> settle_followers(Database& database, const std::vector<std::string>& names) {
  const auto present = present_followers(database);
  if (!present) return fail(present.error());
  for (const std::string& name : *present)
    if (std::ranges::find(names, name) == names.end())
      if (auto gone = change(database, "DELETE FROM cursors WHERE name = ?", name); !gone) return gone;
  for (const std::string& name : names)
    if (std::ranges::find(*present, name) == present->end())
      if (auto begun = change(database, kBegin, name); !begun) return begun;
  return {};
}

}  // namespace tabacus::analytics
