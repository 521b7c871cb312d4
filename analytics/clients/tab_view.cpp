#include "analytics/clients/tab_view.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace tabacus::analytics {

std::string_view upstream_in_text(std::string_view routes_text, std::string_view slot) {
  for (const std::string_view entry : split(routes_text, ' ')) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string_view::npos && entry.substr(0, equals) == slot) return entry.substr(equals + 1);
  }
  return {};
}

std::optional<TabView> TabView::from(const Variables& variables) {
  const std::string_view url = value_of(variables, kTabUrlVariable);
  if (url.empty()) return std::nullopt;
  return TabView{std::string{url}, std::string{value_of(variables, kRoutesVariable)}};
}

std::string TabView::url_of(std::string_view slot, std::string_view suffix) const {
  return fmt::format("{}/{}{}", url_, slot, suffix);
}

}  // namespace tabacus::analytics
