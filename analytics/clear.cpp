// Erasing as the front door offers it: opens the file, counts or erases, and says what the disk got back.
#include <algorithm>

#include "analytics/api/clear.hpp"

#include "analytics/kept_memory.hpp"
#include "analytics/store/bodies_file.hpp"
#include "analytics/store/body_retention.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/erase.hpp"
#include "analytics/store/schema_copy.hpp"

namespace tabacus::analytics {
namespace {

/// Another tabacus writes for some milliseconds at a time.
constexpr std::chrono::seconds kBusyTimeout{10};

std::int64_t bytes_of_all(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kCallsFileName;
  std::int64_t bytes = bytes_on_disk(file) + bytes_on_disk(directory / kBodiesFileName);
  for (const std::filesystem::path& copy : schema_copies(file)) bytes += bytes_on_disk(copy);
  return bytes;
}

/// With the calls goes what they sent and got.
Result<void> clear_bodies(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kBodiesFileName;
  if (!identity_of(file)) return {};
  auto database = open_bodies_file(file, kBusyTimeout);
  if (!database) return fail(database.error());
  return erase_bodies_without_calls(*database, directory / kCallsFileName);
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
  const std::int64_t before = bytes_of_all(directory);
  if (auto erased = erase_calls(*database, erasure); !erased) return fail(erased.error());
  for (const std::filesystem::path& copy : schema_copies(file)) {
    std::error_code failure;
    std::filesystem::remove(copy, failure);
    if (failure) return fail(ErrorCode::Io, fmt::format("remove {}: {}", copy.native(), failure.message()));
  }
  forget_calls(directory);
  if (auto erased = clear_bodies(directory); !erased) return fail(erased.error(), "erase the bodies of these calls");
  report.bytes_given_back = std::max<std::int64_t>(0, before - bytes_of_all(directory));
  return report;
}

}  // namespace tabacus::analytics
