#include "app/gui/actions.hpp"

#include <SDL.h>

#include <algorithm>
#include <array>

#include "app/config/key_actions.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

template <std::size_t Index>
constexpr void focus_numbered(ActionTarget& target) {
  target.focus_tab(Index);
}

struct Doing {
  std::string_view name;
  void (*run)(ActionTarget&);
};

// What each of key_actions() does.
constexpr std::array kDoings = std::to_array<Doing>({
    {"new_tab", [](ActionTarget& t) { t.new_tab(); }},
    {"new_window", [](ActionTarget& t) { t.new_window(); }},
    {"close_tab", [](ActionTarget& t) { t.close_tab(); }},
    {"tab_to_new_window", [](ActionTarget& t) { t.tab_to_new_window(); }},
    {"tab_to_next_window", [](ActionTarget& t) { t.tab_to_next_window(); }},
    {"next_window", [](ActionTarget& t) { t.next_window(); }},
    {"quit", [](ActionTarget& t) { t.quit(); }},
    {"quit_all", [](ActionTarget& t) { t.quit_all(); }},
    {"next_tab", [](ActionTarget& t) { t.focus_next_tab(); }},
    {"previous_tab", [](ActionTarget& t) { t.focus_previous_tab(); }},
    {"next_waiting_tab", [](ActionTarget& t) { t.focus_next_waiting_tab(); }},
    {"tab_1", focus_numbered<0>},
    {"tab_2", focus_numbered<1>},
    {"tab_3", focus_numbered<2>},
    {"tab_4", focus_numbered<3>},
    {"tab_5", focus_numbered<4>},
    {"tab_6", focus_numbered<5>},
    {"tab_7", focus_numbered<6>},
    {"tab_8", focus_numbered<7>},
    {"tab_9", focus_numbered<8>},
    {"move_tab_left", [](ActionTarget& t) { t.move_tab(-1); }},
    {"move_tab_right", [](ActionTarget& t) { t.move_tab(1); }},
    {"rename_tab", [](ActionTarget& t) { t.rename_tab(); }},
    {"color_tab", [](ActionTarget& t) { t.color_tab(); }},
    {"toggle_read_only", [](ActionTarget& t) { t.toggle_read_only(); }},
    {"toggle_broadcast", [](ActionTarget& t) { t.toggle_broadcast(); }},
    {"tab_overview", [](ActionTarget& t) { t.tab_overview(); }},
    {"split_right", [](ActionTarget& t) { t.split_pane(Cut::SideBySide); }},
    {"split_down", [](ActionTarget& t) { t.split_pane(Cut::Stacked); }},
    {"close_pane", [](ActionTarget& t) { t.close_pane(); }},
    {"focus_pane_left", [](ActionTarget& t) { t.focus_pane(Toward::Left); }},
    {"focus_pane_right", [](ActionTarget& t) { t.focus_pane(Toward::Right); }},
    {"focus_pane_up", [](ActionTarget& t) { t.focus_pane(Toward::Up); }},
    {"focus_pane_down", [](ActionTarget& t) { t.focus_pane(Toward::Down); }},
    {"next_pane", [](ActionTarget& t) { t.focus_next_pane(); }},
    {"resize_pane_left", [](ActionTarget& t) { t.resize_pane(Toward::Left); }},
    {"resize_pane_right", [](ActionTarget& t) { t.resize_pane(Toward::Right); }},
    {"resize_pane_up", [](ActionTarget& t) { t.resize_pane(Toward::Up); }},
    {"resize_pane_down", [](ActionTarget& t) { t.resize_pane(Toward::Down); }},
    {"even_out_panes", [](ActionTarget& t) { t.even_out_panes(); }},
    {"zoom_pane", [](ActionTarget& t) { t.zoom_pane(); }},
    {"pane_to_tab", [](ActionTarget& t) { t.pane_to_tab(); }},
    {"copy", [](ActionTarget& t) { t.copy(); }},
    {"paste", [](ActionTarget& t) { t.paste(); }},
    {"paste_primary", [](ActionTarget& t) { t.paste_primary(); }},
    {"copy_last_output", [](ActionTarget& t) { t.copy_last_output(); }},
    {"outline", [](ActionTarget& t) { t.outline(); }},
    {"transcript", [](ActionTarget& t) { t.transcript(); }},
    {"copy_mode", [](ActionTarget& t) { t.copy_mode(); }},
    {"hints", [](ActionTarget& t) { t.hints(); }},
    {"search", [](ActionTarget& t) { t.search(); }},
    {"palette", [](ActionTarget& t) { t.palette(); }},
    {"help", [](ActionTarget& t) { t.help(); }},
    {"zoom_in", [](ActionTarget& t) { t.zoom(ZoomStep::In); }},
    {"zoom_out", [](ActionTarget& t) { t.zoom(ZoomStep::Out); }},
    {"zoom_reset", [](ActionTarget& t) { t.zoom(ZoomStep::Reset); }},
    {"toggle_overlay", [](ActionTarget& t) { t.toggle_overlay(); }},
    {"copy_meter", [](ActionTarget& t) { t.copy_meter(); }},
    {"analytics", [](ActionTarget& t) { t.analytics(); }},
    {"toggle_recording", [](ActionTarget& t) { t.toggle_recording(); }},
    {"raise_budget", [](ActionTarget& t) { t.raise_budget(); }},
    {"toggle_fullscreen", [](ActionTarget& t) { t.toggle_fullscreen(); }},
    {"scroll_line_up", [](ActionTarget& t) { t.scroll_lines(1); }},
    {"scroll_line_down", [](ActionTarget& t) { t.scroll_lines(-1); }},
    {"scroll_page_up", [](ActionTarget& t) { t.scroll_pages(1); }},
    {"scroll_page_down", [](ActionTarget& t) { t.scroll_pages(-1); }},
    {"scroll_to_top", [](ActionTarget& t) { t.scroll_to_end(1); }},
    {"scroll_to_bottom", [](ActionTarget& t) { t.scroll_to_end(-1); }},
    {"previous_prompt", [](ActionTarget& t) { t.scroll_to_prompt(1); }},
    {"next_prompt", [](ActionTarget& t) { t.scroll_to_prompt(-1); }},
    {"fold_output", [](ActionTarget& t) { t.toggle_fold(); }},
    {"fold_all_output", [](ActionTarget& t) { t.toggle_all_folds(); }},
    {"clear_scrollback", [](ActionTarget& t) { t.clear_scrollback(); }},
    {"reset_terminal", [](ActionTarget& t) { t.reset_terminal(); }},
    {"edit_configuration", [](ActionTarget& t) { t.edit_configuration(); }},
});

std::vector<Action> joined_actions() {
  std::vector<Action> all;
  for (const KeyAction& named : key_actions()) {
    const auto doing = std::ranges::find(kDoings, named.name, &Doing::name);
    TABACUS_ASSERT(doing != kDoings.end(), "every action that can be bound does something");
    all.push_back({named.name, named.bindings, named.doc, doing->run});
  }
  return all;
}

/// SDL's names of keys hold spaces; ours separate bindings with them.
std::string sdl_key_name(std::string_view name) {
  std::string result{name};
  std::ranges::replace(result, '_', ' ');
  return result;
}

}  // namespace

std::span<const Action> actions() {
  static const std::vector<Action> kAll = joined_actions();
  return kAll;
}

const Action* find_action(std::string_view name) {
  const auto found = std::ranges::find(actions(), name, &Action::name);
  return found != actions().end() ? &*found : nullptr;
}

Result<Chord> parse_chord(std::string_view text) {
  Chord chord;
  std::string_view rest = text;
  for (bool more = true; more;) {
    more = false;
    for (const auto& [prefix, flag] : {std::pair{"Ctrl+", &Chord::ctrl},
                                       {"Shift+", &Chord::shift},
                                       {"Alt+", &Chord::alt},
                                       {"Super+", &Chord::super}}) {
      const std::string_view name{prefix};
      if (rest.size() <= name.size() || !equals_ignore_case(rest.substr(0, name.size()), name)) continue;
      chord.*flag = true;
      rest.remove_prefix(name.size());
      more = true;
    }
  }
  chord.key = SDL_GetKeyFromName(sdl_key_name(rest).c_str());
  if (chord.key == SDLK_UNKNOWN) return fail(ErrorCode::InvalidInput, fmt::format("no key is called '{}'", rest));
  return chord;
}

/// What the configuration binds comes first: it takes a chord away from the action that has it by default. One that SDL
/// knows no key for, though the configuration does, is left out.
KeyBindings::KeyBindings(const std::map<std::string, std::string>& changed) {
  const auto add = [this](const Action& action, std::string_view chords) {
    for (const std::string_view text : split(chords, ' '))
      if (const auto chord = parse_chord(text); chord && find(*chord) == nullptr)
        bindings_.push_back({*chord, &action, std::string{text}});
  };
  for (const auto& [name, chords] : changed)
    if (const Action* action = find_action(name); action != nullptr) add(*action, chords);
  for (const Action& action : actions())
    if (!changed.contains(std::string{action.name})) add(action, action.bindings);
}

std::string KeyBindings::chords_of(const Action& action) const {
  std::string chords;
  for (const Binding& binding : bindings_)
    if (binding.action == &action) chords += (chords.empty() ? "" : "  ") + binding.text;
  return chords;
}

const Action* KeyBindings::find(const Chord& chord) const {
  const auto found = std::ranges::find(bindings_, chord, &Binding::chord);
  return found != bindings_.end() ? found->action : nullptr;
}

}  // namespace tabacus::app
