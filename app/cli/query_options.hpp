// What the commands that read the database have in common: where it lies, which calls, in which form to print.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "analytics/api/reader.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/output.hpp"

namespace tabacus::app {

/// Options --directory, --json and --csv.
class QueryOptions {
 public:
  void declare(ArgumentParser& parser);
  [[nodiscard]] Result<Format> format() const;
  [[nodiscard]] Result<std::unique_ptr<analytics::Reader>> open(const CommandContext& context) const;

 private:
  std::string directory_;
  bool json_ = false;
  bool csv_ = false;
};

/// Options --since, --until and --tab.
class FilterOptions {
 public:
  void declare(ArgumentParser& parser);
  [[nodiscard]] Result<analytics::CallFilter> filter(const CommandContext& context) const;

 private:
  std::optional<std::string> since_;
  std::optional<std::string> until_;
  std::optional<std::string> tab_;
};

/// Prints in one of the three forms; `for_people` makes the aligned table.
void print_answer(CommandContext& context, Format format, const analytics::Table& table,
                  TextTable (*for_people)(const analytics::Table&));

/// Where the database lies: `directory` when it is not empty, else as configured, else the default.
[[nodiscard]] std::filesystem::path analytics_directory(const CommandContext& context, const std::string& directory);

}  // namespace tabacus::app
