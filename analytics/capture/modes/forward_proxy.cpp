// A plain HTTP request to a proxy: its target is a whole URL. It goes on as the exchange it is, with the path alone as
// its target (RFC 9112 section 3.2.1).
#include "analytics/capture/modes/mode.hpp"
#include "analytics/capture/modes/proxy_access.hpp"

namespace tabacus::analytics {

extern const CaptureMode kBaseUrl;

namespace {

bool takes(const RequestMessage& request, const ModeContext& /*where*/) {
  const std::string_view target = request.head.target;
  return !target.starts_with('/') && target != "*";
}

std::size_t count_of(const Headers& headers, std::string_view name) {
  std::size_t count = 0;
  for (const auto [field, value] : headers) count += equals_ignore_case(field, name) ? 1 : 0;
  return count;
}

ModePlan plan(const RequestMessage& request, const ModeContext& where) {
  if (auto refused = refusal_by_access(request, where)) return RefusalPlan{std::move(*refused)};
  auto parsed = parse_absolute_target(request.head.target);
  if (!parsed) return RefusalPlan{{400, "bad_request", parsed.error().message}};
  if (count_of(request.head.headers, "Host") > 1) return RefusalPlan{{400, "bad_request", "two Host fields"}};
  if (is_own_port(parsed->authority, where.port)) {
    RequestMessage own = request;
    own.head.target = std::move(parsed->origin_form);
    return kBaseUrl.plan(own, where);
  }
  if (auto refused = refusal_by_target(parsed->authority)) return RefusalPlan{std::move(*refused)};
  std::string endpoint = parsed->origin_form.substr(0, parsed->origin_form.find('?'));
  return ForwardPlan{route_to(parsed->authority, false, where), std::move(parsed->origin_form), std::move(endpoint),
                     proxy_fields()};
}

}  // namespace

extern const CaptureMode kForwardProxy;
const CaptureMode kForwardProxy{"forward_proxy", takes, plan};

}  // namespace tabacus::analytics
