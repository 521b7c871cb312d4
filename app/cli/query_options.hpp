// What the commands that read the database have in common: where it lies, which calls, in which form to print.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "analytics/api/reader.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/output.hpp"

namespace tabacus::app {

/// Where the database lies: `directory` when it is not empty, else as configured, else the default.
[[nodiscard]] std::filesystem::path analytics_directory(const CommandContext& context, const std::string& directory);

/// The database in `directory`, or where it is configured. Tells on `context.err` that a newer tabacus wrote it.
/// NotFound says how calls come to be stored; else as Reader::open.
[[nodiscard]] Result<std::unique_ptr<analytics::Reader>> open_reader(const CommandContext& context,
                                                                     const std::string& directory);

/// Options --directory, --json and --csv.
class QueryOptions {
 public:
  void declare(ArgumentParser& parser);
  [[nodiscard]] Result<Format> format() const;
  [[nodiscard]] Result<std::unique_ptr<analytics::Reader>> open(const CommandContext& context) const;
  [[nodiscard]] std::filesystem::path directory(const CommandContext& context) const {
    return analytics_directory(context, directory_);
  }

 private:
  std::string directory_;
  bool json_ = false;
  bool csv_ = false;
};

/// Which calls: one option per row of the list in query_options.cpp, each also a word of the user's saved filters
/// (queries.filters in tabacus.toml). An option that is given takes the place of the saved one of its name.
class FilterOptions {
 public:
  static constexpr std::size_t kCount = 17;

  /// `except`: a name that means something else to this command; --where can say the same.
  void declare(ArgumentParser& parser, std::string_view except = {});
  /// InvalidInput names the option, or the saved filter. Saved ones that act are told of on `context.err`.
  [[nodiscard]] Result<analytics::CallFilter> filter(CommandContext& context) const;

 private:
  using Words = std::array<std::optional<std::string>, kCount>;
  [[nodiscard]] Result<Words> with_saved(CommandContext& context) const;

  Words words_;
  bool all_ = false;
};

/// Prints in one of the three forms; `for_people` makes the aligned table.
void print_answer(CommandContext& context, Format format, const analytics::Table& table,
                  TextTable (*for_people)(const analytics::Table&));

/// A call as people name it: its call_id, or "@3" for the third newest; empty: the newest. InvalidInput: neither;
/// NotFound: there are not so many, or none of that number.
[[nodiscard]] Result<std::int64_t> find_call(analytics::Reader& reader, std::string_view word);

}  // namespace tabacus::app
