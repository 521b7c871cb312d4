// Where alarms come together: looks at all panes, tells the desktop, runs the user's command. Main thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analytics/api/engine.hpp"
#include "app/config/config.hpp"
#include "app/gui/alarms/alarm_command.hpp"
#include "app/gui/alarms/alarm_watch.hpp"
#include "app/gui/alarms/desktop_notifier.hpp"
#include "app/gui/alarms/secret_sightings.hpp"
#include "app/gui/meter/figures_reader.hpp"
#include "app/tabs/tab_set.hpp"

namespace tabacus::app {

[[nodiscard]] AlarmRules alarm_rules(const Config& config);

class AlarmDesk {
 public:
  /// `on_click` as DesktopNotifier's. `secrets` may be null.
  AlarmDesk(const Config& config, std::function<void()> on_click, std::shared_ptr<SecretSightings> secrets = nullptr);
  void configure(const Config& config);
  void set_window_focus(bool has_focus) { window_has_focus_ = has_focus; }

  /// Marks the tabs, in whichever window, of what is new, tells the desktop and the command of it, and returns it.
  /// `figures` may be null.
  [[nodiscard]] std::vector<Alarm> look(std::span<TabSet* const> windows, const analytics::Engine& engine,
                                        const FiguresReader* figures, SteadyTime now);
  [[nodiscard]] std::optional<SteadyTime> next_look() const { return watch_.next_look(); }

  /// Shows the desktop what a program or an alarm says, if that is wanted now.
  void note(TabId pane, const std::string& title, const std::string& text);
  [[nodiscard]] std::vector<TabId> take_clicked() { return notifier_.take_clicked(); }

 private:
  void tell(const Alarm& alarm, const std::string& title);

  AlarmWatch watch_;
  DesktopNotifier notifier_;
  AlarmCommand command_;
  std::string notes_;  // as alarms.notes has it
  std::vector<std::string> words_;
  std::shared_ptr<SecretSightings> secrets_;
  bool window_has_focus_ = true;
};

}  // namespace tabacus::app
