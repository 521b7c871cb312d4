#include "analytics/kept_memory.hpp"

#include <system_error>

#include "base/paths.hpp"

namespace tabacus::analytics {

Result<void> recall_calls(CallMemory& memory, const std::filesystem::path& directory, SystemTime now) {
  const auto text = read_private_file(directory / kMemoryFileName);
  if (text) return memory.restore(*text, now);
  if (text.error().code == ErrorCode::NotFound) return {};
  return fail(text.error());
}

Result<void> keep_calls(const CallMemory& memory, const std::filesystem::path& directory) {
  return write_private_file(directory / kMemoryFileName, memory.saved());
}

void forget_calls(const std::filesystem::path& directory) {
  std::error_code missing;
  std::filesystem::remove(directory / kMemoryFileName, missing);
}

}  // namespace tabacus::analytics
