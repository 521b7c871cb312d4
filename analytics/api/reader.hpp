// Read-only questions to the database, also while another process writes it. One thread per Reader.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/value.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// Which calls come first.
enum class CallOrder : std::uint8_t { Newest, Dearest, Slowest, Largest, MostWasteful };
struct CallFilter {
  std::optional<SystemTime> since;
  std::optional<SystemTime> until;
  std::optional<std::string> tab;             ///< uuid text, or a prefix of it
  std::size_t limit = 50;                     ///< newest first
  std::optional<std::string> session = {};    ///< the client's or the tab's id of it, or a prefix
  std::optional<std::string> agent = {};      ///< its id or a prefix, or kMainAgent
  std::optional<std::string> model = {};      ///< a part of its name, in either case
  std::optional<std::string> provider = {};   ///< its name
  std::optional<std::string> project = {};    ///< root or name of the repository
  std::optional<std::string> branch = {};     ///< its name
  std::optional<std::string> host = {};       ///< where it went: "api.anthropic.com"
  std::optional<std::string> path = {};       ///< a part of the path there
  std::optional<std::string> profile = {};    ///< of its tab
  std::optional<std::string> source = {};     ///< "tab", "endpoint" or "import"
  std::optional<std::string> status = {};     ///< "529", "5xx", or an outcome as v_calls has it
  std::optional<std::string> recording = {};  ///< its name
  std::optional<std::string> text = {};       ///< words of what was sent or answered, where bodies are indexed
  std::optional<std::string> where = {};      ///< an SQL expression over the columns of v_calls
  CallOrder order = CallOrder::Newest;        ///< of calls
  /// Of v_calls, for `calls` and `ended`, in this order; empty: all. Few of them are answered much faster.
  std::vector<std::string_view> columns = {};
};

/// Calls that carry no agent's id.
inline constexpr std::string_view kMainAgent = "main";

enum class TotalsBy : std::uint8_t {
  Tab,
  Session,
  Model,
  Provider,
  Day,
  Project,
  Branch,
  Client,
  Process,
  Minute,  ///< UTC; the others' times are those at the place of the call
  Hour,
  Week,  ///< by its Monday
  Month,
};

class Reader {
 public:
  /// NotFound: no database there yet; Unsupported: another program's; Io: not a database.
  [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& directory);
  virtual ~Reader() = default;

  /// A sentence for the user where the file is one that a newer tabacus wrote; else empty.
  [[nodiscard]] virtual std::string notice() const = 0;

  // InvalidInput of these: no tab's id can begin with `filter.tab`, there is no such status, or `filter.where` is no
  // expression over v_calls.

  /// Rows of the view v_calls.
  [[nodiscard]] virtual Result<Table> calls(const CallFilter& filter) = 0;
  /// Those behind the call `after`, oldest first, `limit` at most: the columns of v_calls, then `host` and `endpoint`.
  [[nodiscard]] virtual Result<Table> calls_behind(std::int64_t after, const CallFilter& filter) = 0;
  /// Columns: the group's name (of a tab: tab_id, tab_title), calls, errors, without_usage, input_tokens,
  /// cache_read_tokens, cache_write_tokens, output_tokens, cost_nano, unpriced, subscription_nano (what the price list
  /// says of calls that a subscription pays for), equivalent_nano (of all calls), saved_nano, busy_us (durations of the
  /// calls, which may overlap), first_call_at, last_call_at. `limit` of the filter is not used.
  [[nodiscard]] virtual Result<Table> totals(TotalsBy by, const CallFilter& filter) = 0;
  /// Those that ended after the one numbered `after`, in the order of their ends, `limit` at most: "seq", then the
  /// columns of v_calls. Only the last few thousand are numbered.
  [[nodiscard]] virtual Result<Table> ended(std::int64_t after, const CallFilter& filter) = 0;
  /// The number of the call that ended last; 0: there is none.
  [[nodiscard]] virtual Result<std::int64_t> last_ended() = 0;
  /// A row per session, the latest first: those of v_session, its title and the number of its tabs.
  [[nodiscard]] virtual Result<Table> sessions(const CallFilter& filter) = 0;
  /// A row per session and agent, the main one (NULL) first, of the latest session first: those of v_agent and its
  /// label.
  [[nodiscard]] virtual Result<Table> agents(const CallFilter& filter) = 0;
  /// One SELECT. InvalidInput: it does not compile, writes, or holds more than one statement; Exhausted: over
  /// `max_rows`; TimedOut: over the time limit.
  [[nodiscard]] virtual Result<Table> sql(std::string_view statement, std::size_t max_rows) = 0;
  /// Of each question; ten seconds without it.
  virtual void set_time_limit(std::chrono::seconds limit) = 0;
};

/// The call before it of the same session, agent and API. NotFound: it is the first.
[[nodiscard]] Result<std::int64_t> call_before(Reader& reader, std::int64_t call_id);

/// Where the databases of this user lie unless configured otherwise.
[[nodiscard]] std::filesystem::path default_analytics_directory();

}  // namespace tabacus::analytics
