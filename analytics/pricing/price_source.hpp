// Whose price list holds for a call: that of the upstream's host where the host is known, else that of the slot which
// the client chose. Pure.
#pragma once

#include <string_view>

#include "analytics/model/price_stamp.hpp"

namespace tabacus::analytics {

struct PriceSource {
  std::string_view provider;  ///< namespace of the price book
  PriceBasis basis = PriceBasis::None;
  std::string_view
      region;  ///< where the host's name says so and that has a price: "eu"; holds unless the answer differs
};

/// `slot_provider` is the id of the provider whose slot the call came through; empty when it came through none. A
/// loopback upstream is a gateway or an engine of the user's own, so its name says nothing.
[[nodiscard]] PriceSource price_source(std::string_view upstream_host, bool upstream_is_loopback,
                                       std::string_view slot_provider);

}  // namespace tabacus::analytics
