// A tab as the programs in it see it: from the variables that it set. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analytics/clients/variables.hpp"

namespace tabacus::analytics {

// What a tabacus inside the tab, and our start of a client, need to see through our base URLs.
constexpr std::string_view kTabUrlVariable = "TABACUS_TAB_URL";  ///< "http://127.0.0.1:4711/TOKEN"
constexpr std::string_view kRoutesVariable = "TABACUS_ROUTES";   ///< "anthropic=https://gw.example openai=..."

/// The upstream that the text of kRoutesVariable names for a slot; empty when it names none.
[[nodiscard]] std::string_view upstream_in_text(std::string_view routes_text, std::string_view slot);

class TabView {
 public:
  /// Empty outside of a metered tab.
  [[nodiscard]] static std::optional<TabView> from(const Variables& variables);

  [[nodiscard]] bool serves(std::string_view slot) const { return !upstream_of(slot).empty(); }
  /// Empty when the slot leads nowhere.
  [[nodiscard]] std::string_view upstream_of(std::string_view slot) const { return upstream_in_text(routes_, slot); }
  /// The base URL that leads to a slot.
  [[nodiscard]] std::string url_of(std::string_view slot, std::string_view suffix = {}) const;

 private:
  TabView(std::string url, std::string routes) : url_{std::move(url)}, routes_{std::move(routes)} {}

  std::string url_;
  std::string routes_;
};

}  // namespace tabacus::analytics
