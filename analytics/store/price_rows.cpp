#include "analytics/store/price_rows.hpp"

namespace tabacus::analytics {
namespace {

// An update that changes nothing, so that the id of the row that is there comes back.
constexpr std::string_view kPutVersion =
    "INSERT INTO price_versions(as_of, source, sha256, imported_us) VALUES(?, ?, ?, ?) "
    "ON CONFLICT(sha256) DO UPDATE SET as_of = as_of RETURNING price_version_id";

constexpr std::string_view kPutPrice =
    "INSERT INTO prices(price_version_id, provider, model, rates) VALUES(?, ?, ?, ?) "
    "ON CONFLICT(price_version_id, provider, model) DO UPDATE SET rates = rates RETURNING price_id";

}  // namespace

Result<PriceRows> PriceRows::prepare(Database& database) {
  PriceRows rows;
  auto version = database.prepare(kPutVersion);
  if (!version) return fail(version.error());
  auto price = database.prepare(kPutPrice);
  if (!price) return fail(price.error());
  rows.put_version_ = std::move(*version);
  rows.put_price_ = std::move(*price);
  return rows;
}

Result<std::optional<std::int64_t>> PriceRows::id_of(const std::shared_ptr<const PriceVersion>& version,
                                                     SystemTime now) {
  if (!version) return std::nullopt;
  if (const auto known = versions_.find(version); known != versions_.end()) return known->second;
  const Blob hash{version->sha256.data(), version->sha256.size()};
  auto id = put_version_.bind(version->as_of, version->source, hash, to_epoch_us(now)).run_for_integer();
  if (id && *id) versions_.emplace(version, **id);
  return id;
}

Result<std::optional<std::int64_t>> PriceRows::id_of(const std::shared_ptr<const PriceStamp>& price, SystemTime now) {
  if (!price) return std::nullopt;
  if (const auto known = prices_.find(price); known != prices_.end()) return known->second;
  const auto version = id_of(price->version, now);
  if (!version || !*version) return version;
  auto id = put_price_.bind(**version, price->provider, price->model, price->rates).run_for_integer();
  if (id && *id) prices_.emplace(price, **id);
  return id;
}

void PriceRows::forget() {
  versions_.clear();
  prices_.clear();
}

}  // namespace tabacus::analytics
