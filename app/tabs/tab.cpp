#include "app/tabs/tab.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace tabacus::app {
namespace {

std::size_t weight_of(const TabMessage& message) {
  if (const auto* paste = std::get_if<PastedText>(&message)) return paste->text.size() + 1;
  return 1;
}

SteadyTime now() { return std::chrono::steady_clock::now(); }

/// Programs that draw pictures ask for it; a size without pixels keeps the usual one.
terminal::PixelSize cell_of(const pty::WindowSize& size) {
  if (size.width_px == 0 || size.height_px == 0) return {};
  return {size.width_px / std::max<int>(1, size.columns), size.height_px / std::max<int>(1, size.rows)};
}

terminal::Size to_terminal(const pty::WindowSize& size) { return {size.columns, size.rows}; }

}  // namespace

Tab::Tab(TabOptions options, TabMailbox& mailbox)
    : options_{std::move(options)},
      mailbox_{mailbox},
      terminal_{to_terminal(options_.spawn.size), *this, options_.terminal} {
  start();
  thread_ = std::jthread{[this] { run(); }};
  ::pthread_setname_np(thread_.native_handle(), options_.thread_name.c_str());
}

Tab::~Tab() {
  begin_close();
  thread_.join();
}

void Tab::start() {
  if (!options_.refusal.empty()) {
    start_error_ = options_.refusal;
    return;
  }
  auto terminal = pty::Pty::open(options_.spawn.size);
  auto child = terminal ? pty::Child::spawn(*terminal, options_.spawn) : Result<pty::Child>{fail(terminal.error())};
  if (!child) {
    start_error_ = child.error().message;
    return;
  }
  const pid_t pid = child->pid();
  auto pump = pty::Pump::create(std::move(*terminal), std::move(*child));
  if (!pump) {
    start_error_ = pump.error().message;
    return;
  }
  pump_.emplace(std::move(*pump));
  shell_ = pid;
}

Result<void> Tab::send(TabMessage message) {
  const std::size_t weight = weight_of(message);
  if (!inbox_.try_push(std::move(message), weight))
    return fail(ErrorCode::Exhausted, "the tab takes no more input: its program does not read");
  if (pump_) pump_->wake();
  return {};
}

void Tab::begin_close() {
  inbox_.close();
  if (pump_) pump_->wake();
}

bool Tab::copy_to(terminal::Frame& frame) {
  is_frame_wanted_ = false;
  const std::lock_guard lock{terminal_mutex_};
  if (!terminal_.has_damage() || terminal_.redraw_held_until(now())) return false;
  terminal_.copy_to(frame);
  return true;
}

std::optional<pty::Foreground> Tab::foreground() const {
  const pid_t shell = shell_;
  return shell != 0 ? pty::foreground_of(shell) : std::nullopt;
}

void Tab::run() {
  if (pump_) {
    pump_->run(*this);
  } else {
    has_ended_ = true;
    show_note(start_error_);
    post(ProgramEnded{{.code = 127, .signal = 0}, false});
  }
  shell_ = 0;
  serve_without_program();
  post(ThreadEnded{});
}

/// The text stays to be read, scrolled and copied until the tab is closed.
void Tab::serve_without_program() {
  while (!inbox_.closed()) take_messages(std::nullopt);
}

/// In ASCII whatever character set the program left behind.
void Tab::show_note(std::string_view note) {
  feed(fmt::format("\033(B\017\033[0m\r\n\033[2m[{}]\033[0m\r\n", note));
  want_frame();
}

/// A program that died leaves its modes behind, and a shell that says nothing of its prompts does not reset them. The
/// shell takes the foreground back before it sets its own for the next prompt, so this comes before that is fed.
void Tab::notice_foreground() {
  const pid_t group = pump_->foreground_group();
  if (group == 0) return;
  const bool is_program = group != shell_;
  if (!is_program && is_program_in_front_) reset_input_modes();
  if (is_program != is_program_in_front_ || group != foreground_group_) post(ForegroundChanged{is_program});
  if (is_program && command_program_.empty())
    if (const auto front = foreground()) command_program_ = front->name;
  is_program_in_front_ = is_program;
  foreground_group_ = group;
}

void Tab::on_output(std::string_view bytes) {
  // With more behind these bytes, who is in front by now need not be who printed them.
  if (!pump_->has_read_more()) notice_foreground();
  if (bytes.size() >= kFloodBytes && now().time_since_epoch().count() < steps_back_until_)
    pump_->rest(now() + kStepBackPause);
  if (!has_output_.exchange(true)) mailbox_.wake();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kSliceBytes))) {
    feed(bytes.substr(0, kSliceBytes));
    output_count_.fetch_add(1, std::memory_order_relaxed);
    pass_on();
    if (is_searching_) go_on_searching();
    after_change();
  }
}

void Tab::on_exit(const pty::ExitStatus& status) {
  has_ended_ = true;
  if (wanted_size_) take_size();
  with_terminal([](terminal::Terminal& t) { t.programs_ended(); });
  const bool closes = status.success() && options_.hold == Hold::OnFailure;
  if (!closes) {
    reset_input_modes();
    if (options_.hold != Hold::Silently) show_note("process exited with " + pty::describe(status));
  }
  post(ProgramEnded{status, closes});
}

void Tab::feed(std::string_view bytes) {
  const std::lock_guard lock{terminal_mutex_};
  terminal_.feed(bytes);
}

void Tab::write(std::string_view bytes) {
  if (bytes.empty() || !pump_ || has_ended_) return;
  // A refused write is input for a program that has not read 64 MiB before it: there is nobody to tell.
  [[maybe_unused]] const auto written = pump_->write(bytes);
}

/// Answers go before anything else the user or the program does: programs wait for them at their start.
void Tab::pass_on() {
  if (pump_ && pump_->queued_bytes() < kMaxQueuedReplies) write(replies_);
  replies_.clear();
  for (TabNews& news : news_) post(std::move(news));
  news_.clear();
}

/// Wakes main unless the program asked for time to finish its picture; then the alarm does, at the latest.
void Tab::after_change() {
  {
    const std::lock_guard lock{terminal_mutex_};
    frame_held_until_ = terminal_.redraw_held_until(now());
  }
  set_alarm();
  if (!frame_held_until_) want_frame();
}

/// The pump has one; the earlier of what is waited for.
void Tab::set_alarm() {
  if (!pump_) return;
  std::optional<SteadyTime> at = frame_held_until_;
  if (is_searching_ && !is_search_complete_) at = now();
  if (wanted_size_) at = std::min(at.value_or(next_size_at_), next_size_at_);
  pump_->set_alarm(at);
}

void Tab::want_frame() {
  if (!is_frame_wanted_.exchange(true)) mailbox_.wake();
}

void Tab::reset_input_modes() {
  with_terminal([](terminal::Terminal& t) { t.reset_input_modes(); });
}

void Tab::on_wake() {
  if (inbox_.closed()) pump_->stop();
  take_messages(std::chrono::milliseconds{0});
}

void Tab::on_alarm() {
  if (wanted_size_ && now() >= next_size_at_) take_size();
  if (is_searching_) go_on_searching();
  after_change();
}

void Tab::take_messages(std::optional<std::chrono::milliseconds> patience) {
  for (const TabMessage& message : inbox_.pop_all(patience))
    std::visit([this](const auto& what) { handle(what); }, message);
}

// What the user does.

/// Typing shows the live screen again and drops the selection, as what is typed appears there.
void Tab::input_for_program(std::string_view bytes) {
  if (bytes.empty()) return;
  with_terminal([bytes](terminal::Terminal& t) {
    t.scroll_view_to_end();
    t.clear_selection();
    t.echo(bytes);
  });
  write(bytes);
  pass_on();  // what is echoed may be a question too
  want_frame();
}

void Tab::handle(const terminal::KeyPress& press) {
  if (has_ended_) {
    if (press.key == terminal::Key::Enter && press.action == terminal::KeyAction::Press) post(CloseWanted{});
    return;
  }
  const std::string bytes = with_terminal([&](terminal::Terminal& t) { return t.encode_key(press); });
  if (terminal::is_modifier_or_lock(press.key)) return write(bytes);  // nothing is typed yet
  input_for_program(bytes);
}

void Tab::handle(const TypedText& typed) {
  if (!terminal_.modes().keyboard_locked) input_for_program(typed.text);
}

void Tab::handle(const PastedText& pasted) {
  const bool has_lines = pasted.text.find_first_of("\r\n") < pasted.text.find_last_not_of("\r\n");
  const bool is_unsafe = has_lines && !terminal_.modes().bracketed_paste;
  if (pasted.check == PasteCheck::Unsafe ? is_unsafe : pasted.check == PasteCheck::Lines && has_lines)
    return post(PasteDoubted{pasted.text});
  input_for_program(with_terminal([&](terminal::Terminal& t) { return t.encode_paste(pasted.text); }));
}

void Tab::handle(const PointerInput& input) {
  const bool is_ours = input.event.modifiers.shift || has_ended_ || !terminal_.modes().wants_mouse();
  if (is_ours) return select(input);
  write(with_terminal([&](terminal::Terminal& t) { return t.encode_mouse(input.event); }));
}

void Tab::handle(const WheelInput& input) {
  terminal::MouseEvent notch = input.where;
  notch.action = terminal::MouseAction::Press;
  notch.button = input.parts > 0 ? terminal::MouseButton::WheelUp : terminal::MouseButton::WheelDown;
  std::string bytes;
  if (!notch.modifiers.shift && !has_ended_) {
    // A touchpad's fraction of a notch is too little to report, and no reason to move a view that is the program's.
    if (input.notches == 0 && terminal_.modes().wants_mouse()) return;
    for (int i = 0; i < std::abs(input.notches); ++i)
      bytes += with_terminal([&](terminal::Terminal& t) { return t.encode_mouse(notch); });
  }
  if (!bytes.empty()) return write(bytes);
  handle(GlideView{input.parts});
}

void Tab::handle(const GlideView& glide) {
  with_terminal([&](terminal::Terminal& t) { t.glide_view(glide.parts); });
  want_frame();
}

void Tab::handle(const SettleView&) {
  with_terminal([](terminal::Terminal& t) { t.settle_view(); });
  want_frame();
}

/// The first at once, those that follow it closely together.
void Tab::handle(const Resized& resized) {
  wanted_size_ = resized.size;
  if (!pump_ || has_ended_ || now() >= next_size_at_) take_size();
  set_alarm();
}

void Tab::take_size() {
  const pty::WindowSize size = *wanted_size_;
  wanted_size_.reset();
  next_size_at_ = now() + kResizePause;
  with_terminal([&](terminal::Terminal& t) { t.resize(to_terminal(size), cell_of(size)); });
  // It fails only when nobody holds the other end any more.
  if (pump_ && !has_ended_) [[maybe_unused]]
    const auto done = pump_->resize(size);
  pass_on();
  want_frame();
}

void Tab::handle(const FocusChanged& changed) {
  write(with_terminal([&](terminal::Terminal& t) { return t.encode_focus(changed.focused); }));
}

void Tab::handle(const ScrollView& scroll) {
  with_terminal([&](terminal::Terminal& t) {
    constexpr int kEverything = 1 << 28;
    switch (scroll.unit) {
      case ScrollUnit::Lines:
        return t.scroll_view(scroll.amount);
      case ScrollUnit::Pages:
        return t.scroll_view(scroll.amount * std::max(1, t.size().rows - 1));
      case ScrollUnit::Ends:
        return t.scroll_view(scroll.amount * kEverything);
    }
  });
  want_frame();
}

void Tab::handle(const CopySelection& copy) {
  std::string text = with_terminal([](terminal::Terminal& t) { return t.selected_text(); });
  if (!text.empty()) post(ClipboardFilled{copy.to, std::move(text)});
}

void Tab::handle(const ClipboardAnswer& answer) {
  write(with_terminal([&](terminal::Terminal& t) { return t.encode_clipboard(answer.text); }));
}

void Tab::select(const PointerInput& input) {
  using terminal::MouseAction;
  using terminal::MouseButton;
  const auto& [action, button, row, column, x, y, modifiers] = input.event;
  if (button == MouseButton::Middle && action == MouseAction::Press) return post(PasteWanted{ClipboardKind::Primary});
  if (button != MouseButton::Left) return;
  with_terminal([&](terminal::Terminal& t) {
    if (action != MouseAction::Press) {
      has_dragged_ = has_dragged_ || pressed_at_ != std::pair{row, column};
      if (is_selecting_ && has_dragged_) t.extend_selection(row, column);
      if (is_selecting_ && !has_dragged_ && t.unfold_at(row)) t.clear_selection();
      return;
    }
    constexpr std::array kBy{terminal::SelectBy::Character, terminal::SelectBy::Word, terminal::SelectBy::Line};
    const auto by = kBy[static_cast<std::size_t>(std::max(0, input.clicks - 1)) % kBy.size()];
    const bool is_block = modifiers.alt && by == terminal::SelectBy::Character;
    t.begin_selection(row, column, is_block ? terminal::SelectBy::Block : by);
    pressed_at_ = {row, column};
    has_dragged_ = false;
  });
  is_selecting_ = action != MouseAction::Release;
  want_frame();
  if (action == MouseAction::Release) handle(CopySelection{ClipboardKind::Primary});
}

// What the program asks of the world. The terminal is locked: it is only noted here.

void Tab::reply(std::string_view bytes) { replies_ += bytes; }
void Tab::title_changed(std::string_view title) { news_.emplace_back(TitleChanged{std::string{title}}); }
void Tab::bell() { news_.emplace_back(BellRang{}); }
void Tab::copy_to_clipboard(std::string_view text) {
  news_.emplace_back(ClipboardFilled{ClipboardKind::Standard, std::string{text}});
}
void Tab::clipboard_wanted() { news_.emplace_back(ClipboardWanted{}); }
void Tab::notified(const terminal::Notification& notification) {
  ring_once();
  std::erase_if(news_, [](const TabNews& news) { return std::holds_alternative<Notified>(news); });
  news_.emplace_back(Notified{notification});
}
/// A program that waits for the user rings as a bell does.
void Tab::program_status_changed() {
  const terminal::ProgramStatus* const status = terminal_.program_status().most_urgent();
  std::erase_if(news_, [](const TabNews& news) { return std::holds_alternative<StatusChanged>(news); });
  news_.emplace_back(StatusChanged{status != nullptr ? std::optional{*status} : std::nullopt});
  const bool is_waiting = status != nullptr && status->state == terminal::ProgramState::Blocked;
  if (is_waiting && !is_program_waiting_) ring_once();
  is_program_waiting_ = is_waiting;
}

/// A flood of them is one in a slice of output.
void Tab::ring_once() {
  const bool rings_already = !news_.empty() && std::holds_alternative<BellRang>(news_.back());
  if (!rings_already) news_.emplace_back(BellRang{});
}

/// Who shows it asks /proc, which also knows the directory of programs that do not tell.
void Tab::working_directory_changed(std::string_view) { news_.emplace_back(ForegroundChanged{is_program_in_front_}); }
void Tab::command_began() {
  command_program_.clear();
  news_.emplace_back(CommandBegan{SystemClock{}.wall()});
}
void Tab::command_ended() {
  news_.emplace_back(
      CommandEnded{SystemClock{}.wall(), terminal_.last_exit_status(), std::exchange(command_program_, {})});
}
void Tab::prompt_returned() { news_.emplace_back(ForegroundChanged{false}); }

}  // namespace tabacus::app
