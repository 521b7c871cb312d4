#include "analytics/pricing/price_source.hpp"

#include "analytics/model/vendor.hpp"

namespace tabacus::analytics {

PriceSource price_source(std::string_view upstream_host, bool upstream_is_loopback, std::string_view slot_provider) {
  const Vendor* vendor = upstream_is_loopback ? nullptr : vendor_of_host(upstream_host);
  if (vendor != nullptr) return {vendor->id, PriceBasis::Host, vendor->region};
  if (!slot_provider.empty()) return {slot_provider, PriceBasis::Slot, {}};
  return {};
}

}  // namespace tabacus::analytics
