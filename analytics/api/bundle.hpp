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

/// Whether requests and answers travel with their calls.
enum class BodiesTravel : std::uint8_t { No, Yes };

struct BundleReport {
  std::int64_t calls = 0;
  std::int64_t bodies = 0;  ///< calls whose requests and answers went along
};

/// Writes the calls of `source`, which reads the database of `directory`, to `file` (0600), which must not be there.
/// `progress` as of ExportTarget.
[[nodiscard]] Result<BundleReport> export_bundle(const std::filesystem::path& directory, const CallSource& source,
                                                 const std::filesystem::path& file, BodiesTravel bodies,
                                                 const std::function<void(std::int64_t)>& progress);

struct ImportReport {
  std::int64_t calls = 0;            ///< that came in
  std::int64_t known = 0;            ///< that were here before; nothing of them is changed
  std::int64_t bodies = 0;           ///< calls of which requests and answers came in too
  std::int64_t bodies_left_out = 0;  ///< or were in the bundle, but are not to be kept here
  std::string origin;                ///< names the database that metered them
  bool is_own = false;               ///< it is this one
};

/// Takes in what the bundle has and the database of `directory` does not; makes the databases where there are none.
/// InvalidInput: `file` is no bundle, or not as tabacus writes one. Unsupported: a newer tabacus wrote it.
[[nodiscard]] Result<ImportReport> import_bundle(const std::filesystem::path& directory,
                                                 const std::filesystem::path& file, BodiesTravel bodies,
                                                 SystemTime now);

}  // namespace tabacus::analytics
