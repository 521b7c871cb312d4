// What windows are opened again with: tabs, panes, their places and directories, the agents in them. Values, and their
// form as JSON. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/gui/restore/agent_command.hpp"
#include "app/tabs/pane_tree.hpp"
#include "base/result.hpp"

namespace tabacus::app {

struct SavedPane {
  std::string directory;
  std::string title;                  ///< the user's; empty: none
  bool is_metered = true;             ///< where there is a meter
  std::optional<AgentSession> agent;  ///< that ran in front
  std::string profile = {};           ///< by which it was opened; empty: none
  friend bool operator==(const SavedPane&, const SavedPane&) = default;
};

struct SavedTab {
  std::vector<SavedPane> panes;      ///< in the order in which they are read
  std::vector<PaneTree::Step> tree;  ///< of these
  std::size_t focused = 0;
  bool zoomed = false;
  std::optional<int> color = {};  ///< as TabGroup has it
  friend bool operator==(const SavedTab&, const SavedTab&) = default;
};

struct SavedWindow {
  int columns = 0;
  int rows = 0;
  std::vector<SavedTab> tabs;
  std::size_t focused = 0;
  friend bool operator==(const SavedWindow&, const SavedWindow&) = default;
};

struct SavedSession {
  std::vector<SavedWindow> windows;  ///< each with tabs
  friend bool operator==(const SavedSession&, const SavedSession&) = default;
};

[[nodiscard]] std::string to_json(const SavedSession& session);

/// InvalidInput: it is none, or damaged; Unsupported: it is of a newer version of tabacus.
[[nodiscard]] Result<SavedSession> parse_session(std::string_view text);

}  // namespace tabacus::app
