#include "analytics/capture/routes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// A URL of the tab that we run in ("<tab url>/<slot>...") stands for what that tab's slot leads to.
std::string seen_through(std::string_view url, const Variables& inherited) {
  const std::string_view tab = value_of(inherited, kTabUrlVariable);
  if (tab.empty() || !url.starts_with(tab) || !url.substr(tab.size()).starts_with('/')) return std::string{url};
  const std::string_view below = url.substr(tab.size() + 1);
  return std::string{upstream_in_text(value_of(inherited, kRoutesVariable), below.substr(0, below.find('/')))};
}

bool is_set(const Variables& variables, std::string_view name) {
  return !name.empty() && !value_of(variables, name).empty();
}

std::string default_upstream(const Slot& slot, const Variables& inherited) {
  return slot.upstream_in != nullptr ? slot.upstream_in(inherited) : std::string{slot.upstream};
}

struct Choice {
  std::string url;      ///< empty: the slot leads nowhere
  bool is_own = false;  ///< set by the user
};

std::string own_upstream(const Slot& slot, const Variables& inherited) {
  return is_set(inherited, slot.variable) ? seen_through(value_of(inherited, slot.variable), inherited) : std::string{};
}

Choice choose_upstream(const Slot& slot, const Variables& inherited) {
  std::string usual = default_upstream(slot, inherited);
  if (std::string own = own_upstream(slot, inherited); !own.empty()) {
    const bool differs = own != usual;
    return {std::move(own), differs};
  }
  // An outer tab's, or a test's that stands in for the provider.
  if (slot.variable.empty())
    if (const auto outer = upstream_in_text(value_of(inherited, kRoutesVariable), slot.name); !outer.empty())
      return {std::string{outer}, false};
  const bool left_to_sibling = !is_set(inherited, slot.variable) && is_set(inherited, slot.sibling);
  return {left_to_sibling ? std::string{} : std::move(usual), false};
}

const Provider* family_of(std::span<const Provider* const> providers, std::string_view dialect) {
  const auto found = std::ranges::find(providers, dialect, &Provider::slot);
  return found != providers.end() ? *found : nullptr;
}

class Routing {
 public:
  Routing(std::span<const Provider* const> providers, const Variables& inherited, const ProviderChoice& choice,
          std::span<const ClientBaseUrl> found)
      : providers_{providers}, inherited_{inherited}, choice_{choice}, found_{found} {}

  TabRoutes run() && {
    for (const Slot& slot : slots()) add_listed(slot);
    for (const ClientBaseUrl& own : found_)
      if (choice_.takes(own.provider, own.slot))
        add(own.slot, own.dialect, seen_through(own.upstream, inherited_), own.slot);
    result_.proxy = CorporateProxy{inherited_, result_.warnings};
    return std::move(result_);
  }

 private:
  void add_listed(const Slot& slot) {
    if (!choice_.takes(slot.provider, slot.name)) return;
    if (slot.applies != nullptr && !slot.applies(inherited_)) {
      if (slot.name == "bedrock" && is_set(inherited_, slot.variable))
        result_.warnings.push_back(fmt::format(
            "{}: calls that AWS keys sign (SigV4) cannot be forwarded; without AWS_BEARER_TOKEN_BEDROCK they are not "
            "metered",
            slot.variable));
      return;
    }
    const auto [url, is_own] = choose_upstream(slot, inherited_);
    if (url.empty()) return;
    Route* route = add(slot.name, slot.dialect, url, slot.variable.empty() ? slot.name : slot.variable);
    if (route == nullptr) return;
    const PathRule usual = slot.upstream_in == nullptr ? PathRule::Dialect : PathRule::Verbatim;
    route->paths = is_own ? slot.own_paths : usual;
    if (route->paths == PathRule::Dialect) route->suffix = slot.suffix;
    route->stands_for_provider = !is_own;
  }

  Route* add(std::string_view slot, std::string_view dialect, std::string url, std::string_view told_by) {
    const Provider* provider = family_of(providers_, dialect);
    if (provider == nullptr) return nullptr;
    const auto upstream = parse_upstream_url(url);
    if (!upstream) {
      result_.warnings.push_back(fmt::format("{} is {}; its calls are not metered", told_by, upstream.error().message));
      return nullptr;
    }
    return &(result_.routes[std::string{slot}] = Route{provider, *upstream, std::move(url), PathRule::Verbatim});
  }

  std::span<const Provider* const> providers_;
  const Variables& inherited_;
  const ProviderChoice& choice_;
  std::span<const ClientBaseUrl> found_;
  TabRoutes result_;
};

}  // namespace

std::string Route::upstream_path(std::string_view path_below_slot) const {
  std::string path = paths == PathRule::Dialect ? provider->upstream_path(upstream.base_path, path_below_slot)
                                                : fmt::format("{}{}", upstream.base_path, path_below_slot);
  if (path.empty()) path.push_back('/');
  return path;
}

TabRoutes routes_for(std::span<const Provider* const> providers, const Variables& inherited,
                     const ProviderChoice& choice, std::span<const ClientBaseUrl> found) {
  return Routing{providers, inherited, choice, found}.run();
}

const Route* choose_route(const Routes& routes, std::string_view slot, const Headers& headers) {
  const auto found = routes.find(slot);
  if (found == routes.end()) return nullptr;
  const Slot* listed = find_slot(slot);
  const bool is_openai = listed != nullptr && listed->provider == "openai" && found->second.stands_for_provider;
  const bool has_login = !headers.find("chatgpt-account-id").empty();
  const auto login = is_openai && has_login ? routes.find("chatgpt") : routes.end();
  return login != routes.end() ? &login->second : &found->second;
}

std::string routes_text(const Routes& routes) {
  std::string text;
  for (const auto& [slot, route] : routes)
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", slot, route.upstream_text);
  return text;
}

}  // namespace tabacus::analytics
