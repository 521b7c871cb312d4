#include "app/gui/actions.hpp"

#include <SDL.h>

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

template <std::size_t Index>
constexpr void focus_numbered(ActionTarget& target) {
  target.focus_tab(Index);
}

// THE LIST. Chords with Shift beside Ctrl leave the plain control characters to the program.
constexpr std::array kActions = std::to_array<Action>({
    {"new_tab", "Ctrl+Shift+T", "open a tab in the present directory", [](ActionTarget& t) { t.new_tab(); }},
    {"close_tab", "Ctrl+Shift+W", "close the tab and end its program", [](ActionTarget& t) { t.close_tab(); }},
    {"next_tab", "Ctrl+Tab Ctrl+PageDown", "go to the next tab", [](ActionTarget& t) { t.focus_next_tab(); }},
    {"previous_tab", "Ctrl+Shift+Tab Ctrl+PageUp", "go to the previous tab",
     [](ActionTarget& t) { t.focus_previous_tab(); }},
    {"tab_1", "Alt+1", "go to tab 1", focus_numbered<0>},
    {"tab_2", "Alt+2", "go to tab 2", focus_numbered<1>},
    {"tab_3", "Alt+3", "go to tab 3", focus_numbered<2>},
    {"tab_4", "Alt+4", "go to tab 4", focus_numbered<3>},
    {"tab_5", "Alt+5", "go to tab 5", focus_numbered<4>},
    {"tab_6", "Alt+6", "go to tab 6", focus_numbered<5>},
    {"tab_7", "Alt+7", "go to tab 7", focus_numbered<6>},
    {"tab_8", "Alt+8", "go to tab 8", focus_numbered<7>},
    {"tab_9", "Alt+9", "go to tab 9", focus_numbered<8>},
    {"move_tab_left", "Ctrl+Shift+PageUp", "move the tab to the left", [](ActionTarget& t) { t.move_tab(-1); }},
    {"move_tab_right", "Ctrl+Shift+PageDown", "move the tab to the right", [](ActionTarget& t) { t.move_tab(1); }},
    {"rename_tab", "Ctrl+Shift+R", "give the tab a name", [](ActionTarget& t) { t.rename_tab(); }},
    {"copy", "Ctrl+Shift+C", "copy the selection", [](ActionTarget& t) { t.copy(); }},
    {"paste", "Ctrl+Shift+V", "paste the clipboard", [](ActionTarget& t) { t.paste(); }},
    {"paste_primary", "Shift+Insert", "paste the selection", [](ActionTarget& t) { t.paste_primary(); }},
    {"zoom_in", "Ctrl+= Ctrl+Shift+= Ctrl+Keypad_+", "larger text", [](ActionTarget& t) { t.zoom(ZoomStep::In); }},
    {"zoom_out", "Ctrl+- Ctrl+Keypad_-", "smaller text", [](ActionTarget& t) { t.zoom(ZoomStep::Out); }},
    {"zoom_reset", "Ctrl+0 Ctrl+Keypad_0", "text as configured", [](ActionTarget& t) { t.zoom(ZoomStep::Reset); }},
    {"toggle_overlay", "Ctrl+Shift+O", "show or hide the meter", [](ActionTarget& t) { t.toggle_overlay(); }},
    {"toggle_recording", "Ctrl+Shift+M", "pause metering in this tab, or go on",
     [](ActionTarget& t) { t.toggle_recording(); }},
    {"raise_budget", "Ctrl+Shift+B", "let calls go on when a budget is spent",
     [](ActionTarget& t) { t.raise_budget(); }},
    {"toggle_fullscreen", "F11", "fill the screen", [](ActionTarget& t) { t.toggle_fullscreen(); }},
    {"scroll_line_up", "Ctrl+Shift+Up", "scroll one line back", [](ActionTarget& t) { t.scroll_lines(1); }},
    {"scroll_line_down", "Ctrl+Shift+Down", "scroll one line on", [](ActionTarget& t) { t.scroll_lines(-1); }},
    {"scroll_page_up", "Shift+PageUp", "scroll one page back", [](ActionTarget& t) { t.scroll_pages(1); }},
    {"scroll_page_down", "Shift+PageDown", "scroll one page on", [](ActionTarget& t) { t.scroll_pages(-1); }},
    {"scroll_to_top", "Ctrl+Shift+Home", "scroll to the oldest line", [](ActionTarget& t) { t.scroll_to_end(1); }},
    {"scroll_to_bottom", "Ctrl+Shift+End", "scroll to the newest line", [](ActionTarget& t) { t.scroll_to_end(-1); }},
});

/// SDL's names of keys hold spaces; ours separate bindings with them.
std::string sdl_key_name(std::string_view name) {
  std::string result{name};
  std::ranges::replace(result, '_', ' ');
  return result;
}

}  // namespace

std::span<const Action> actions() { return kActions; }

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

KeyBindings::KeyBindings() {
  for (const Action& action : actions())
    for (const std::string_view text : split(action.bindings, ' ')) {
      const auto chord = parse_chord(text);
      TABACUS_ASSERT(chord.has_value(), "every default binding names keys that SDL knows");
      bindings_.push_back({*chord, &action});
    }
}

const Action* KeyBindings::find(const Chord& chord) const {
  const auto found = std::ranges::find(bindings_, chord, &Binding::chord);
  return found != bindings_.end() ? found->action : nullptr;
}

}  // namespace tabacus::app
