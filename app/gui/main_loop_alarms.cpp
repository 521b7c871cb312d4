// What of the main loop tells the user of what goes on in tabs that he does not see. Main thread.
#include <fmt/format.h>

#include "app/gui/main_loop.hpp"

namespace tabacus::app {
namespace {

/// A flood of output wakes the loop that many times a second; alarms are not that urgent.
constexpr std::chrono::milliseconds kAlarmPause{250};

}  // namespace

void MainLoop::look_for_alarms() {
  const SteadyTime present = std::chrono::steady_clock::now();
  const analytics::Engine* const engine = view_.engine();
  if (engine == nullptr) {
    alarms_wait_ = false;
    return;
  }
  const auto waited_for = alarms_.next_look();
  const bool is_due = (alarms_wait_ && present >= next_alarm_look_) || (waited_for && present >= *waited_for);
  if (!is_due) return;
  alarms_wait_ = false;
  next_alarm_look_ = present + kAlarmPause;
  for (const Alarm& alarm : alarms_.look(tabs_, *engine, view_.figures(), present)) {
    const auto index = tabs_.index_of(alarm.pane);
    view_.mention(index ? fmt::format("tab {}: {}", *index + 1, alarm.text) : alarm.text);
  }
}

/// The note was clicked to see what it is about.
void MainLoop::show_clicked_panes() {
  for (const TabId pane : alarms_.take_clicked()) {
    const auto index = tabs_.index_of(pane);
    if (!index) continue;
    tabs_.focus(*index);
    tabs_.focus_pane(pane);
    focus_moved();
    window_.raise();
  }
}

void MainLoop::notified(TabId tab, const terminal::Notification& notification) {
  const std::string text =
      notification.title.empty() ? notification.body : notification.title + ": " + notification.body;
  const auto index = tabs_.index_of(tab);
  alarms_.note(tab, index ? tabs_.at(*index).title() : std::string{}, text);
  if (index != tabs_.focused_index()) view_.mention(text);
}

}  // namespace tabacus::app
