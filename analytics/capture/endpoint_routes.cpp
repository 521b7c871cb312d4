#include "analytics/capture/endpoint_routes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

std::string_view suffix_of(std::string_view slot) {
  const Slot* found = find_slot(slot);
  return found != nullptr ? found->suffix : std::string_view{};
}

std::string fitted_to(std::string_view url, std::string_view suffix) {
  while (url.ends_with('/')) url.remove_suffix(1);
  if (suffix.empty()) return std::string{url.ends_with("/v1") ? url.substr(0, url.size() - 3) : url};
  return url.ends_with(suffix) ? std::string{url} : fmt::format("{}{}", url, suffix);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

Result<void> keep_slot(Routes& routes, std::string_view slot) {
  if (slot.empty()) return {};
  if (!routes.contains(slot)) {
    std::vector<std::string> known;
    for (const auto& [name, route] : routes) known.push_back(name);
    return fail(ErrorCode::InvalidInput, fmt::format("no provider '{}'; there are: {}", slot, join(known, ", ")));
  }
  std::erase_if(routes, [slot](const auto& entry) { return entry.first != slot; });
  return {};
}

Result<void> send_to(Routes& routes, std::string_view url) {
  if (url.empty()) return {};
  for (auto& [slot, route] : routes) {
    std::string text = routes.size() > 1 ? fitted_to(url, suffix_of(slot)) : std::string{url};
    auto upstream = parse_upstream_url(text);
    if (!upstream) return fail(upstream.error(), "the endpoint's upstream");
    route.upstream = std::move(*upstream);
    route.upstream_text = std::move(text);
    route.stands_for_provider = false;
  }
  return {};
}

Variables without_prefix(Variables variables, const Routes& routes, std::string_view tab_url) {
  const std::string_view root = tab_url.substr(0, tab_url.rfind('/'));
  for (auto& [name, value] : variables) {
    // Backwards: a name that another one begins with ("openai", "openai-base") comes after it.
    for (auto route = routes.rbegin(); route != routes.rend(); ++route)
      replace_all(value, fmt::format("{}/{}", tab_url, route->first), root);
    replace_all(value, tab_url, root);
  }
  return variables;
}

}  // namespace tabacus::analytics
