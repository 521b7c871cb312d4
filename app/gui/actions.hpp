// What keys can make the window do, as opposed to what they say to the program. Pure but for SDL's names of keys.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/tabs/pane_tree.hpp"
#include "base/result.hpp"

namespace tabacus::app {

enum class ZoomStep : std::uint8_t { In, Out, Reset };

/// What the actions act on; the main loop is one.
class ActionTarget {
 public:
  virtual ~ActionTarget() = default;
  virtual void new_tab() = 0;
  virtual void new_window() = 0;
  virtual void close_tab() = 0;
  virtual void tab_to_new_window() = 0;
  virtual void tab_to_next_window() = 0;
  virtual void next_window() = 0;
  virtual void quit() = 0;
  virtual void quit_all() = 0;
  virtual void focus_next_tab() = 0;
  virtual void focus_previous_tab() = 0;
  virtual void focus_tab(std::size_t index) = 0;
  virtual void focus_next_waiting_tab() = 0;
  virtual void tab_overview() = 0;
  virtual void move_tab(int by) = 0;
  virtual void rename_tab() = 0;
  virtual void color_tab() = 0;
  virtual void toggle_read_only() = 0;
  virtual void toggle_broadcast() = 0;
  virtual void split_pane(Cut cut) = 0;
  virtual void close_pane() = 0;
  virtual void focus_pane(Toward side) = 0;
  virtual void focus_next_pane() = 0;
  virtual void resize_pane(Toward way) = 0;
  virtual void even_out_panes() = 0;
  virtual void zoom_pane() = 0;
  virtual void pane_to_tab() = 0;
  virtual void copy() = 0;
  virtual void paste() = 0;
  virtual void paste_primary() = 0;
  virtual void copy_last_output() = 0;
  virtual void outline() = 0;
  virtual void transcript() = 0;
  virtual void copy_mode() = 0;
  virtual void hints() = 0;
  virtual void search() = 0;
  virtual void palette() = 0;
  virtual void help() = 0;
  virtual void zoom(ZoomStep step) = 0;
  virtual void toggle_overlay() = 0;
  virtual void copy_meter() = 0;
  virtual void analytics() = 0;
  virtual void toggle_recording() = 0;
  virtual void raise_budget() = 0;
  virtual void toggle_fullscreen() = 0;
  virtual void scroll_lines(int lines) = 0;  ///< positive: towards older text
  virtual void scroll_pages(int pages) = 0;
  virtual void scroll_to_end(int direction) = 0;
  virtual void scroll_to_prompt(int prompts) = 0;  ///< positive: towards older ones
  virtual void toggle_fold() = 0;
  virtual void toggle_all_folds() = 0;
  virtual void clear_scrollback() = 0;
  virtual void reset_terminal() = 0;
  virtual void edit_configuration() = 0;
};

/// One of key_actions(), with what it does.
struct Action {
  std::string_view name;      ///< stable: the configuration names it
  std::string_view bindings;  ///< chords by default, separated by spaces
  std::string_view doc;
  void (*run)(ActionTarget&);
};

[[nodiscard]] std::span<const Action> actions();

/// A key with the modifiers held: exactly these, left and right not told apart.
struct Chord {
  std::int32_t key = 0;  ///< SDL_Keycode
  bool ctrl = false;
  bool shift = false;
  bool alt = false;
  bool super = false;
  friend bool operator==(const Chord&, const Chord&) = default;
};

/// The one of that name; null: there is none.
[[nodiscard]] const Action* find_action(std::string_view name);

/// "Ctrl+Shift+T", "Alt+1", "Shift+PageUp". InvalidInput: a name that no key has.
[[nodiscard]] Result<Chord> parse_chord(std::string_view text);

/// Which action a chord means.
class KeyBindings {
 public:
  /// The defaults of actions(), but for those of `changed`: names of actions, and chords as the configuration has them.
  explicit KeyBindings(const std::map<std::string, std::string>& changed = {});
  /// Null: the key is the program's.
  [[nodiscard]] const Action* find(const Chord& chord) const;
  /// The chords of an action as people write them, separated by blanks; empty: none.
  [[nodiscard]] std::string chords_of(const Action& action) const;

 private:
  struct Binding {
    Chord chord;
    const Action* action;
    std::string text;
  };
  std::vector<Binding> bindings_;
};

}  // namespace tabacus::app
