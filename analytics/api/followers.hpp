// Calls in the order of their ends, for those who hand them on to other programs: each has a place in the database that
// only moves once the other end has taken what lies before it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/reader.hpp"

namespace tabacus::analytics {

struct FollowerState {
  std::string name;
  std::int64_t sent = 0;     ///< calls
  std::int64_t refused = 0;  ///< calls that the other end would not take, and that were passed over
  std::int64_t behind = 0;   ///< calls
  std::string sent_at;       ///< RFC 3339; empty: never
  std::string trouble;       ///< why nothing can be sent at present; empty: it can
};

/// All there are, by name. Errors as of Reader::sql; empty in a file of an older tabacus.
[[nodiscard]] Result<std::vector<FollowerState>> followers(Reader& reader);

/// One thread.
class Follower {
 public:
  /// `columns`: "seq", columns of v_calls, and "host", "endpoint", "trace_id", "parent_id".
  [[nodiscard]] static std::unique_ptr<Follower> make(std::filesystem::path directory, std::string name,
                                                      std::span<const std::string_view> columns);
  virtual ~Follower() = default;

  /// Those behind its place and behind the call of number `after` (0: any), `limit` at most; "seq" is the first column.
  /// NotFound: there is no database, or no place of that name in it. Conflict: since `after` was read another file took
  /// the place of that one.
  [[nodiscard]] virtual Result<Table> next(std::size_t limit, std::int64_t after) = 0;
  /// All up to the call of that number are done with; the trouble, if any, is over. Conflict: as of next(), and the
  /// place stays as it is.
  [[nodiscard]] virtual Result<void> advance(std::int64_t seq, std::int64_t sent, std::int64_t refused) = 0;
  /// For `tabacus status`.
  [[nodiscard]] virtual Result<void> note_trouble(std::string_view sentence) = 0;
};

}  // namespace tabacus::analytics
