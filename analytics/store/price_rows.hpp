// Prices as rows: each version and each of its rows is stored once, when the first call is charged by it. db thread, or
// that of whoever owns the connection.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "analytics/model/price_stamp.hpp"
#include "analytics/store/database.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics {

/// A default one is empty and may only be assigned to.
class PriceRows {
 public:
  PriceRows() = default;
  /// The connection must be migrated and outlive this.
  [[nodiscard]] static Result<PriceRows> prepare(Database& database);

  /// price_versions.price_version_id; empty for null. `now` is noted where the version is new.
  [[nodiscard]] Result<std::optional<std::int64_t>> id_of(const std::shared_ptr<const PriceVersion>& version,
                                                          SystemTime now);
  /// prices.price_id, likewise.
  [[nodiscard]] Result<std::optional<std::int64_t>> id_of(const std::shared_ptr<const PriceStamp>& price,
                                                          SystemTime now);
  /// To be called after a rollback.
  void forget();

 private:
  Statement put_version_;
  Statement put_price_;
  // Ids of this run. The values stay alive with them, so that an address means one price.
  std::map<std::shared_ptr<const PriceVersion>, std::int64_t> versions_;
  std::map<std::shared_ptr<const PriceStamp>, std::int64_t> prices_;
};

}  // namespace tabacus::analytics
