// Who makes a call, and on whose bill, as far as its request's head tells. Pure.
#pragma once

#include <string_view>

#include "analytics/model/call.hpp"
#include "analytics/model/http_head.hpp"

namespace tabacus::analytics {

/// Client, session and agent ids. Values are shortened and made safe to show.
[[nodiscard]] CallIdentity identify_call(const Headers& headers);

/// Subscription when the credentials are those of a login rather than of an API account. Looks at the kind of the
/// credential only. `path` is the endpoint that was called.
[[nodiscard]] Billing billing_of(const Headers& headers, std::string_view upstream_host, std::string_view path);

}  // namespace tabacus::analytics
