// What a family of sequences lists, and what its handlers may touch. A handler must leave everything bounded: sizes are
// checked where they come in, and replies never repeat what the program sent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/charsets.hpp"
#include "terminal/frame.hpp"
#include "terminal/host.hpp"
#include "terminal/keyboard_modes.hpp"
#include "terminal/modes.hpp"
#include "terminal/options.hpp"
#include "terminal/parser.hpp"
#include "terminal/program_status.hpp"
#include "terminal/screen.hpp"
#include "terminal/style.hpp"

namespace tabacus::terminal {

/// An OSC 99 whose parts are still coming.
struct PendingNotification {
  std::string id;
  std::string title;
  std::string body;
};

/// XTWINOPS 22: what was pushed, and of what was not what lay below it, as in xterm.
struct SavedTitles {
  std::optional<std::string> window;
  std::optional<std::string> icon;
};

/// The levels of DECSCL.
inline constexpr int kVt100 = 61;
inline constexpr int kVt200 = 62;
inline constexpr int kVt300 = 63;
inline constexpr int kVt400 = 64;
inline constexpr int kVt500 = 65;

/// XTPUSHSGR: what was pushed, and of that what comes back.
struct SavedLook {
  Style pen;
  std::uint32_t parts = 0;  ///< as in sgr_stack.cpp
};

/// What a VT52 has not, kept while DECANM is reset.
struct AnsiState {
  Style pen;
  bool is_pen_protected = false;
  Charsets charsets;
  Modes modes;
};

/// What programs set beside cells and modes.
struct TerminalState {
  Size size;
  PixelSize cell_pixels;
  FramePalette palette;
  CursorShape cursor_shape = CursorShape::Block;
  std::string title;
  std::string icon_title;  ///< OSC 1; shown nowhere, but pushed, popped and told
  std::vector<SavedTitles> title_stack;
  std::vector<SavedLook> look_stack;
  std::uint64_t looks_pushed_beyond = 0;  ///< the stack's end: as many are popped without anything coming back
  bool takes_hex_titles = false;          ///< XTSMTITLE
  bool tells_hex_titles = false;
  std::string working_directory;
  KeyboardModes keyboard;
  std::map<int, bool> saved_private_modes;  ///< XTSAVE; only numbers of kPrivateModes, and 47
  AnsiState before_vt52;
  int conformance_level = kVt400;          ///< DECSCL
  bool sends_eight_bit_controls = false;   ///< S8C1T
  std::uint64_t synchronized_updates = 0;  ///< how often mode 2026 went on
  int attribute_extent = 0;                ///< DECSACE: 2 is a rectangle, 0 and 1 are a stream
  ProgramStatusTable program_status;
  Progress progress;
  PendingNotification pending_notification;
  bool is_command_running = false;      ///< between OSC 133 C and D
  std::optional<int> last_exit_status;  ///< of OSC 133 D
};

struct SequenceContext {
  const TerminalOptions& options;
  Host& host;
  Screen& screen;
  TerminalState& state;

  /// Bytes for the program, C1 controls in 7 bits; they go in 8 where it asked for that.
  void reply(std::string_view bytes);
  /// DECCARA and DECRARA mean rectangles, not streams.
  [[nodiscard]] bool changes_rectangles() const { return state.attribute_extent == 2; }
  [[nodiscard]] KittyStack& kitty() { return state.keyboard.kitty[static_cast<std::size_t>(screen.kind())]; }
};

using SequenceHandle = void (*)(SequenceContext&, const Sequence&);

struct SequenceHandler {
  Introducer introducer;
  /// As written, parameters left out: "H", "?h", " q", "#8"; an Osc's number: "52"; of an Escape also its first
  /// intermediate alone, "(", for all of those that no other claims.
  std::string_view selector;
  SequenceHandle handle;
  std::string_view doc;
};

struct SequenceFamily {
  std::string_view name;
  std::span<const SequenceHandler> handlers;
};

/// All families, in the order of the list in registry.cpp.
[[nodiscard]] std::span<const SequenceFamily* const> sequence_families();

/// Calls the handler that claims `sequence`; what nobody claims is swallowed.
void dispatch(SequenceContext& context, const Sequence& sequence);

/// Whether a handler claims it.
[[nodiscard]] bool is_claimed(const Sequence& sequence);

/// C0 controls.
void handle_control(SequenceContext& context, unsigned char byte);

/// The part of an Osc behind its number and first semicolon.
[[nodiscard]] std::string_view osc_argument(const Sequence& sequence);

/// ST or BEL: a reply ends as its question did.
[[nodiscard]] std::string_view terminator_of(const Sequence& sequence);

}  // namespace tabacus::terminal
