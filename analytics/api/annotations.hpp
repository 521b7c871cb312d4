// What people add to the database: notes on calls, and recordings, which give the calls of a time a name. Each call
// opens the file, writes and closes it; another program may meter meanwhile. One thread per call.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

// Errors of all: NotFound: no database yet; Conflict: another program holds it for long; Unsupported: it is a newer
// tabacus's.

inline constexpr std::size_t kMostNoteBytes = 16 * 1024;
inline constexpr std::size_t kMostRecordingNameBytes = 128;

/// In place of the one it has; an empty text removes that. NotFound: no such call. InvalidInput: the text is too long.
[[nodiscard]] Result<void> set_note(const std::filesystem::path& directory, std::int64_t call_id, std::string_view text,
                                    SystemTime now);

/// From now on, of one tab (the beginning of its id) or of all. Conflict: there is one of that name. NotFound, also:
/// no such tab. InvalidInput: no name, or too long; or several tabs' ids begin so.
[[nodiscard]] Result<void> start_recording(const std::filesystem::path& directory, std::string_view name,
                                           const std::optional<std::string>& tab, SystemTime now);

/// Gives back its name. `name` may be empty where one runs only. NotFound: none of that name runs. Conflict: several
/// run.
[[nodiscard]] Result<std::string> stop_recording(const std::filesystem::path& directory, std::string_view name,
                                                 SystemTime now);

/// Its calls stay. NotFound: there is none of that name.
[[nodiscard]] Result<void> remove_recording(const std::filesystem::path& directory, std::string_view name);

}  // namespace tabacus::analytics
