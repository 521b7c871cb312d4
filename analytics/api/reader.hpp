// Read-only questions to the database, also while another process writes it. One thread per Reader.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// One cell of an answer; monostate is SQL's NULL: not known.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

struct CallFilter {
  std::optional<SystemTime> since;
  std::optional<SystemTime> until;
  std::optional<std::string> tab;  ///< uuid text, or a prefix of it
  std::size_t limit = 50;          ///< newest first
};

enum class TotalsBy : std::uint8_t { Tab, Session, Model, Provider, Day };

class Reader {
 public:
  /// NotFound: no database there yet; Unsupported: written by a newer tabacus; Io: not a database.
  [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& directory);
  virtual ~Reader() = default;

  /// Rows of the view v_calls. InvalidInput: no tab's id can begin with `filter.tab`.
  [[nodiscard]] virtual Result<Table> calls(const CallFilter& filter) = 0;
  /// Columns: the group's name (of a tab: tab_id, tab_title), calls, errors, without_usage, input_tokens,
  /// cache_read_tokens, cache_write_tokens, output_tokens, cost_nano, unpriced, subscription_nano (what the price list
  /// says of calls that a subscription pays for), equivalent_nano (of all calls). `limit` of the filter is not used.
  [[nodiscard]] virtual Result<Table> totals(TotalsBy by, const CallFilter& filter) = 0;
  /// One SELECT. InvalidInput: it does not compile, writes, or holds more than one statement; Exhausted: over
  /// `max_rows`; TimedOut: over ten seconds.
  [[nodiscard]] virtual Result<Table> sql(std::string_view statement, std::size_t max_rows) = 0;
};

/// Where the databases of this user lie unless configured otherwise.
[[nodiscard]] std::filesystem::path default_analytics_directory();

}  // namespace tabacus::analytics
