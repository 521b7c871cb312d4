// Erases stored calls: all, of a session or a project, or before a moment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// At most one is set; none: everything.
struct ClearScope {
  std::optional<std::string> session;  ///< its id, whole
  std::optional<std::string> project;  ///< root of the repository, or its last part
  std::optional<SystemTime> before;
};

struct ClearReport {
  std::int64_t calls = 0;
  std::optional<SystemTime> first, last;  ///< when the first and the last of them began
  std::int64_t bytes_given_back = 0;      ///< by the database's files, to the disk
};

enum class Clear : std::uint8_t { Look, Write };

/// With the calls go their figures in all sums, and names that nothing refers to any more; a tab that is open stays.
/// What was deleted is overwritten. Sums of calls that retention took before cannot be told apart any more and stay
/// where they are those of more than what is erased. NotFound: no database there. A failure half-way leaves whole
/// batches erased.
[[nodiscard]] Result<ClearReport> clear_calls(const std::filesystem::path& directory, const ClearScope& scope,
                                              Clear mode);

}  // namespace tabacus::analytics
