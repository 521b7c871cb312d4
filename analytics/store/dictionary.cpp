#include "analytics/store/dictionary.hpp"

#include "base/text.hpp"

namespace tabacus::analytics {
Result<Dictionary> Dictionary::open(Database& database, std::string_view table,
                                    const std::vector<std::string>& columns) {
  std::vector<std::string> marks;
  std::vector<std::string> tests;
  for (const std::string& column : columns) {
    marks.emplace_back("?");
    tests.push_back(column + " = ?");
  }
  auto insert = database.prepare(fmt::format("INSERT INTO {}({}) VALUES({}) ON CONFLICT DO NOTHING", table,
                                             join(columns, ", "), join(marks, ", ")));
  if (!insert) return fail(insert.error());
  auto select = database.prepare(fmt::format("SELECT id FROM {} WHERE {}", table, join(tests, " AND ")));
  if (!select) return fail(select.error());
  return Dictionary{std::move(*insert), std::move(*select)};
}

}  // namespace tabacus::analytics
