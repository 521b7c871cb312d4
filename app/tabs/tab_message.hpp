// What main and a tab's thread say to each other. Keys travel as keys, not bytes: only the tab's thread knows the modes
// under which its program wants them encoded. Values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "pty/child.hpp"
#include "pty/spawn_options.hpp"
#include "terminal/frame.hpp"
#include "terminal/key_encoder.hpp"
#include "terminal/mouse_encoder.hpp"
#include "terminal/notification.hpp"
#include "terminal/pattern.hpp"
#include "terminal/program_status.hpp"
#include "terminal/prompt_line.hpp"
#include "terminal/selection.hpp"
#include "terminal/targets.hpp"

namespace tabacus::app {

// To the tab.

struct TypedText {
  std::string text;  ///< as an input method composed it
};
/// Which pastes come back as PasteDoubted instead of going to the program.
enum class PasteCheck : std::uint8_t {
  None,
  Unsafe,  ///< several lines, to a program that takes each as typed
  Lines,   ///< several lines
};
struct PastedText {
  std::string text;
  PasteCheck check = PasteCheck::None;
};
struct PointerInput {
  terminal::MouseEvent event;
  int clicks = 1;  ///< 2: double, 3: triple
};
struct WheelInput {
  terminal::MouseEvent where;
  int parts = 0;    ///< to move the view by, of terminal::kLineParts to a line; positive: towards older text
  int notches = 1;  ///< reports a program gets instead
};
/// The view goes on by itself once the wheel rests, until it stands on a line.
struct GlideView {
  int parts = 0;
};
struct SettleView {};
struct Resized {
  pty::WindowSize size;
};
struct FocusChanged {
  bool focused = false;
};
enum class ScrollUnit : std::uint8_t { Lines, Pages, Ends };
struct ScrollView {
  ScrollUnit unit = ScrollUnit::Lines;
  int amount = 0;  ///< positive: towards older text
};
enum class ClipboardKind : std::uint8_t { Standard, Primary };
struct CopySelection {
  ClipboardKind to = ClipboardKind::Standard;
};

/// What the last command wrote, to the clipboard.
struct CopyLastOutput {};
struct ScrollToPrompt {
  int prompts = 0;  ///< positive: towards older ones
};
/// A command's output as one row, or whole again: Terminal::toggle_fold, Terminal::toggle_all_folds.
enum class FoldWhat : std::uint8_t { One, All };
struct ToggleFold {
  FoldWhat what = FoldWhat::One;
};
struct ClearScrollback {};
/// The modes a program left behind, back to what a shell expects.
struct ResetTerminal {};
struct NewPalette {
  std::shared_ptr<const terminal::FramePalette> palette;
};

struct SearchBegins {
  std::string pattern;
  terminal::PatternKind kind = terminal::PatternKind::Text;
};
struct SearchSteps {
  terminal::SearchDirection direction = terminal::SearchDirection::Older;
};
struct SearchEnds {};

// Cells of the view.
struct BeginSelection {
  int row = 0;
  int column = 0;
  terminal::SelectBy by = terminal::SelectBy::Character;
};
struct ExtendSelection {
  int row = 0;
  int column = 0;
};
struct ClearSelection {};
/// What in the view can be opened; TargetsFound answers.
struct FindTargets {};

/// The prompts of the shell; PromptsTold answers.
struct TellPrompts {};
struct ShowPrompt {
  std::uint64_t line = 0;  ///< of a PromptLine
};

/// What full-screen programs showed and lost; TranscriptTold answers.
struct TellTranscript {};

/// What ClipboardWanted asked for, with the user's consent.
struct ClipboardAnswer {
  std::string text;
};

using TabMessage =
    std::variant<terminal::KeyPress, TypedText, PastedText, PointerInput, WheelInput, GlideView, SettleView, Resized,
                 FocusChanged, ScrollView, CopySelection, CopyLastOutput, ScrollToPrompt, ToggleFold, ClearScrollback,
                 ResetTerminal, NewPalette, SearchBegins, SearchSteps, SearchEnds, BeginSelection, ExtendSelection,
                 ClearSelection, FindTargets, TellPrompts, ShowPrompt, TellTranscript, ClipboardAnswer>;

// From the tab. Text comes from programs: made display-safe by who shows it.

struct TitleChanged {
  std::string title;
};
struct BellRang {};
struct ClipboardFilled {
  ClipboardKind which = ClipboardKind::Standard;
  std::string text;
};
struct PasteWanted {
  ClipboardKind from = ClipboardKind::Primary;
};
/// It is shown to the user first.
struct PasteDoubted {
  std::string text;
};
/// OSC 7501: what the tab's programs say of themselves; empty: nothing.
struct StatusChanged {
  std::optional<terminal::ProgramStatus> status;
};
struct Notified {
  terminal::Notification notification;
};
/// Another program is in front, or the shell again, or it went elsewhere: who it is and where, /proc tells.
struct ForegroundChanged {
  bool is_program = false;  ///< and not the tab's shell
};
struct SearchTold {
  std::size_t matches = 0;
  bool is_complete = false;
  std::string problem;  ///< the pattern is none
};
struct FoundTarget {
  int row = 0;  ///< of the view: where it begins
  int column = 0;
  terminal::Target target;
};
struct TargetsFound {
  std::vector<FoundTarget> targets;
};
struct PromptsTold {
  std::vector<terminal::PromptLine> prompts;  ///< newest first
};
struct TranscriptTold {
  std::string text;  ///< "" where none ran
};
/// The program wants to read the clipboard.
struct ClipboardWanted {};
struct ProgramEnded {
  pty::ExitStatus status;
  bool closes = false;  ///< nothing is left to be seen: the tab goes
};
/// The shell runs what was typed (OSC 133).
struct CommandBegan {
  SystemTime at;
};
struct CommandEnded {
  SystemTime at;
  std::optional<int> status;  ///< where the shell told it
  std::string program;        ///< the first that was in front of the shell; empty: none was seen
};
/// The user dismissed a tab whose program had ended.
struct CloseWanted {};
/// The thread is about to return: the tab can be destroyed without waiting.
struct ThreadEnded {};

using TabNews = std::variant<TitleChanged, BellRang, ClipboardFilled, PasteWanted, PasteDoubted, StatusChanged,
                             Notified, ForegroundChanged, SearchTold, TargetsFound, PromptsTold, TranscriptTold,
                             ClipboardWanted, CommandBegan, CommandEnded, ProgramEnded, CloseWanted, ThreadEnded>;

struct TabEvent {
  TabId tab;
  TabNews what;
};

}  // namespace tabacus::app
