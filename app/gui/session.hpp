// The windows from the first one's opening to the last one's end: display, fonts, meter, tabs, windows with their
// renderers, and the loop. Programs start while OpenGL does. Main thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/api/engine.hpp"
#include "app/config/config.hpp"
#include "app/gui/main_loop.hpp"
#include "app/gui/restore/session_keeper.hpp"
#include "app/tabs/tab_set.hpp"
#include "base/result.hpp"
#include "fonts/metrics.hpp"

namespace tabacus::app {

struct SessionOptions {
  std::vector<TabRequest> tabs;  ///< opened at the start; the first has the focus
  TabRequest new_tab;            ///< what the user's new tabs run
  int columns = 100;
  int rows = 30;
  terminal::TerminalOptions terminal;
  Display display = Display::Auto;
  std::string title = "tabacus";  ///< until the focused tab has one
  fonts::FontOptions font;
  Config config;                                      ///< what can change while the window is open
  std::filesystem::path analytics_directory;          ///< where the database lies, or would
  std::filesystem::path config_file;                  ///< read again when it is written; empty: it is not
  std::optional<analytics::EngineOptions> analytics;  ///< of the meter; empty: no meter, no port, no file
  /// Of a meter that is switched on while the window is open; empty: it cannot be.
  std::function<analytics::EngineOptions(const Config& config)> late_analytics;
  bool asks_about_analytics = false;  ///< the window begins with the question whether to switch it on
  bool fail_open = true;  ///< a meter that does not start leaves tabs without one, and a notice; false: nothing opens
  std::optional<ScreenshotPlan> screenshot;
  std::shared_ptr<SessionKeeper> keeper;  ///< null: the session is not kept
  SavedSession restored;                  ///< its windows are opened instead of one with `tabs`, unless it has none
  bool is_quick = false;  ///< the window drops down from the top of the screen and listens to QuickSwitch
  std::string notice;     ///< shown in the window until it is dismissed; empty: none
};

/// Returns when the last window is closed. Unsupported: no display, no OpenGL 3.3, no font; Io: the screenshot cannot
/// be written, or the meter's directory while it must.
[[nodiscard]] Result<void> run_session(const SessionOptions& options);

}  // namespace tabacus::app
