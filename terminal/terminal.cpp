#include "terminal/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.hpp"
#include "terminal/c1_controls.hpp"
#include "terminal/palette.hpp"
#include "terminal/parser.hpp"
#include "terminal/paste.hpp"
#include "terminal/screen.hpp"
#include "terminal/sequences/modes.hpp"
#include "terminal/sequences/reports.hpp"
#include "terminal/sequences/sequence.hpp"
#include "terminal/sequences/window_ops.hpp"
#include "terminal/view.hpp"

namespace tabacus::terminal {
namespace {

constexpr int kLargestSide = 4096;
constexpr int kArrowsPerWheelNotch = 3;

/// A wide character must fit, so one column is not a terminal.
Size clamped(Size size) { return {std::clamp(size.columns, 2, kLargestSide), std::clamp(size.rows, 1, kLargestSide)}; }

}  // namespace

class Terminal::Core final : public ParserEvents {
 public:
  Core(Size size, Host& host, TerminalOptions given)
      : options{std::move(given)},
        screen{size.columns, size.rows, options.scrollback_lines},
        view{screen, options.word_characters},
        context{options, host, screen, state} {
    state.size = size;
    state.cell_pixels = options.cell_pixels;
    state.palette = options.palette;
    state.cursor_shape = options.cursor_shape;
    screen.modes().cursor_blink = options.cursor_blinks;
  }

  void print_ascii(std::string_view text) override { screen.print_ascii(text); }
  void print(std::span<const char32_t> text) override { screen.print(text); }
  /// The two that end lines are not worth a call.
  void control(unsigned char byte) override {
    if (byte == '\r') {
      screen.carriage_return();
    } else if (byte == '\n' && !screen.modes().newline) {
      screen.index();
    } else {
      handle_control(context, byte);
    }
  }
  void end_line() override {
    screen.carriage_return();
    screen.index();
  }
  void sequence(const Sequence& sequence) override {
    dispatch(context, sequence);
    understand_vt52(!screen.modes().ansi);
  }

  void understand_vt52(bool on) {
    parser.understand_vt52(on);
    echo_parser.understand_vt52(on);
  }

  /// What keys and the mouse send, in the bits that the program asked for.
  [[nodiscard]] std::string in_its_bits(std::string bytes) const {
    return state.sends_eight_bit_controls ? with_eight_bit_controls(bytes) : bytes;
  }

  [[nodiscard]] FrameCursor cursor() const {
    const Cursor& at = screen.cursor();
    return {at.row, at.column, screen.modes().cursor_visible, screen.modes().cursor_blink, state.cursor_shape};
  }

  TerminalOptions options;
  Parser parser;
  Parser echo_parser;  // of what is typed: it may come in the middle of the program's sequence
  Screen screen;
  View view;
  TerminalState state;
  SequenceContext context;
  MouseEvent last_motion;
  std::optional<std::chrono::steady_clock::time_point> held_since;  // the first held check since the last copy
  std::uint64_t overdue_update = 0;                                 // the synchronized update no longer waited for
};

Terminal::Terminal(Size size, Host& host, TerminalOptions options)
    : core_{std::make_unique<Core>(clamped(size), host, std::move(options))} {}
Terminal::~Terminal() = default;

void Terminal::feed(std::string_view bytes) {
  core_->parser.feed(bytes, *core_);
  core_->view.follow_screen();
}

void Terminal::resize(Size size) { resize(size, core_->state.cell_pixels); }

void Terminal::resize(Size size, PixelSize cell_pixels) {
  size = clamped(size);
  const bool is_same = size.columns == core_->state.size.columns && size.rows == core_->state.size.rows;
  core_->state.size = size;
  core_->state.cell_pixels = cell_pixels;
  if (is_same) return;
  core_->screen.resize(size.columns, size.rows);
  core_->view.reset();
  if (modes().resize_reports) report_resize(core_->context);
}

Size Terminal::size() const { return core_->state.size; }

std::string Terminal::encode_key(const KeyPress& press) const {
  if (modes().keyboard_locked) return {};
  return core_->in_its_bits(
      terminal::encode_key(press, modes(), core_->context.kitty().flags(), core_->state.keyboard.modify_other_keys));
}

std::string Terminal::encode_mouse(const MouseEvent& event) {
  const bool is_vertical_wheel = event.button == MouseButton::WheelUp || event.button == MouseButton::WheelDown;
  if (is_vertical_wheel && is_alternate_screen() && !modes().wants_mouse()) {
    if (!modes().alternate_scroll || event.action != MouseAction::Press) return {};
    const Key key = event.button == MouseButton::WheelUp ? Key::Up : Key::Down;
    std::string bytes;
    for (int i = 0; i < kArrowsPerWheelNotch; ++i) bytes += encode_key({.key = key});
    return bytes;
  }
  if (event.action == MouseAction::Motion && !modes().mouse_sgr_pixels) {
    const MouseEvent& last = core_->last_motion;
    if (last.row == event.row && last.column == event.column && last.button == event.button) return {};
  }
  core_->last_motion = event;
  MouseEvent on_screen = event;
  on_screen.row = core_->view.screen_row(event.row);
  on_screen.pixel_y += (on_screen.row - event.row) * core_->state.cell_pixels.height;
  return core_->in_its_bits(terminal::encode_mouse(on_screen, modes()));
}

std::string Terminal::encode_paste(std::string_view text) const {
  return terminal::encode_paste(text, modes().bracketed_paste ? PasteMode::Bracketed : PasteMode::Plain);
}

std::string Terminal::encode_focus(bool has_focus) const {
  if (!modes().focus_reports) return {};
  return core_->in_its_bits(has_focus ? "\x1B[I" : "\x1B[O");
}

std::string Terminal::encode_clipboard(std::string_view text) const {
  return core_->in_its_bits(fmt::format("\x1B]52;c;{}\x1B\\", encode_base64(text)));
}

void Terminal::echo(std::string_view typed) {
  if (modes().no_local_echo) return;
  core_->echo_parser.feed(typed, *core_);
  core_->view.follow_screen();
}

void Terminal::copy_to(Frame& frame) {
  core_->held_since.reset();
  core_->view.copy_to(frame, core_->cursor());
  frame.palette = core_->state.palette;
  frame.reverse_screen = modes().reverse_screen;
}

bool Terminal::has_damage() const { return core_->view.has_damage(core_->cursor()); }

std::optional<std::chrono::steady_clock::time_point> Terminal::redraw_held_until(
    std::chrono::steady_clock::time_point now) {
  if (!synchronized_output_active()) return std::nullopt;
  const std::uint64_t update = core_->state.synchronized_updates;
  if (core_->overdue_update == update) return std::nullopt;
  // Only a copy ends the hold: updates that follow one another without a picture between them share one limit.
  if (!core_->held_since) core_->held_since = now;
  const auto until = *core_->held_since + kSynchronizedOutputLimit;
  if (now < until) return until;
  core_->overdue_update = update;
  return std::nullopt;
}

void Terminal::scroll_view(int lines) { core_->view.scroll(lines); }
void Terminal::glide_view(int parts) { core_->view.glide(parts); }
void Terminal::settle_view() { core_->view.settle(); }
void Terminal::scroll_view_to_end() { core_->view.scroll(-core_->view.scrolled_back()); }

void Terminal::begin_selection(int row, int column, SelectBy by) { core_->view.begin_selection(row, column, by); }
void Terminal::extend_selection(int row, int column) { core_->view.extend_selection(row, column); }
void Terminal::clear_selection() { core_->view.clear_selection(); }
bool Terminal::has_selection() const { return core_->view.has_selection(); }
std::string Terminal::selected_text() const { return core_->view.selected_text(); }

Result<void> Terminal::start_search(std::string_view pattern, PatternKind kind, PatternCase letter_case) {
  core_->view.end_search();
  auto compiled = Pattern::compile(pattern, kind, letter_case);
  if (!compiled) return fail(compiled.error());
  core_->view.start_search(std::move(*compiled));
  return {};
}
void Terminal::end_search() { core_->view.end_search(); }
bool Terminal::step_search(std::size_t rows) {
  Search* const search = core_->view.search();
  return search != nullptr && search->step(rows);
}
std::size_t Terminal::search_matches() const {
  const Search* const search = std::as_const(core_->view).search();
  return search == nullptr ? 0 : search->match_count();
}
bool Terminal::select_match(SearchDirection direction) { return core_->view.select_match(direction); }

std::optional<Target> Terminal::target_at(int row, int column) const { return core_->view.target_at(row, column); }
std::string Terminal::link_at(int row, int column) const {
  return core_->screen.link_of(core_->view.cell_at(row, column)).uri;
}

const std::string& Terminal::title() const { return core_->state.title; }
const std::string& Terminal::working_directory() const { return core_->state.working_directory; }
const Modes& Terminal::modes() const { return std::as_const(core_->screen).modes(); }
bool Terminal::is_alternate_screen() const { return core_->screen.kind() == ScreenKind::Alternate; }

void Terminal::set_palette(const FramePalette& palette) {
  const bool was_dark = is_dark(core_->state.palette);
  core_->options.palette = core_->state.palette = palette;
  core_->screen.damage().mark_all();
  if (modes().color_scheme_reports && is_dark(palette) != was_dark) report_color_scheme(core_->context);
}

void Terminal::clear_scrollback() {
  scroll_view_to_end();
  core_->screen.clear_history();
  core_->screen.damage().mark_all();  // what a frame says of the scrollback is no row of it
}

void Terminal::reset_input_modes() {
  terminal::reset_input_modes(core_->context);
  core_->understand_vt52(false);
}

const ProgramStatusTable& Terminal::program_status() const { return core_->state.program_status; }
void Terminal::programs_ended() { core_->state.program_status.programs_ended(); }
const Progress& Terminal::progress() const { return core_->state.progress; }
std::optional<int> Terminal::last_exit_status() const { return core_->state.last_exit_status; }
bool Terminal::scroll_to_prompt(int prompts) { return core_->view.scroll_to_prompt(prompts); }
std::vector<PromptLine> Terminal::prompts(std::size_t most) const { return core_->view.prompts(most); }
void Terminal::show_prompt(std::uint64_t line) { core_->view.show_prompt(line); }
std::string Terminal::last_command_output() const { return core_->view.last_command_output(); }
bool Terminal::toggle_fold() { return core_->view.toggle_fold(); }
void Terminal::toggle_all_folds() { core_->view.toggle_all_folds(); }
bool Terminal::unfold_at(int row) { return core_->view.unfold_at(row); }
std::string Terminal::transcript() const { return core_->view.transcript(); }

const Screen& Terminal::screen() const { return core_->screen; }

}  // namespace tabacus::terminal
