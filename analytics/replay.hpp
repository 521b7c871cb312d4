// A kept call sent again: its request with live credentials in place of the masked ones, through the tab's own port, so
// that it is metered and held to budgets like any call.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "analytics/api/bodies.hpp"
#include "analytics/capture/live_credentials.hpp"
#include "analytics/capture/routes.hpp"
#include "analytics/model/http_head.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// The request as bytes, for 127.0.0.1:`port` and `target`. `credentials`: fields of the same names take the place of
/// masked ones. InvalidInput: it was not kept whole, a secret was masked where no field stands for it, or a field that
/// was masked is not among the credentials. Pure.
[[nodiscard]] Result<std::string> replay_request(const KeptSide& kept, std::string_view target, std::uint16_t port,
                                                 const Headers& credentials);

/// Where a stored call went.
struct CallPlace {
  std::string host;
  std::string endpoint;  ///< below its slot, without a query
};
/// NotFound: there is no such call.
[[nodiscard]] Result<CallPlace> place_of_call(const std::filesystem::path& directory, std::int64_t call_id);

/// A tab's port as the engine opened it; all that is pointed to is the caller's.
struct ReplayPort {
  std::uint16_t port;
  const std::string& token;
  const Routes& routes;
  const LiveCredentials* credentials;  ///< null: none are held
};
/// As replay_request, for that port. NotFound: no call of the tab goes there, or no credentials for it are held;
/// Unsupported: the call was made on a WebSocket.
[[nodiscard]] Result<std::string> replay_at_port(const KeptCall& call, const CallPlace& place, const ReplayPort& port,
                                                 SteadyTime now);

struct PortAnswer {
  int status = 0;
  std::string body;  ///< its beginning
};

/// Sends it there and reads the answer to its end. TimedOut; Closed: `gives_up` said so, or there was no answer.
[[nodiscard]] Result<PortAnswer> send_to_port(std::uint16_t port, std::string_view request,
                                              std::chrono::milliseconds patience,
                                              const std::function<bool()>& gives_up);

}  // namespace tabacus::analytics
