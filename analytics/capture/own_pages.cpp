#include "analytics/capture/own_pages.hpp"

#include <fmt/format.h>

#include "base/json_text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kOwnSlot = "tabacus";
constexpr std::string_view kOwnPrefix = "/tabacus";

OwnAnswer health_page(const CaptureServices& services) {
  const OwnHealth health = services.health ? services.health() : OwnHealth{};
  const bool is_well = health.database_trouble.empty() && !health.is_meter_behind;
  OwnAnswer page{is_well ? 200 : 503, "health", ""};
  page.body =
      fmt::format(R"({{"status":"{}","database":{},"meter":"{}"}})", is_well ? "ok" : "failing",
                  json_quoted(health.database_trouble.empty() ? "ok" : std::string_view{health.database_trouble}),
                  health.is_meter_behind ? "behind" : "ok");
  return page;
}

}  // namespace

std::optional<AddressedTarget> address_on(const CaptureTab& tab, std::string_view target) {
  const auto by_token = address_target(target, tab.token);
  if (by_token || !tab.takes_bare_paths) return by_token;
  if (!target.starts_with('/')) return std::nullopt;
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  if (path.starts_with(kOwnPrefix) && path.substr(kOwnPrefix.size()).starts_with('/'))
    return AddressedTarget{kOwnSlot, path.substr(kOwnPrefix.size()), target.substr(question)};
  if (tab.routes.size() == 1) return AddressedTarget{tab.routes.begin()->first, path, target.substr(question)};
  return address_bare_path(target);
}

std::optional<OwnAnswer> own_page(const CaptureServices& services, const AddressedTarget& addressed) {
  if (addressed.slot != kOwnSlot) return std::nullopt;
  if (addressed.path == "/health") return health_page(services);
  return OwnAnswer{404, "not_found", "tabacus has no such page"};
}

OwnAnswer no_such_path(const CaptureTab& tab) {
  if (!tab.takes_bare_paths) return {404, "not_found", "no such path on this port"};
  return {404, "not_found",
          "this path does not tell which provider is meant (/v1/messages, /v1/responses, /v1/chat/completions and "
          "/v1beta/... do); give the endpoint one with --provider, or use the base URLs that it printed"};
}

}  // namespace tabacus::analytics
