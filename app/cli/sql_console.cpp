#include "app/cli/sql_console.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "app/cli/line_input.hpp"
#include "app/cli/query_options.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;

constexpr std::string_view kViews = "SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB 'v_*' ORDER BY 1";

constexpr std::array<std::string_view, 21> kSqlWords{
    "SELECT", "FROM", "WHERE",  "GROUP BY", "ORDER BY", "LIMIT",   "HAVING", "JOIN", "LEFT JOIN", "DISTINCT", "BETWEEN",
    "LIKE",   "CASE", "count(", "sum(",     "avg(",     "ifnull(", "min(",   "max(", "round(",    "date("};

constexpr std::string_view kHelp =
    ".views           the views and their columns (docs/DATABASE.md says what they mean)\n"
    ".queries         the saved questions\n"
    ".run NAME        answer one of them\n"
    ".save NAME       save the last statement\n"
    ".format FORM     table, json or csv\n"
    ".quit            as does the end of input; Ctrl-C drops what was typed\n"
    "Anything else is SQL and ends in ';'. It can read only.\n";

}  // namespace

SqlConsole::SqlConsole(CommandContext& context, analytics::Reader& reader, SavedQueries saved, ConsoleOptions options)
    : context_{context}, reader_{reader}, saved_{std::move(saved)}, options_{options} {}

int SqlConsole::run(const NextLine& next) {
  std::string statement;
  while (auto line = next(statement.empty() ? "sql> " : "...> ")) {
    if (*line == kCancelled) {
      statement.clear();
      continue;
    }
    const std::string_view text = trim(*line);
    if (statement.empty() && text.empty()) continue;
    if (statement.empty() && text.starts_with('.')) {
      if (do_word(std::string{text}) == Go::Out) return failures_;
      continue;
    }
    statement += (statement.empty() ? "" : "\n") + *line;
    if (!text.ends_with(';')) continue;
    answer(std::exchange(statement, {}));
  }
  if (!trim(statement).empty()) answer(statement);
  return failures_;
}

SqlConsole::Go SqlConsole::do_word(const std::string& line) {
  const std::size_t space = line.find(' ');
  const std::string word = line.substr(0, space);
  const std::string rest{space == std::string::npos ? std::string_view{} : trim(std::string_view{line}.substr(space))};
  if (word == ".quit" || word == ".exit") return Go::Out;
  if (word == ".help") {
    context_.out << kHelp;
  } else if (word == ".views") {
    print_views();
  } else if (word == ".queries") {
    for (const std::string& name : saved_.names()) context_.out << name << '\n';
  } else if (word == ".run") {
    const auto statement = saved_.read(rest);
    statement ? answer(*statement) : fail_with(statement.error());
  } else if (word == ".save") {
    const auto saved = last_.empty() ? Result<void>{fail(ErrorCode::NotFound, "there is no statement to save yet")}
                                     : saved_.write(rest, last_);
    if (!saved) fail_with(saved.error());
  } else if (word == ".format" && (rest == "table" || rest == "json" || rest == "csv")) {
    options_.format = rest == "json" ? Format::Json : rest == "csv" ? Format::Csv : Format::Table;
  } else {
    fail_with({ErrorCode::InvalidInput, fmt::format("'{}' means nothing here; .help tells what does", line)});
  }
  context_.out.flush();
  return Go::On;
}

void SqlConsole::answer(const std::string& statement) {
  const auto table = reader_.sql(statement, options_.max_rows);
  if (!table) return fail_with(table.error());
  last_ = statement;
  print_answer(context_, options_.format, *table, plain_text_table);
  context_.out.flush();
}

void SqlConsole::print_views() {
  const auto views = reader_.sql(kViews, 1'000);
  if (!views) return fail_with(views.error());
  for (const auto& row : views->rows) {
    const std::string name = cell_text(row.front());
    const auto columns = reader_.sql(fmt::format("SELECT * FROM {} LIMIT 0", name), 1);
    if (!columns) return fail_with(columns.error());
    context_.out << toned(name, Tone::Bold, context_.screen.paint) << ": "
                 << fmt::format("{}", fmt::join(columns->columns, ", ")) << '\n';
  }
}

void SqlConsole::fail_with(const Error& error) {
  ++failures_;
  context_.err << visible_text(error.message) << '\n';
}

std::vector<std::string> SqlConsole::words() {
  std::vector<std::string> words{".views", ".queries", ".run", ".save", ".format", ".help", ".quit"};
  words.insert(words.end(), kSqlWords.begin(), kSqlWords.end());
  for (std::string& name : saved_.names()) words.push_back(std::move(name));
  const auto views = reader_.sql(kViews, 1'000);
  for (std::size_t i = 0; views && i < views->rows.size(); ++i) {
    words.push_back(cell_text(views->rows[i].front()));
    const auto columns = reader_.sql(fmt::format("SELECT * FROM {} LIMIT 0", words.back()), 1);
    if (columns) words.insert(words.end(), columns->columns.begin(), columns->columns.end());
  }
  std::ranges::sort(words);
  words.erase(std::ranges::unique(words).begin(), words.end());
  return words;
}

}  // namespace tabacus::app
