#include "app/gui/restore/saved_session.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace tabacus::app {
namespace {

using Json = nlohmann::json;

/// Version 1 had one window, whose members stand where "windows" does now.
constexpr int kVersion = 2;
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
constexpr std::size_t kMostWindows = 50;
constexpr std::size_t kMostTabs = 1000;
constexpr std::size_t kMostPanes = 64;
constexpr int kMostCells = 1000;

Json to_value(const SavedPane& pane) {
  Json value{{"directory", pane.directory}, {"title", pane.title}, {"metered", pane.is_metered}};
  if (!pane.profile.empty()) value["profile"] = pane.profile;
  if (pane.agent) value["agent"] = {{"program", pane.agent->program}, {"session", pane.agent->session}};
  return value;
}

Json to_value(const PaneTree::Step& step) {
  if (!step.cut) return {{"pane", step.pane}};
  return {{"cut", *step.cut == Cut::SideBySide ? "side by side" : "stacked"}, {"share", step.share}};
}

/// What is missing or of another kind is what a value has by itself.
template <typename T>
T field(const Json& value, const char* name, T otherwise) {
  if (!value.is_object()) return otherwise;
  const auto found = value.find(name);
  if (found == value.end()) return otherwise;
  if constexpr (std::is_same_v<T, std::string>)
    return found->is_string() ? found->get<T>() : otherwise;
  else if constexpr (std::is_same_v<T, bool>)
    return found->is_boolean() ? found->get<T>() : otherwise;
  else if constexpr (std::is_same_v<T, std::size_t>)
    return found->is_number_unsigned() ? found->get<T>() : otherwise;
  else
    return found->is_number() ? found->get<T>() : otherwise;
}

const Json& list(const Json& value, const char* name) {
  static const Json kNone = Json::array();
  if (!value.is_object()) return kNone;
  const auto found = value.find(name);
  return found != value.end() && found->is_array() ? *found : kNone;
}

SavedPane pane_of(const Json& value) {
  SavedPane pane{field(value, "directory", std::string{}),
                 field(value, "title", std::string{}),
                 field(value, "metered", true),
                 {},
                 field(value, "profile", std::string{})};
  if (value.is_object() && value.contains("agent"))
    pane.agent =
        AgentSession{field(value["agent"], "program", std::string{}), field(value["agent"], "session", std::string{})};
  // A path holds no NUL, and a title is made display-safe by who shows it.
  if (pane.directory.find('\0') != std::string::npos) pane.directory.clear();
  return pane;
}

PaneTree::Step step_of(const Json& value) {
  const std::string cut = field(value, "cut", std::string{});
  if (cut.empty()) return {std::nullopt, 0.5, field(value, "pane", kMostPanes)};
  return {cut == "stacked" ? Cut::Stacked : Cut::SideBySide, field(value, "share", 0.5), 0};
}

/// Panes whose places make no sense stand beside each other.
void repair(SavedTab& tab) {
  if (tab.focused >= tab.panes.size()) tab.focused = 0;
  const std::vector<TabId> ids(tab.panes.size());
  if (PaneTree::from_steps(tab.tree, ids)) return;
  tab.tree.clear();
  for (std::size_t i = 0; i < tab.panes.size(); ++i) {
    if (i + 1 < tab.panes.size())
      tab.tree.push_back({Cut::SideBySide, 1.0 / static_cast<double>(tab.panes.size() - i), 0});
    tab.tree.push_back({std::nullopt, 0.5, i});
  }
}

SavedWindow window_of(const Json& value) {
  SavedWindow window;
  window.columns = std::clamp(field(value, "columns", 0), 0, kMostCells);
  window.rows = std::clamp(field(value, "rows", 0), 0, kMostCells);
  for (const Json& one : list(value, "tabs")) {
    SavedTab tab;
    for (const Json& pane : list(one, "panes"))
      if (tab.panes.size() < kMostPanes) tab.panes.push_back(pane_of(pane));
    if (tab.panes.empty() || window.tabs.size() >= kMostTabs) continue;
    for (const Json& step : list(one, "tree")) tab.tree.push_back(step_of(step));
    tab.focused = field(one, "focused", std::size_t{0});
    tab.zoomed = field(one, "zoomed", false);
    if (const int color = field(one, "color", 0); color >= 1 && color <= 6) tab.color = color;
    repair(tab);
    window.tabs.push_back(std::move(tab));
  }
  window.focused = field(value, "focused", std::size_t{0});
  if (window.focused >= window.tabs.size()) window.focused = 0;
  return window;
}

SavedSession session_of(const Json& value, int version) {
  SavedSession session;
  const Json whole = version > 1 ? list(value, "windows") : Json::array({value});
  for (const Json& one : whole) {
    SavedWindow window = window_of(one);
    if (!window.tabs.empty() && session.windows.size() < kMostWindows) session.windows.push_back(std::move(window));
  }
  return session;
}

Json to_value(const SavedWindow& window) {
  Json tabs = Json::array();
  for (const SavedTab& tab : window.tabs) {
    Json one{{"panes", Json::array()}, {"tree", Json::array()}, {"focused", tab.focused}, {"zoomed", tab.zoomed}};
    if (tab.color) one["color"] = *tab.color;
    for (const SavedPane& pane : tab.panes) one["panes"].push_back(to_value(pane));
    for (const PaneTree::Step& step : tab.tree) one["tree"].push_back(to_value(step));
    tabs.push_back(std::move(one));
  }
  return {{"columns", window.columns}, {"rows", window.rows}, {"focused", window.focused}, {"tabs", std::move(tabs)}};
}

}  // namespace

std::string to_json(const SavedSession& session) {
  Json all{{"version", kVersion}, {"windows", Json::array()}};
  for (const SavedWindow& window : session.windows) all["windows"].push_back(to_value(window));
  // A directory may hold any bytes.
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<SavedSession> parse_session(std::string_view text) {
  if (text.size() > kMostBytes) return fail(ErrorCode::InvalidInput, "it is too long to be a session");
  const Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded() || !value.is_object()) return fail(ErrorCode::InvalidInput, "it is damaged: no JSON object");
  const int version = field(value, "version", 0);
  if (version > kVersion)
    return fail(ErrorCode::Unsupported,
                fmt::format("it is of a newer tabacus (version {}, this one knows {})", version, kVersion));
  if (version < 1) return fail(ErrorCode::InvalidInput, "it is damaged: it names no version");
  return session_of(value, version);
}

}  // namespace tabacus::app
