// The row of tabs: what it shows, where each tab stands, what a click hits. Pure; titles come display-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fonts/metrics.hpp"
#include "render/color.hpp"
#include "render/layout.hpp"

namespace tabacus::render {

enum class TabBadge : std::uint8_t { None, Unread, Working, Blocked, Done, Failed, Bell };

struct TabLabel {
  std::string title;
  std::string detail;  ///< short, dim, right of the title: what the tab costs; may be empty
  TabBadge badge = TabBadge::None;
  std::optional<Rgba> color = {};  ///< of the user's, along its lower edge
  friend bool operator==(const TabLabel&, const TabLabel&) = default;
};

enum class TabBarPart : std::uint8_t { Nothing, Tab, Close, NewTab };

struct TabBarHit {
  TabBarPart part = TabBarPart::Nothing;
  int tab = -1;  ///< for Tab and Close
  friend constexpr bool operator==(TabBarHit, TabBarHit) = default;
};

struct TabBarModel {
  std::vector<TabLabel> tabs;
  int active = 0;
  TabBarHit hovered;
  friend bool operator==(const TabBarModel&, const TabBarModel&) = default;
};

struct TabBox {
  int tab = 0;
  Rect box;
  Rect close;  ///< empty when the tab is too narrow for a button
};

struct TabBarLayout {
  std::vector<TabBox> tabs;  ///< those that fit, from the left; the active one is always among them
  Rect new_tab;
};

[[nodiscard]] TabBarLayout layout_tab_bar(const TabBarModel& model, Rect area, const fonts::CellMetrics& ui_cell);

/// What stands under a pixel of the window.
[[nodiscard]] TabBarHit hit_test(const TabBarLayout& layout, int x, int y);

}  // namespace tabacus::render
