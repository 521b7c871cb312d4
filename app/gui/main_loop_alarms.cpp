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
  const MeterParts& meter = common_.meter;
  if (meter.engine == nullptr) {
    alarms_wait_ = false;
    return;
  }
  const auto waited_for = alarms_.next_look();
  const bool is_due = (alarms_wait_ && present >= next_alarm_look_) || (waited_for && present >= *waited_for);
  if (!is_due) return;
  alarms_wait_ = false;
  next_alarm_look_ = present + kAlarmPause;
  std::vector<TabSet*> sets;
  for (const auto& window : windows_) sets.push_back(&window->tabs());
  for (const Alarm& alarm : alarms_.look(sets, *meter.engine, meter.figures, present)) {
    std::string text = alarm.text;
    TerminalWindow* teller = front_;
    for (const auto& window : windows_) {
      const auto index = window->tabs().index_of(alarm.pane);
      if (!index) continue;
      text = fmt::format("tab {}: {}", *index + 1, alarm.text);
      teller = window.get();
    }
    teller->view().mention(text);
  }
}

/// The note was clicked to see what it is about.
void MainLoop::show_clicked_panes() {
  for (const TabId pane : alarms_.take_clicked())
    for (const auto& window : windows_)
      if (const auto index = window->tabs().index_of(pane)) window->show_pane(*index, pane);
}

}  // namespace tabacus::app
