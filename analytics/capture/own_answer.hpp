// What tabacus answers itself, where there is nothing to pass on. Pure.
#pragma once

#include <string>
#include <string_view>

#include "analytics/providers/provider.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct OwnAnswer {
  int status = 0;
  std::string type;         ///< "upstream_unreachable": machine-readable, inside the provider's error form
  std::string message;      ///< for people; no header, body or key
  std::string body = {};    ///< JSON in place of an error's; empty: the error's
  std::string fields = {};  ///< more header lines, each with its CRLF
};

/// The whole message. `provider` gives the body its form, so that agents show it; null: a form of our own. The answer
/// to HEAD has no body.
[[nodiscard]] std::string render(const OwnAnswer& answer, const Provider* provider, std::string_view method);

/// What a client is told when its upstream cannot be dialed: 504 for a time-out, 403 where it must not be, else 502.
[[nodiscard]] OwnAnswer unreachable(const Error& error);
[[nodiscard]] bool is_refusal(const OwnAnswer& answer);

}  // namespace tabacus::analytics
