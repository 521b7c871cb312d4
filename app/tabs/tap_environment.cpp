#include "app/tabs/tap_environment.hpp"

#include "pty/environment.hpp"

namespace tabacus::app {

std::vector<pty::EnvVar> tab_environment(std::span<const pty::EnvVar> inherited, TabId tab, TabSessionId session,
                                         const analytics::Environment& endpoint) {
  std::vector<pty::EnvVar> extra{{"TABACUS_TAB_ID", tab.text()}, {"TABACUS_SESSION_ID", session.text()}};
  for (const auto& [name, value] : endpoint) extra.push_back({name, value});
  return pty::child_environment(inherited, TABACUS_VERSION, extra);
}

analytics::Environment to_engine(std::span<const pty::EnvVar> environment) {
  analytics::Environment result;
  for (const pty::EnvVar& variable : environment) result.emplace_back(variable.name, variable.value);
  return result;
}

}  // namespace tabacus::app
