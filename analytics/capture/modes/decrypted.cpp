// Requests inside a CONNECT whose TLS ends here: they go to the host that CONNECT named, and to no other.
#include "analytics/capture/modes/mode.hpp"
#include "analytics/capture/modes/proxy_access.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::uint16_t kHttpsPort = 443;

bool takes(const RequestMessage& /*request*/, const ModeContext& where) { return where.decrypted != nullptr; }

/// A server behind the same address might serve another name to whoever asks; the record would tell the wrong one.
bool names(std::string_view host_field, const Authority& expected) {
  const auto given = parse_connect_target(host_field.find(':', host_field.rfind(']') + 1) == std::string_view::npos
                                              ? fmt::format("{}:{}", host_field, kHttpsPort)
                                              : std::string{host_field});
  return given && *given == expected;
}

bool names_only(const Headers& headers, const Authority& expected) {
  std::size_t hosts = 0;
  for (const auto [field, value] : headers) {
    if (!equals_ignore_case(field, "Host")) continue;
    ++hosts;
    if (!names(value, expected)) return false;
  }
  return hosts == 1;
}

ModePlan plan(const RequestMessage& request, const ModeContext& where) {
  const RequestHead& head = request.head;
  const Authority& to = *where.decrypted;
  if (head.method == "CONNECT") return RefusalPlan{{405, "bad_request", "no CONNECT inside a CONNECT"}};
  if (!head.target.starts_with('/') && head.target != "*")
    return RefusalPlan{{400, "bad_request", "inside a CONNECT a target is a path"}};
  if (!names_only(head.headers, to))
    return RefusalPlan{{421, "bad_request", fmt::format("Host must be that of the CONNECT, {}", to.text())}};
  return ForwardPlan{route_to(to, true, where), head.target, head.target.substr(0, head.target.find('?')),
                     proxy_fields()};
}

}  // namespace

extern const CaptureMode kDecrypted;
const CaptureMode kDecrypted{"decrypted", takes, plan};

}  // namespace tabacus::analytics
