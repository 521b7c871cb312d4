#include "app/tabs/tab_set.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "analytics/api/programs.hpp"
#include "app/tabs/tap_environment.hpp"
#include "base/utf8.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

/// Long titles cost drawing time and say nothing.
constexpr std::size_t kMaxTitleBytes = 256;

std::string shown_title(std::string_view title) { return display_safe(title.substr(0, kMaxTitleBytes)); }

/// The caller's variables in front of the meter, so that a base URL among them becomes that provider's upstream.
std::vector<pty::EnvVar> joined(std::span<const pty::EnvVar> inherited, std::span<const pty::EnvVar> extra) {
  std::vector<pty::EnvVar> result{inherited.begin(), inherited.end()};
  for (const pty::EnvVar& variable : extra) {
    std::erase_if(result, [&](const pty::EnvVar& old) { return old.name == variable.name; });
    result.push_back(variable);
  }
  return result;
}

}  // namespace

const std::string& TabState::title() const {
  if (!given_title.empty()) return given_title;
  return program_title.empty() ? fallback_title : program_title;
}

TabSet::TabSet(TabSetOptions options) : options_{std::move(options)}, mailbox_{options_.wake}, size_{options_.size} {}

/// All are told to end before the first is waited for.
TabSet::~TabSet() {
  for (TabState& state : tabs_) state.tab->begin_close();
  for (TabState& state : tabs_) {
    const TabId id = state.tab->id();
    state.tab.reset();
    if (state.metered) options_.engine->close_tab(id);
  }
}

std::vector<pty::EnvVar> TabSet::environment_for(TabId tab, const TabRequest& request, TabState& state) {
  const TabSessionId session = TabSessionId::mint();
  const std::vector<pty::EnvVar> inherited = joined(options_.inherited, request.environment);
  if (options_.engine == nullptr || options_.engine->recording(std::nullopt) == analytics::Recording::Off)
    return tab_environment(inherited, tab, session, {});
  const auto endpoint = options_.engine->open_tab({.tab = tab,
                                                   .session = session,
                                                   .title = state.title(),
                                                   .working_directory = request.working_directory,
                                                   .inherited = to_engine(inherited)});
  state.metered = endpoint.has_value();
  if (!endpoint) state.metering_failure = endpoint.error().message;
  return tab_environment(inherited, tab, session, endpoint ? endpoint->environment : analytics::Environment{});
}

TabId TabSet::open(const TabRequest& request) {
  TabState state;
  const std::string program = request.program.empty() ? pty::user_shell() : request.program;
  state.fallback_title = shown_title(std::filesystem::path{program}.filename().native());
  state.given_title = shown_title(request.title);

  TabOptions options;
  options.id = TabId::mint();
  options.thread_name = fmt::format("tab-{}", ++opened_ % 100'000);
  options.hold = request.hold;
  options.terminal = options_.terminal;
  options.spawn.program = program;
  options.spawn.arguments = request.arguments.empty() ? std::vector{program} : request.arguments;
  options.spawn.working_directory = request.working_directory;
  options.spawn.size = size_;
  options.spawn.environment = environment_for(options.id, request, state);
  // By the PATH that it gets, whose first folder may hold a link of the meter's.
  const auto& environment = options.spawn.environment;
  auto start =
      analytics::program_start(program, pty::find(environment, "PATH"), pty::find(environment, "TABACUS_SHIMS"));
  options.spawn.program = std::move(start.file);
  for (auto& [name, value] : start.set) options.spawn.environment.push_back({std::move(name), std::move(value)});
  if (!state.metering_failure.empty() && !options_.fail_open)
    options.refusal = "not started, for it would not be metered (analytics.fail_open): " + state.metering_failure;

  const TabId id = options.id;
  state.tab = std::make_unique<Tab>(std::move(options), mailbox_);
  if (const pid_t process = state.tab->process(); state.metered && process != 0)
    options_.engine->set_tab_process(id, process);
  tell_focus(false);
  const std::size_t index = tabs_.empty() ? 0 : focused_ + 1;
  tabs_.insert(tabs_.begin() + static_cast<std::ptrdiff_t>(index), std::move(state));
  take_focus(index);
  return id;
}

void TabSet::close(std::size_t index) {
  if (index >= tabs_.size()) return;
  TabState& state = tabs_[index];
  state.tab->begin_close();
  if (state.metered) options_.engine->close_tab(state.tab->id());
  closing_.push_back(std::move(state.tab));
  tabs_.erase(tabs_.begin() + static_cast<std::ptrdiff_t>(index));
  if (tabs_.empty()) {
    focused_ = 0;
    return;
  }
  const bool was_focused = index == focused_;
  if (index < focused_ || focused_ == tabs_.size()) --focused_;
  if (was_focused) take_focus(focused_);
}

void TabSet::take_focus(std::size_t index) {
  focused_ = index;
  tabs_[focused_].rang = false;
  tell_focus(true);
}

/// A program hears of what changed only: without the window's focus its tab never had any.
void TabSet::tell_focus(bool has_focus) {
  if (window_has_focus_) send(FocusChanged{has_focus});
}

void TabSet::set_window_focus(bool has_focus) {
  if (has_focus == window_has_focus_) return;
  window_has_focus_ = has_focus;
  send(FocusChanged{has_focus});
}

void TabSet::focus(std::size_t index) {
  if (index >= tabs_.size() || index == focused_) return;
  tell_focus(false);
  take_focus(index);
}

void TabSet::focus_next() {
  if (!tabs_.empty()) focus((focused_ + 1) % tabs_.size());
}

void TabSet::focus_previous() {
  if (!tabs_.empty()) focus((focused_ + tabs_.size() - 1) % tabs_.size());
}

void TabSet::move_focused(int by) {
  const auto to = static_cast<std::ptrdiff_t>(focused_) + by;
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(tabs_.size())) return;
  std::swap(tabs_[focused_], tabs_[static_cast<std::size_t>(to)]);
  focused_ = static_cast<std::size_t>(to);
}

void TabSet::rename(std::size_t index, std::string title) {
  if (index >= tabs_.size()) return;
  TabState& state = tabs_[index];
  state.given_title = shown_title(title);
  if (state.metered) options_.engine->rename_tab(state.tab->id(), state.title());
}

void TabSet::resize(const pty::WindowSize& size) {
  if (size == size_) return;
  size_ = size;
  for (TabState& state : tabs_) [[maybe_unused]] const auto sent = state.tab->send(Resized{size});
}

std::string TabSet::focused_directory() const {
  if (tabs_.empty()) return {};
  const auto foreground = tabs_[focused_].tab->foreground();
  return foreground ? foreground->working_directory : std::string{};
}

void TabSet::send(TabMessage message) {
  if (tabs_.empty()) return;
  // Refused only when 64 MiB of pastes wait already; the user sees that the program does not take them.
  [[maybe_unused]] const auto sent = focused().tab->send(std::move(message));
}

std::vector<TabState>::iterator TabSet::find(TabId tab) {
  return std::ranges::find_if(tabs_, [&](const TabState& state) { return state.tab->id() == tab; });
}

bool TabSet::handle_events(TabSetListener& listener) {
  const std::vector<TabEvent> events = mailbox_.take();
  for (const TabEvent& event : events) handle(event, listener);
  return !events.empty();
}

void TabSet::handle(const TabEvent& event, TabSetListener& listener) {
  if (std::holds_alternative<ThreadEnded>(event.what)) {
    std::erase_if(closing_, [&](const auto& tab) { return tab->id() == event.tab; });
    return;
  }
  const auto found = find(event.tab);
  if (found == tabs_.end()) return;
  const auto index = static_cast<std::size_t>(found - tabs_.begin());
  if (const auto* title = std::get_if<TitleChanged>(&event.what)) {
    found->program_title = shown_title(title->title);
    if (found->metered) options_.engine->rename_tab(event.tab, found->title());
  } else if (const auto* filled = std::get_if<ClipboardFilled>(&event.what)) {
    listener.clipboard_filled(filled->which, filled->text);
  } else if (const auto* wanted = std::get_if<PasteWanted>(&event.what)) {
    if (index == focused_) listener.paste_wanted(wanted->from);
  } else if (std::holds_alternative<ClipboardWanted>(event.what)) {
    if (found->clipboard_refused) return;
    auto text = listener.clipboard_for_program(found->title());
    found->clipboard_refused = !text;
    // A tab that takes no more input has a program that does not read the answer either.
    if (text) [[maybe_unused]]
      const auto sent = found->tab->send(ClipboardAnswer{std::move(*text)});
  } else if (std::holds_alternative<BellRang>(event.what)) {
    found->rang = index != focused_;
  } else if (const auto* ended = std::get_if<ProgramEnded>(&event.what)) {
    found->ended = true;
    found->failed = !ended->status.success();
    if (ended->closes) close(index);
  } else if (std::holds_alternative<CloseWanted>(event.what)) {
    close(index);
  }
}

bool TabSet::update_frame() { return !tabs_.empty() && focused().tab->copy_to(focused().frame); }

}  // namespace tabacus::app
