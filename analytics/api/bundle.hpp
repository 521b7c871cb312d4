// Calls that go from one database to another, in one file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "analytics/api/export.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// The form of export that import_bundle reads; export_calls does not write it, as it needs a file.
inline constexpr ExportForm kBundleForm{
    "bundle", "tabacus", "one file for `tabacus import`: calls with notes, recordings and prices, in SQLite"};

/// Writes the calls of `source`, which reads the database of `directory`, to `file` (0600), which must not be there.
/// Returns how many. `progress` as of ExportTarget.
[[nodiscard]] Result<std::int64_t> export_bundle(const std::filesystem::path& directory, const CallSource& source,
                                                 const std::filesystem::path& file,
                                                 const std::function<void(std::int64_t)>& progress);

struct ImportReport {
  std::int64_t calls = 0;  ///< that came in
  std::int64_t known = 0;  ///< that were here before; nothing of them is changed
  std::string origin;      ///< names the database that metered them
  bool is_own = false;     ///< it is this one
};

/// Takes in what the bundle has and the database of `directory` does not; makes the database where there is none.
/// InvalidInput: `file` is no bundle, or not as tabacus writes one. Unsupported: a newer tabacus wrote it.
[[nodiscard]] Result<ImportReport> import_bundle(const std::filesystem::path& directory,
                                                 const std::filesystem::path& file, SystemTime now);

}  // namespace tabacus::analytics
