// What sets a virtual endpoint's routes apart from a tab's: one provider only, an upstream of its own, base URLs
// without a prefix. Pure.
#pragma once

#include <string_view>

#include "analytics/capture/tab_environment.hpp"

namespace tabacus::analytics {

/// Keeps the route of `slot` alone; empty keeps all. InvalidInput: there is no such route; names those that are.
[[nodiscard]] Result<void> keep_slot(Routes& routes, std::string_view slot);

/// Sends every route to `url`; empty changes nothing. With several routes it is a gateway's root: the providers whose
/// base URLs end in a version get it appended, the others get it taken off. InvalidInput: as parse_upstream_url.
[[nodiscard]] Result<void> send_to(Routes& routes, std::string_view url);

/// The same variables with "http://127.0.0.1:PORT" in place of each slot's URL below `tab_url`, and of it.
[[nodiscard]] Variables without_prefix(Variables variables, const Routes& routes, std::string_view tab_url);

}  // namespace tabacus::analytics
