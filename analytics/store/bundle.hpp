// A bundle: calls chosen out of one database, with what is known of them, in one file of the same form; and how another
// database takes it in. Names keep their ids in a bundle and get the ids of the database that takes it in. A bundle
// comes from anywhere: its tables must be exactly those of its schema and its values of the kinds that tabacus writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "analytics/store/bundle_bodies.hpp"
#include "analytics/store/database.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

class BundleWriter {
 public:
  /// Makes `file` (0600), which must not be there. `calls_file` is migrated when it is older. `bodies_file`: where what
  /// was sent and answered is taken from; empty: it stays out.
  [[nodiscard]] static Result<BundleWriter> create(const std::filesystem::path& file,
                                                   const std::filesystem::path& calls_file,
                                                   const std::filesystem::path& bodies_file = {});
  /// Some hundreds at a time, none twice.
  [[nodiscard]] Result<void> add(std::span<const std::int64_t> call_ids);
  /// Names, recordings and sums; the file is whole then.
  [[nodiscard]] Result<void> finish();
  /// Calls whose requests and answers are in it.
  [[nodiscard]] std::int64_t bodies() const { return bodies_ ? bodies_->count() : 0; }

 private:
  explicit BundleWriter(std::unique_ptr<Database> database) : database_{std::move(database)} {}
  std::unique_ptr<Database> database_;     // before the statements that it outlives
  std::unique_ptr<BundledBodies> bodies_;  // null: they stay out
};

struct TakenIn {
  std::int64_t calls = 0;  ///< new ones
  std::int64_t known = 0;  ///< were here before, and stay as they are
  std::string origin;      ///< which database they were metered in; as database_identity
};

/// Checks a bundle in place, which is a private copy, and brings it to this build's schema. InvalidInput: it is none;
/// Unsupported: a newer tabacus wrote it.
[[nodiscard]] Result<void> check_bundle(const std::filesystem::path& copy);

/// Takes in what a checked copy holds and `database`, which is migrated, does not. Batch by batch, so that others write
/// between them; what failed half-way goes on where it stopped when it is tried again. `name` is kept as the file's.
[[nodiscard]] Result<TakenIn> take_in_bundle(Database& database, const std::filesystem::path& copy,
                                             std::string_view name, SystemTime now);

}  // namespace tabacus::analytics
