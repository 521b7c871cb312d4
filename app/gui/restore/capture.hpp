// From tabs to what is saved of them, and back. Main thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/gui/restore/saved_session.hpp"
#include "app/tabs/tab_set.hpp"

namespace tabacus::app {

/// The agent's own id of the session of a tab's last call, when its client is the one of that name; empty: not known.
using SessionLookup = std::function<std::string(TabId tab, std::string_view client)>;

/// Reads /proc for what runs in front of each pane.
[[nodiscard]] SavedWindow capture_window(const TabSet& tabs, const SessionLookup& session_of);

struct RestoreOptions {
  bool resumes_agents = false;
  /// What a pane runs: its profile's program, or the shell, prepared as those of new tabs are.
  std::function<TabRequest(const SavedPane&)> request;
  /// It has a profile with a command: that is no shell, and an agent is not typed into it. Empty: none has.
  std::function<bool(const SavedPane&)> runs_own_program = {};
};

/// Opens them all. A directory that is gone is the home directory, as for every tab.
void restore_window(const SavedWindow& window, const RestoreOptions& options, TabSet& tabs);

}  // namespace tabacus::app
