// Requests and answers in a bundle: the tables of bodies.db beside those of calls.db, in the same file. Part of
// bundle.hpp, and of no use without it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "analytics/store/body_rows.hpp"
#include "analytics/store/database.hpp"
#include "analytics/store/stored_bodies.hpp"
#include "base/hash_key.hpp"

namespace tabacus::analytics {

class BundledBodies {
 public:
  /// Makes the tables in `bundle`, which outlives this, and reads from `bodies_file`.
  [[nodiscard]] static Result<std::unique_ptr<BundledBodies>> begin(Database& bundle,
                                                                    const std::filesystem::path& bodies_file);
  /// What is kept of these calls; inside the caller's transaction.
  [[nodiscard]] Result<void> add(std::span<const std::int64_t> call_ids);
  [[nodiscard]] std::int64_t count() const { return count_; }

 private:
  explicit BundledBodies(Database source) : source_{std::move(source)} {}

  Database source_;  // before the statements that it outlives
  StoredBodies from_;
  std::unique_ptr<BodyRows> to_;
  std::int64_t count_ = 0;
};

/// Which schema the tables of bodies in a bundle have; 0: it has none of them. InvalidInput: that number is not of
/// ours; Unsupported: of a newer tabacus.
[[nodiscard]] Result<int> bundled_bodies_schema(Database& bundle);
/// Makes those tables, as they were at `schema`.
[[nodiscard]] Result<void> make_bundled_bodies(Database& bundle, int schema);
/// Brings them to this build's schema.
[[nodiscard]] Result<void> migrate_bundled_bodies(Database& bundle);

/// Puts what a checked copy keeps of calls that `calls` has taken in into `bodies_file`, which is made where there is
/// none; what is kept of a call already stays. Returns of how many calls.
[[nodiscard]] Result<std::int64_t> take_in_bodies(Database& calls, const std::filesystem::path& copy,
                                                  const std::filesystem::path& bodies_file, const HashKey& key);

}  // namespace tabacus::analytics
