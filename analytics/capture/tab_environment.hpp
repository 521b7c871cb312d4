// What a tab's shell is told: base URLs that point to the tab's port, and what clients need to use them. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "analytics/capture/routes.hpp"
#include "analytics/capture/tab_files.hpp"

namespace tabacus::analytics {

struct TabPort {
  std::uint16_t port = 0;
  std::string token;
  TabFiles files;                     ///< empty names: there is no such file
  bool codex_takes_http = false;      ///< instead of a WebSocket
  std::string certificate_file = {};  ///< what the port shows to TLS clients; empty: it speaks plain HTTP only
};

/// What to set in the tab's shell, over what it inherits.
[[nodiscard]] Variables environment_for(const Routes& routes, const Variables& inherited, const TabPort& port);

}  // namespace tabacus::analytics
