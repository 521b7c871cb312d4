// CONNECT: the client took the tab's port for its HTTP proxy and wants bytes carried to a host.
#include "analytics/capture/modes/mode.hpp"
#include "analytics/capture/modes/proxy_access.hpp"

namespace tabacus::analytics {
namespace {

bool takes(const RequestMessage& request, const ModeContext& /*where*/) { return request.head.method == "CONNECT"; }

ModePlan plan(const RequestMessage& request, const ModeContext& where) {
  if (auto refused = refusal_by_access(request, where)) return RefusalPlan{std::move(*refused)};
  if (request.body.kind != BodyKind::None) return RefusalPlan{{400, "bad_request", "a CONNECT has no body"}};
  const auto to = parse_connect_target(request.head.target);
  if (!to) return RefusalPlan{{400, "bad_request", to.error().message}};
  if (is_own_port(*to, where.port)) return EnterPlan{};
  if (auto refused = refusal_by_target(*to)) return RefusalPlan{std::move(*refused)};
  if (where.tab->authority && where.tab->authority->covers(to->host)) return DecryptPlan{*to};
  return TunnelPlan{*to};
}

}  // namespace

extern const CaptureMode kConnect;
const CaptureMode kConnect{"connect", takes, plan};

}  // namespace tabacus::analytics
