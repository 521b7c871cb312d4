#include "app/gui/restore/capture.hpp"

#include <algorithm>
#include <utility>

#include "pty/foreground.hpp"

namespace tabacus::app {
namespace {

SavedPane capture_pane(const TabState& state, const SessionLookup& session_of) {
  SavedPane pane;
  pane.title = state.given_title;
  pane.is_metered = state.wants_meter;
  pane.profile = state.profile;
  const auto foreground = state.tab->foreground();
  if (!foreground) {
    pane.directory = state.opened_in;
    return pane;
  }
  pane.directory = foreground->working_directory;
  const std::vector<std::string> words = pty::command_line_of(foreground->pid);
  pane.agent = agent_of(words);
  if (!pane.agent) return pane;
  // What it sends tells of the conversation that it is in now; its words, of the one that it began with.
  const std::string session = session_of(state.tab->id(), client_name(pane.agent->program));
  if (is_session_id(session)) pane.agent->session = session;
  return pane;
}

}  // namespace

SavedWindow capture_window(const TabSet& tabs, const SessionLookup& session_of) {
  SavedWindow window;
  window.columns = tabs.window_size().columns;
  window.rows = tabs.window_size().rows;
  window.focused = tabs.focused_index();
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const TabGroup& group = tabs.group(i);
    SavedTab tab;
    for (const TabId id : group.tree.panes()) {
      const auto state = std::ranges::find_if(group.panes, [&](const TabState& s) { return s.tab->id() == id; });
      if (id == group.pane().tab->id()) tab.focused = tab.panes.size();
      tab.panes.push_back(capture_pane(*state, session_of));
    }
    tab.tree = group.tree.steps();
    tab.zoomed = group.zoomed;
    tab.color = group.color;
    window.tabs.push_back(std::move(tab));
  }
  return window;
}

void restore_window(const SavedWindow& window, const RestoreOptions& options, TabSet& tabs) {
  for (const SavedTab& saved : window.tabs) {
    std::vector<TabRequest> requests;
    for (const SavedPane& pane : saved.panes) requests.push_back(options.request(pane));
    const std::vector<TabId> opened = tabs.open_panes(requests, saved.tree, saved.focused, saved.zoomed);
    if (!opened.empty()) tabs.set_color(tabs.size() - 1, saved.color);
    for (std::size_t i = 0; options.resumes_agents && i < opened.size(); ++i) {
      const auto& agent = saved.panes[i].agent;
      const bool is_shell = !options.runs_own_program || !options.runs_own_program(saved.panes[i]);
      const std::string command = agent && is_shell ? resume_command(*agent) : std::string{};
      // Typed, so that the shell is there when the agent ends.
      if (!command.empty()) tabs.send_to(opened[i], TypedText{command + "\r"});
    }
  }
  tabs.focus(window.focused);
}

}  // namespace tabacus::app
