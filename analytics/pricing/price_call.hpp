// From what is known of a call to what it costs: whose list holds, which row, which figure stands. The same for a call
// that runs, one that ended and one that is priced again years later. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "analytics/model/call.hpp"
#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

/// A loopback upstream is a gateway or an engine of the user's own: its name says nothing of prices.
enum class Upstream : std::uint8_t { Named, Loopback };

/// Sets the record's cost, list_cost, fees, saved, price_basis, unpriced and price from its other fields and `book`.
/// Its provider is the namespace of the list; behind a host that nobody listed, that of the slot.
void price_call(CallRecord& call, const PriceBook& book, Upstream upstream);

/// The row that a call is charged by, null where there is none, and where its host says it was processed.
struct CallPrice {
  const ModelPrice* price = nullptr;
  std::string_view region;
};
[[nodiscard]] CallPrice price_of(const CallRecord& call, const PriceBook& book, Upstream upstream);

/// The bill of a call by the row it is stamped with, or by any other.
[[nodiscard]] Bill bill_of(const CallRecord& call, const ModelPrice& price, Upstream upstream);

}  // namespace tabacus::analytics
