// Base URL mode: the client was told that its provider is http://127.0.0.1:PORT/TOKEN/<slot>.
#include "analytics/capture/capability.hpp"
#include "analytics/capture/modes/mode.hpp"
#include "analytics/capture/modes/proxy_access.hpp"
#include "analytics/capture/own_pages.hpp"

namespace tabacus::analytics {
namespace {

bool takes(const RequestMessage& /*request*/, const ModeContext& /*where*/) { return true; }

std::string upstream_target(const Route& route, const AddressedTarget& addressed) {
  return route.upstream_path(addressed.path).append(addressed.query);
}

ModePlan plan(const RequestMessage& request, const ModeContext& where) {
  const RequestHead& head = request.head;
  if (!head.target.starts_with('/'))
    return RefusalPlan{{400, "bad_request", "this port takes paths, not this form of target"}};
  std::optional<ForwardPlan> forward;
  const auto addressed = address_on(*where.tab, head.target);
  if (addressed) {
    if (const Route* route = choose_route(where.tab->routes, addressed->slot, head.headers))
      forward = ForwardPlan{std::shared_ptr<const Route>{where.tab, route}, upstream_target(*route, *addressed),
                            std::string{addressed->path},
                            where.tab->is_forward_proxy ? proxy_fields() : std::span<const std::string_view>{}};
  }
  if (!comes_from_a_program(head.headers, where.port))
    return RefusalPlan{{403, "forbidden", "Host must be this port's own, and no Origin given"}, std::move(forward)};
  if (addressed && where.services != nullptr)
    if (auto page = own_page(*where.services, *addressed)) return RefusalPlan{std::move(*page)};
  if (!forward) return RefusalPlan{no_such_path(*where.tab)};
  return std::move(*forward);
}

}  // namespace

extern const CaptureMode kBaseUrl;
const CaptureMode kBaseUrl{"base_url", takes, plan};

}  // namespace tabacus::analytics
