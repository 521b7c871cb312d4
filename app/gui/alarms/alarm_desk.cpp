#include "app/gui/alarms/alarm_desk.hpp"

#include <set>
#include <utility>

namespace tabacus::app {

AlarmRules alarm_rules(const Config& config) {
  AlarmRules rules;
  rules.cooldown = std::chrono::minutes{config.alarms_cooldown_minutes};
  rules.retries = config.alarms_retries;
  rules.errors = config.alarms_errors;
  rules.stall = std::chrono::seconds{config.alarms_stall_seconds};
  rules.runaway_factor = config.alarms_runaway_factor;
  rules.limit_percent = config.alarms_limit_percent;
  return rules;
}

AlarmDesk::AlarmDesk(const Config& config, std::function<void()> on_click, std::shared_ptr<SecretSightings> secrets)
    : watch_{alarm_rules(config)},
      notifier_{std::move(on_click)},
      notes_{config.alarms_notes},
      words_{config.alarms_command},
      secrets_{std::move(secrets)} {}

void AlarmDesk::configure(const Config& config) {
  watch_.set_rules(alarm_rules(config));
  notes_ = config.alarms_notes;
  words_ = config.alarms_command;
}

std::vector<Alarm> AlarmDesk::look(std::span<TabSet* const> windows, const analytics::Engine& engine,
                                   const FiguresReader* figures, SteadyTime now) {
  std::vector<Alarm> all = secrets_ ? secrets_->take() : std::vector<Alarm>{};
  std::set<TabId> looked_at;
  for (const TabSet* tabs : windows)
    for (std::size_t i = 0; i < tabs->size(); ++i)
      for (const TabState& state : tabs->group(i).panes) {
        if (!state.metered) continue;
        const TabId pane = state.tab->id();
        const auto stats = engine.stats(pane);
        if (!stats) continue;
        looked_at.insert(pane);
        const auto stored = figures != nullptr ? figures->latest(pane) : nullptr;
        const PaneReport report{stats.get(), stored ? stored->attempt : 0, engine.budgets(pane)};
        for (Alarm& alarm : watch_.look(pane, report, now)) all.push_back(std::move(alarm));
      }
  watch_.keep_only(looked_at);
  for (const Alarm& alarm : all) {
    std::string title;
    for (TabSet* tabs : windows) {
      tabs->call_attention(alarm.pane);
      if (const auto index = tabs->index_of(alarm.pane)) title = tabs->at(*index).title();
    }
    tell(alarm, title);
  }
  return all;
}

void AlarmDesk::tell(const Alarm& alarm, const std::string& title) {
  const auto wall = std::chrono::time_point_cast<SystemTime::duration>(std::chrono::system_clock::now());
  note(alarm.pane, title, alarm.text);
  command_.run(words_, to_json(alarm, title, wall));
}

void AlarmDesk::note(TabId pane, const std::string& title, const std::string& text) {
  if (notes_ == "never" || (notes_ == "unfocused" && window_has_focus_)) return;
  notifier_.show({pane, title, text});
}

}  // namespace tabacus::app
