// Erasing as the front door offers it: opens the file, counts or erases, and says what the disk got back.
#include "analytics/api/clear.hpp"

#include "analytics/store/calls_file.hpp"
#include "analytics/store/erase.hpp"
#include "analytics/store/schema_copy.hpp"

namespace tabacus::analytics {
namespace {

/// Another tabacus writes for some milliseconds at a time.
constexpr std::chrono::seconds kBusyTimeout{10};

std::int64_t bytes_on_disk(const std::filesystem::path& file) {
  std::int64_t bytes = 0;
  std::vector<std::filesystem::path> files = schema_copies(file);
  files.insert(files.end(), {file, file.native() + "-wal"});
  for (const std::filesystem::path& each : files) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(each, missing);
    if (!missing) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace

Result<ClearReport> clear_calls(const std::filesystem::path& directory, const ClearScope& scope, Clear mode) {
  const std::filesystem::path file = directory / kCallsFileName;
  if (!identity_of(file)) return fail(ErrorCode::NotFound, fmt::format("there is no {} yet", file.native()));
  auto database = open_calls_file(file, kBusyTimeout);
  if (!database) return fail(database.error());
  const Erasure erasure{scope.session, scope.project,
                        scope.before ? std::optional{to_epoch_us(*scope.before)} : std::nullopt};
  const auto found = count_calls(*database, erasure);
  if (!found) return fail(found.error());
  ClearReport report{.calls = found->calls, .first = {}, .last = {}};
  if (found->first_us) report.first = from_epoch_us(*found->first_us);
  if (found->last_us) report.last = from_epoch_us(*found->last_us);
  if (mode == Clear::Look) return report;
  const std::int64_t before = bytes_on_disk(file);
  if (auto erased = erase_calls(*database, erasure); !erased) return fail(erased.error());
  for (const std::filesystem::path& copy : schema_copies(file)) {
    std::error_code failure;
    std::filesystem::remove(copy, failure);
    if (failure) return fail(ErrorCode::Io, fmt::format("remove {}: {}", copy.native(), failure.message()));
  }
  report.bytes_given_back = std::max<std::int64_t>(0, before - bytes_on_disk(file));
  return report;
}

}  // namespace tabacus::analytics
