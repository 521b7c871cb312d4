// What the meter remembers of calls, between two runs of the program: a file beside the database, mode 0600, of keyed
// hashes and numbers. Why a cache was missed can so be told of the first call after a restart.
#pragma once

#include <filesystem>
#include <string_view>

#include "analytics/metering/call_memory.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

inline constexpr std::string_view kMemoryFileName = "calls.memory";

/// No file is nothing to remember. What cannot be read is an error and forgotten.
[[nodiscard]] Result<void> recall_calls(CallMemory& memory, const std::filesystem::path& directory, SystemTime now);

/// Writes the file anew. Programs that share a directory do so in turn: the last to end is remembered.
[[nodiscard]] Result<void> keep_calls(const CallMemory& memory, const std::filesystem::path& directory);

/// Calls were erased: nothing of them stays.
void forget_calls(const std::filesystem::path& directory);

}  // namespace tabacus::analytics
