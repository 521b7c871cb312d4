// The console of `tabacus sql`: statements that end in ';', and words that begin with a dot. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "analytics/api/reader.hpp"
#include "app/cli/command.hpp"
#include "app/cli/output.hpp"
#include "app/cli/saved_queries.hpp"

namespace tabacus::app {

struct ConsoleOptions {
  Format format = Format::Table;
  std::size_t max_rows = 10'000;
};

class SqlConsole {
 public:
  /// The next line, to the prompt; empty: there are no more.
  using NextLine = std::function<std::optional<std::string>(const char* prompt)>;

  SqlConsole(CommandContext& context, analytics::Reader& reader, SavedQueries saved, ConsoleOptions options);

  /// Until there are no more lines, or .quit. The number of statements that failed.
  int run(const NextLine& next);

  /// Names of the views and their columns, SQL's words, saved questions and the words with dots.
  [[nodiscard]] std::vector<std::string> words();

 private:
  enum class Go : std::uint8_t { On, Out };
  Go do_word(const std::string& line);
  void answer(const std::string& statement);
  void print_views();
  void fail_with(const Error& error);

  CommandContext& context_;
  analytics::Reader& reader_;
  SavedQueries saved_;
  ConsoleOptions options_;
  std::string last_;  // statement that was answered
  int failures_ = 0;
};

}  // namespace tabacus::app
