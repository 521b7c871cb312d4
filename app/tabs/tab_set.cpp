#include "app/tabs/tab_set.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <utility>

#include "analytics/api/programs.hpp"
#include "app/tabs/tap_environment.hpp"
#include "base/git_place.hpp"
#include "base/utf8.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

/// Long titles cost drawing time and say nothing.
constexpr std::size_t kMaxTitleBytes = 256;
/// Agents turn a wheel in their title; a tab bar that follows each turn is drawn for nothing else.
constexpr std::chrono::milliseconds kTitlePause{1000};
/// Programs answer another size, and the loss of the focus, by drawing themselves anew: nothing worth reading.
constexpr std::chrono::milliseconds kRedrawTime{700};
/// Behind a key there is likely another.
constexpr std::chrono::milliseconds kTypingGoesOn{500};

SteadyTime now() { return std::chrono::steady_clock::now(); }

constexpr std::array<std::string_view, 12> kShells{"sh",  "bash", "zsh",  "fish", "dash",   "ksh",
                                                   "ash", "csh",  "tcsh", "nu",   "elvish", "xonsh"};

bool is_shell(std::string_view name) {
  if (name.starts_with('-')) name.remove_prefix(1);
  return std::ranges::find(kShells, name) != kShells.end();
}

/// "~/src/tabacus" of a directory below the home directory.
std::string short_directory(const std::string& directory, std::string_view home) {
  const bool is_below = home.size() > 1 && directory.starts_with(home) &&
                        (directory.size() == home.size() || directory[home.size()] == '/');
  return is_below ? "~" + directory.substr(home.size()) : directory;
}

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
  if (!place_title.empty()) return place_title;
  return program_title.empty() ? fallback_title : program_title;
}

TabSet::TabSet(TabSetOptions options)
    : options_{std::move(options)},
      mailbox_{options_.mailbox ? options_.mailbox : std::make_shared<TabMailbox>(options_.wake)},
      size_{options_.size} {}

void TabSet::begin_close() {
  for_each_pane([](TabState& state) { state.tab->begin_close(); });
}

/// All are told to end before the first is waited for.
TabSet::~TabSet() {
  begin_close();
  for_each_pane([this](TabState& state) {
    const TabId id = state.tab->id();
    state.tab.reset();
    if (state.metered) options_.engine->close_tab(id);
  });
}

std::vector<pty::EnvVar> TabSet::environment_for(TabId tab, const TabRequest& request, TabState& state) {
  const TabSessionId session = TabSessionId::mint();
  const std::vector<pty::EnvVar> inherited = joined(options_.inherited, request.environment);
  if (options_.engine == nullptr || !request.metered ||
      options_.engine->recording(std::nullopt) == analytics::Recording::Off)
    return tab_environment(inherited, tab, session, {});
  const auto endpoint = options_.engine->open_tab({.tab = tab,
                                                   .session = session,
                                                   .title = state.title(),
                                                   .working_directory = request.working_directory,
                                                   .inherited = to_engine(inherited),
                                                   .profile = request.profile,
                                                   .budget = request.budget});
  state.metered = endpoint.has_value();
  if (!endpoint) state.metering_failure = endpoint.error().message;
  return tab_environment(inherited, tab, session, endpoint ? endpoint->environment : analytics::Environment{});
}

/// Where the meter must answer and does not, a tab that says so.
TabState TabSet::start(TabId id, const TabRequest& request, const pty::WindowSize& size) {
  TabState state;
  const std::string program = request.program.empty() ? pty::user_shell() : request.program;
  state.fallback_title = shown_title(std::filesystem::path{program}.filename().native());
  state.given_title = shown_title(request.title);
  state.wants_meter = request.metered;
  state.opened_in = request.working_directory;
  state.profile = request.profile;

  TabOptions options;
  options.id = id;
  options.thread_name = fmt::format("tab-{}", ++opened_ % 100'000);
  options.hold = request.hold;
  options.terminal = options_.terminal;
  options.spawn.program = program;
  options.spawn.arguments = request.arguments.empty() ? std::vector{program} : request.arguments;
  options.spawn.working_directory = request.working_directory;
  options.spawn.size = size;
  options.spawn.environment = environment_for(options.id, request, state);
  // By the PATH that it gets, whose first folder may hold a link of the meter's.
  const auto& environment = options.spawn.environment;
  auto start =
      analytics::program_start(program, pty::find(environment, "PATH"), pty::find(environment, "TABACUS_SHIMS"));
  options.spawn.program = std::move(start.file);
  for (auto& [name, value] : start.set) options.spawn.environment.push_back({std::move(name), std::move(value)});
  if (!state.metering_failure.empty() && !options_.fail_open)
    options.refusal = "not started, for it would not be metered (analytics.fail_open): " + state.metering_failure;

  state.tab = std::make_unique<Tab>(std::move(options), *mailbox_);
  if (const pid_t process = state.tab->process(); state.metered && process != 0)
    options_.engine->set_tab_process(id, process);
  return state;
}

TabId TabSet::open(const TabRequest& request) {
  const TabId id = TabId::mint();
  TabGroup group{.panes = {}, .tree = PaneTree{id}};
  group.panes.push_back(start(id, request, size_));
  insert_tab(std::move(group), tabs_.empty() ? 0 : focused_ + 1);
  return id;
}

void TabSet::insert_tab(TabGroup group, std::size_t index) {
  tell_focus(false);
  tabs_.insert(tabs_.begin() + static_cast<std::ptrdiff_t>(index), std::move(group));
  take_focus(index);
}

void TabSet::end(TabState state) {
  state.tab->begin_close();
  if (state.metered) options_.engine->close_tab(state.tab->id());
  closing_.push_back(std::move(state.tab));
}

void TabSet::close(std::size_t index) {
  if (index >= tabs_.size()) return;
  for (TabState& state : tabs_[index].panes) end(std::move(state));
  erase_tab(index);
}

void TabSet::erase_tab(std::size_t index) {
  tabs_.erase(tabs_.begin() + static_cast<std::ptrdiff_t>(index));
  if (tabs_.empty()) {
    focused_ = 0;
    return;
  }
  const bool was_focused = index == focused_;
  if (index < focused_ || focused_ == tabs_.size()) --focused_;
  if (was_focused) take_focus(focused_);
}

/// What its panes wrote while they were in sight is read.
void TabSet::take_focus(std::size_t index) {
  if (focused_ < tabs_.size())
    for (TabState& state : tabs_[focused_].panes) [[maybe_unused]] const bool seen = state.tab->take_output_mark();
  focused_ = index;
  redrawn_until_ = now() + kRedrawTime;
  for (TabState& state : tabs_[focused_].panes) {
    state.unread = false;
    state.tab->step_back({});
  }
  focused().rang = false;
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

bool TabSet::focus_next_waiting() {
  for (std::size_t step = 1; step < tabs_.size(); ++step) {
    const std::size_t index = (focused_ + step) % tabs_.size();
    if (!tabs_[index].is_waiting()) continue;
    focus(index);
    const auto& panes = tabs_[index].panes;
    const auto waiting = std::ranges::find_if(panes, &TabState::is_waiting);
    if (waiting != panes.end()) focus_pane(waiting->tab->id());
    return true;
  }
  return false;
}

void TabSet::move_focused(int by) {
  const auto to = static_cast<std::ptrdiff_t>(focused_) + by;
  if (to >= 0) move(focused_, static_cast<std::size_t>(to));
}

/// Those between shift by one; the focus stays on its tab.
void TabSet::move(std::size_t from, std::size_t to) {
  if (from >= tabs_.size() || to >= tabs_.size() || from == to) return;
  const TabId focused_id = focused().tab->id();
  const auto at = [this](std::size_t index) { return tabs_.begin() + static_cast<std::ptrdiff_t>(index); };
  if (from < to)
    std::rotate(at(from), at(from + 1), at(to + 1));
  else
    std::rotate(at(to), at(from), at(from + 1));
  focused_ = index_of(focused_id).value_or(focused_);
}

void TabSet::configure(TabTitles titles, const terminal::TerminalOptions& terminal) {
  options_.titles = titles;
  options_.terminal = terminal;
  for_each_pane([this](TabState& state) { look_at_foreground(state); });
}

std::string TabSet::busy_program(std::size_t index) const {
  for (const TabState& state : tabs_[index].panes)
    if (std::string busy = busy_program(state); !busy.empty()) return busy;
  return {};
}

std::string TabSet::busy_program(const TabState& state) const {
  if (state.ended) return {};
  const auto foreground = state.tab->foreground();
  if (!foreground) return {};
  const bool is_idle_shell = foreground->pid == state.tab->process() && is_shell(foreground->name);
  return is_idle_shell ? std::string{} : display_safe(foreground->name);
}

void TabSet::send_to_all(const TabMessage& message) {
  for_each_pane([&](TabState& state) { [[maybe_unused]] const auto sent = state.tab->send(TabMessage{message}); });
}

void TabSet::rename(std::size_t index, std::string title) {
  if (index >= tabs_.size()) return;
  for (TabState& state : tabs_[index].panes) {
    state.given_title = shown_title(title);
    if (state.metered) options_.engine->rename_tab(state.tab->id(), state.title());
  }
}

void TabSet::resize(const pty::WindowSize& size) {
  if (size == size_) return;
  size_ = size;
  redrawn_until_ = now() + kRedrawTime;
  for (const TabGroup& group : tabs_) place_panes(group);
}

std::string TabSet::focused_directory() const {
  if (tabs_.empty()) return {};
  const auto foreground = focused().tab->foreground();
  return foreground ? foreground->working_directory : std::string{};
}

void TabSet::send(TabMessage message) {
  if (tabs_.empty()) return;
  const bool is_input = std::holds_alternative<terminal::KeyPress>(message) ||
                        std::holds_alternative<TypedText>(message) || std::holds_alternative<PastedText>(message);
  if (is_input) make_way_for_typing();
  TabGroup& group = tabs_[focused_];
  for (TabState& state : group.panes) {
    if (&state != &group.pane() && !(is_input && group.broadcasts)) continue;
    if (is_input && state.read_only) continue;
    // Refused only when 64 MiB of pastes wait already; the user sees that the program does not take them.
    [[maybe_unused]] const auto sent = state.tab->send(TabMessage{message});
  }
}

/// An echo takes a dozen turns of a processor, each of which it would wait for behind programs whose output nobody
/// sees.
void TabSet::make_way_for_typing() {
  const SteadyTime until = now() + kTypingGoesOn;
  for (std::size_t i = 0; i < tabs_.size(); ++i)
    for (TabState& state : tabs_[i].panes) state.tab->step_back(i == focused_ ? SteadyTime{} : until);
}

bool TabSet::handle_events(TabSetListener& listener) { return handle(mailbox_->take(), listener); }

bool TabSet::handle(const std::vector<TabEvent>& events, TabSetListener& listener) {
  bool has_changed = std::ranges::any_of(events, [this](const TabEvent& event) { return find(event.tab).has_value(); });
  for (const TabEvent& event : events) handle(event, listener);
  for (std::size_t i = 0; i < tabs_.size(); ++i)
    for (TabState& state : tabs_[i].panes) {
      // A mark that is left where it is wakes nobody again.
      if (i == focused_ || state.unread || !state.tab->take_output_mark() || now() < redrawn_until_) continue;
      has_changed = state.unread = true;
    }
  return has_changed;
}

std::optional<SteadyTime> TabSet::next_title() const {
  std::optional<SteadyTime> next;
  for (const TabGroup& group : tabs_)
    for (const TabState& state : group.panes)
      if (state.next_title) next = std::min(next.value_or(state.next_title_at), state.next_title_at);
  return next;
}

bool TabSet::show_due_titles(SteadyTime present) {
  bool has_changed = false;
  for_each_pane([&](TabState& state) {
    if (!state.next_title || present < state.next_title_at) return;
    take_title(state, std::move(*state.next_title), present);
    has_changed = true;
  });
  return has_changed;
}

void TabSet::take_title(TabState& state, std::string title, SteadyTime present) {
  state.program_title = std::move(title);
  state.next_title.reset();
  state.next_title_at = present + kTitlePause;
  if (state.metered) options_.engine->rename_tab(state.tab->id(), state.title());
}

/// Who runs in front, and where. Reads /proc, and git's files where the branch is wanted.
void TabSet::look_at_foreground(TabState& state) {
  const auto foreground = state.tab->foreground();
  if (!foreground) return;
  state.fallback_title = shown_title(foreground->name);
  state.place_title.clear();
  if (options_.titles == TabTitles::Program || foreground->working_directory.empty()) return;
  std::string place = short_directory(foreground->working_directory, pty::find(options_.inherited, "HOME"));
  const auto git = options_.titles == TabTitles::Branch ? git_place_of(foreground->working_directory) : std::nullopt;
  if (git && !git->branch.empty())
    place = fmt::format("{} ({})", std::filesystem::path{git->root}.filename().native(), git->branch);
  state.place_title = shown_title(place);
}

void TabSet::handle(const TabEvent& event, TabSetListener& listener) {
  if (std::holds_alternative<ThreadEnded>(event.what)) {
    std::erase_if(closing_, [&](const auto& tab) { return tab->id() == event.tab; });
    return;
  }
  const auto place = find(event.tab);
  if (!place) return;
  TabState* const found = &tabs_[place->tab].panes[place->pane];
  const bool is_focused = place->tab == focused_ && place->pane == tabs_[focused_].focused;
  if (const auto* title = std::get_if<TitleChanged>(&event.what)) {
    const SteadyTime present = now();
    if (present < found->next_title_at)
      found->next_title = shown_title(title->title);
    else
      take_title(*found, shown_title(title->title), present);
  } else if (std::holds_alternative<ForegroundChanged>(event.what)) {
    look_at_foreground(*found);
  } else if (const auto* began = std::get_if<CommandBegan>(&event.what)) {
    found->command_began = began->at;
  } else if (const auto* command = std::get_if<CommandEnded>(&event.what)) {
    end_command(*found, *command);
  } else if (const auto* changed = std::get_if<StatusChanged>(&event.what)) {
    found->status = changed->status;
  } else if (const auto* notified = std::get_if<Notified>(&event.what)) {
    listener.notified(event.tab, notified->notification);
  } else if (const auto* doubted = std::get_if<PasteDoubted>(&event.what)) {
    if (is_focused) listener.paste_doubted(doubted->text);
  } else if (std::holds_alternative<SearchTold>(event.what) || std::holds_alternative<TargetsFound>(event.what) ||
             std::holds_alternative<PromptsTold>(event.what) || std::holds_alternative<TranscriptTold>(event.what)) {
    if (is_focused) listener.told(event.what);
  } else if (const auto* filled = std::get_if<ClipboardFilled>(&event.what)) {
    listener.clipboard_filled(filled->which, filled->text);
  } else if (const auto* wanted = std::get_if<PasteWanted>(&event.what)) {
    if (is_focused) listener.paste_wanted(wanted->from);
  } else if (std::holds_alternative<ClipboardWanted>(event.what)) {
    if (found->clipboard_refused) return;
    auto text = listener.clipboard_for_program(found->title());
    found->clipboard_refused = !text;
    // A tab that takes no more input has a program that does not read the answer either.
    if (text) [[maybe_unused]]
      const auto sent = found->tab->send(ClipboardAnswer{std::move(*text)});
  } else if (std::holds_alternative<BellRang>(event.what)) {
    found->rang = !is_focused;
  } else if (const auto* ended = std::get_if<ProgramEnded>(&event.what)) {
    found->ended = true;
    if (found->status && found->status->state <= terminal::ProgramState::Working) found->status.reset();
    found->failed = !ended->status.success();
    if (ended->closes) close_pane(event.tab);
  } else if (std::holds_alternative<CloseWanted>(event.what)) {
    close_pane(event.tab);
  }
}

/// What it cost is asked of the database, by its times.
void TabSet::end_command(TabState& state, const CommandEnded& ended) {
  const auto began = std::exchange(state.command_began, std::nullopt);
  if (!began || !state.metered) return;
  options_.engine->command_ended(
      state.tab->id(), {.program = ended.program, .began_at = *began, .ended_at = ended.at, .status = ended.status});
}

bool TabSet::update_frames() {
  if (tabs_.empty()) return false;
  bool has_changed = false;
  TabGroup& group = tabs_[focused_];
  for (TabState& state : group.panes)
    if (&state == &group.pane() || shows_all_panes(group)) has_changed = state.tab->copy_to(state.frame) || has_changed;
  return has_changed;
}

}  // namespace tabacus::app
