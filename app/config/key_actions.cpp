#include "app/config/key_actions.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

// THE LIST. Chords with Shift beside Ctrl leave the plain control characters to the program.
constexpr std::array kKeyActions = std::to_array<KeyAction>({
    {"new_tab", "Ctrl+Shift+T", "open a tab in the present directory"},
    {"new_window", "Ctrl+Shift+N", "open another window in the present directory"},
    {"close_tab", "Ctrl+Shift+W", "close the tab and end its program"},
    {"tab_to_new_window", "", "move the tab to a window of its own"},
    {"tab_to_next_window", "", "move the tab to the next window"},
    {"next_window", "Ctrl+Shift+`", "go to the next window"},
    {"quit", "Ctrl+Shift+Q", "close the window and end its programs"},
    {"quit_all", "", "close all windows and end their programs"},
    {"next_tab", "Ctrl+Tab Ctrl+PageDown", "go to the next tab"},
    {"previous_tab", "Ctrl+Shift+Tab Ctrl+PageUp", "go to the previous tab"},
    {"next_waiting_tab", "Ctrl+Shift+J", "go to the next tab that waits for you"},
    {"tab_1", "Alt+1", "go to tab 1"},
    {"tab_2", "Alt+2", "go to tab 2"},
    {"tab_3", "Alt+3", "go to tab 3"},
    {"tab_4", "Alt+4", "go to tab 4"},
    {"tab_5", "Alt+5", "go to tab 5"},
    {"tab_6", "Alt+6", "go to tab 6"},
    {"tab_7", "Alt+7", "go to tab 7"},
    {"tab_8", "Alt+8", "go to tab 8"},
    {"tab_9", "Alt+9", "go to tab 9"},
    {"move_tab_left", "Ctrl+Shift+PageUp", "move the tab to the left"},
    {"move_tab_right", "Ctrl+Shift+PageDown", "move the tab to the right"},
    {"rename_tab", "Ctrl+Shift+R", "give the tab a name"},
    {"color_tab", "", "give the tab a colour"},
    {"toggle_read_only", "", "keep what is typed from the pane, or let it through again"},
    {"toggle_broadcast", "", "type into all panes of the tab at once, or into one again"},
    {"tab_overview", "Ctrl+Shift+A", "choose a tab from a list of all"},
    {"split_right", "Alt+Shift+=", "open another pane at the right of this one"},
    {"split_down", "Alt+Shift+-", "open another pane below this one"},
    {"close_pane", "Alt+Shift+W", "close the pane and end its program; the last one's tab goes with it"},
    {"focus_pane_left", "Ctrl+Alt+Left", "go to the pane at the left"},
    {"focus_pane_right", "Ctrl+Alt+Right", "go to the pane at the right"},
    {"focus_pane_up", "Ctrl+Alt+Up", "go to the pane above"},
    {"focus_pane_down", "Ctrl+Alt+Down", "go to the pane below"},
    {"next_pane", "Alt+Shift+N", "go to the next pane"},
    {"resize_pane_left", "Alt+Shift+Left", "move the line at the pane's side to the left"},
    {"resize_pane_right", "Alt+Shift+Right", "move the line at the pane's side to the right"},
    {"resize_pane_up", "Alt+Shift+Up", "move the line below or above the pane up"},
    {"resize_pane_down", "Alt+Shift+Down", "move the line below or above the pane down"},
    {"even_out_panes", "", "give all panes the same room"},
    {"zoom_pane", "Ctrl+Shift+Return", "show this pane alone, or all again"},
    {"pane_to_tab", "", "make the pane a tab of its own"},
    {"copy", "Ctrl+Shift+C", "copy the selection"},
    {"paste", "Ctrl+Shift+V", "paste the clipboard"},
    {"paste_primary", "Shift+Insert", "paste the selection"},
    {"copy_last_output", "Ctrl+Shift+G", "copy what the last command wrote"},
    {"outline", "Ctrl+Shift+Y", "list what was typed, and go to a command's output"},
    {"transcript", "", "open what full-screen programs showed and lost in an editor"},
    {"copy_mode", "Ctrl+Shift+Space", "move and select by keys, as in vi"},
    {"hints", "Ctrl+Shift+E", "open or copy a URL or a place in a file by its label"},
    {"search", "Ctrl+Shift+F", "search the text"},
    {"palette", "Ctrl+Shift+P", "choose what to do from a list"},
    {"help", "F1", "show what the keys do"},
    {"zoom_in", "Ctrl+= Ctrl+Shift+= Ctrl+Keypad_+", "larger text"},
    {"zoom_out", "Ctrl+- Ctrl+Keypad_-", "smaller text"},
    {"zoom_reset", "Ctrl+0 Ctrl+Keypad_0", "text as configured"},
    {"toggle_overlay", "Ctrl+Shift+O", "show the meter whole, in one line, or not"},
    {"copy_meter", "", "copy what the meter says"},
    {"analytics", "Ctrl+Shift+L", "show the calls that were metered"},
    {"toggle_recording", "Ctrl+Shift+M", "pause metering in this tab, or go on"},
    {"raise_budget", "Ctrl+Shift+B", "let calls go on when a budget is spent"},
    {"toggle_fullscreen", "F11", "fill the screen"},
    {"scroll_line_up", "Ctrl+Shift+Up", "scroll one line back"},
    {"scroll_line_down", "Ctrl+Shift+Down", "scroll one line on"},
    {"scroll_page_up", "Shift+PageUp", "scroll one page back"},
    {"scroll_page_down", "Shift+PageDown", "scroll one page on"},
    {"scroll_to_top", "Ctrl+Shift+Home", "scroll to the oldest line"},
    {"scroll_to_bottom", "Ctrl+Shift+End", "scroll to the newest line"},
    {"previous_prompt", "Ctrl+Shift+Z", "scroll to the prompt before"},
    {"next_prompt", "Ctrl+Shift+X", "scroll to the prompt behind"},
    {"fold_output", "Ctrl+Shift+H", "fold what the command at the top wrote, or the last one, or unfold it"},
    {"fold_all_output", "Alt+Shift+H", "fold what all commands wrote, or unfold all"},
    {"clear_scrollback", "Ctrl+Shift+K", "forget the text above the screen"},
    {"reset_terminal", "", "set the modes that a program left behind to what a shell expects"},
    {"edit_configuration", "Ctrl+Shift+,", "open the configuration in an editor"},
});

constexpr std::array<std::string_view, 4> kModifiers{"Ctrl+", "Shift+", "Alt+", "Super+"};

constexpr std::array<std::string_view, 30> kKeyNames{
    "Return",   "Tab",      "Escape",   "Space",    "Backspace", "Insert",      "Delete",   "Home",
    "End",      "PageUp",   "PageDown", "Up",       "Down",      "Left",        "Right",    "Keypad_0",
    "Keypad_1", "Keypad_2", "Keypad_3", "Keypad_4", "Keypad_5",  "Keypad_6",    "Keypad_7", "Keypad_8",
    "Keypad_9", "Keypad_+", "Keypad_-", "Keypad_*", "Keypad_/",  "Keypad_Enter"};

bool is_function_key(std::string_view name) {
  if (name.size() < 2 || (name[0] | 0x20) != 'f') return false;
  const auto number = parse_int(name.substr(1));
  return number && *number >= 1 && *number <= 24;
}

bool names_a_key(std::string_view name) {
  if (name.size() == 1) return name[0] > ' ' && name[0] <= '~';
  return is_function_key(name) ||
         std::ranges::any_of(kKeyNames, [&](std::string_view known) { return equals_ignore_case(known, name); });
}

}  // namespace

std::span<const KeyAction> key_actions() { return kKeyActions; }

bool is_chord(std::string_view text) {
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view modifier : kModifiers) {
      if (text.size() <= modifier.size() || !equals_ignore_case(text.substr(0, modifier.size()), modifier)) continue;
      text.remove_prefix(modifier.size());
      more = true;
    }
  }
  return names_a_key(text);
}

std::string_view first_bad_chord(std::string_view chords) {
  for (const std::string_view word : split(chords, ' '))
    if (!word.empty() && !is_chord(word)) return word;
  return {};
}

}  // namespace tabacus::app
