// What of a window opens and feeds the things that take the keyboard, and what it does as the configuration changes.
// Main thread.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <utility>

#include "app/control/runtime_directory.hpp"
#include "app/gui/calls_source.hpp"
#include "app/gui/editor.hpp"
#include "app/gui/first_run.hpp"
#include "app/gui/launch.hpp"
#include "app/gui/modal/calls_panel.hpp"
#include "app/gui/modal/copy_mode.hpp"
#include "app/gui/modal/line_prompt.hpp"
#include "app/gui/modal/question.hpp"
#include "app/gui/modal/search_bar.hpp"
#include "app/gui/session_config.hpp"
#include "app/gui/tab_label.hpp"
#include "app/gui/terminal_window.hpp"
#include "app/gui/ui_theme.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kPastePreviewLines = 8;
constexpr std::size_t kPreviewBytes = 100;
constexpr std::size_t kMostAnswerLines = 40;

/// Actions that change how things look and not what has the keyboard.
constexpr std::array<std::string_view, 4> kHarmless{"zoom_in", "zoom_out", "zoom_reset", "toggle_fullscreen"};

std::string sentence(std::string_view doc) {
  std::string text{doc};
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::vector<std::string> preview_of(const std::string& pasted) {
  std::vector<std::string> lines;
  const auto all = split(pasted, '\n');
  for (const std::string_view line : all) {
    if (lines.size() == kPastePreviewLines) {
      lines.push_back(fmt::format("… and {} more lines", all.size() - lines.size()));
      break;
    }
    lines.push_back(visible_text(cut_utf8(line, kPreviewBytes)));
  }
  return lines;
}

std::vector<std::string> replay_lines(const Result<analytics::ReplayedCall>& replayed) {
  if (!replayed) return {replayed.error().message};
  if (replayed->error.empty()) return {fmt::format("It was answered with status {}.", replayed->status)};
  std::vector<std::string> lines{fmt::format("It was refused with status {}:", replayed->status)};
  for (const std::string_view line : split(replayed->error, '\n'))
    if (lines.size() <= kMostAnswerLines) lines.push_back(visible_text(cut_utf8(line, kPreviewBytes * 4)));
  return lines;
}

render::SheetInk ink_of(render::TabBadge badge) {
  switch (badge) {
    case render::TabBadge::Blocked:
    case render::TabBadge::Bell:
      return render::SheetInk::Warning;
    case render::TabBadge::Failed:
      return render::SheetInk::Error;
    case render::TabBadge::Working:
      return render::SheetInk::Working;
    default:
      return render::SheetInk::Plain;
  }
}

}  // namespace

void TerminalWindow::open_modal(std::unique_ptr<Modal> modal, std::string_view action) {
  close_modal();
  modal_ = std::move(modal);
  modal_action_ = action;
  view_.set_modal(modal_.get());
}

void TerminalWindow::close_modal() {
  if (!modal_) return;
  view_.set_modal(nullptr);
  const auto gone = std::exchange(modal_, nullptr);
  gone->dismissed();
}

void TerminalWindow::handle_modal(const KeyboardInput& input) {
  view_.changed();
  if (const auto* action = std::get_if<const Action*>(&input)) {
    const std::string_view name = (*action)->name;
    if (name == "paste" || name == "paste_primary" || std::ranges::find(kHarmless, name) != kHarmless.end())
      return (*action)->run(*this);
    const bool is_its_own = name == modal_action_;
    close_modal();
    if (!is_its_own) (*action)->run(*this);
    return;
  }
  if (const auto* composed = std::get_if<ComposedText>(&input)) return modal_->typed(composed->text);
  const auto* key = std::get_if<terminal::KeyPress>(&input);
  if (key == nullptr) return;
  ModalStep step = modal_->key(*key);
  if (!step.closes) return;
  view_.set_modal(nullptr);
  modal_.reset();
  if (step.then) step.then();
}

std::function<void(TabMessage)> TerminalWindow::to_focused_tab() {
  return [this](TabMessage message) { tabs_.send(std::move(message)); };
}

void TerminalWindow::search() { open_modal(std::make_unique<SearchBar>(to_focused_tab()), "search"); }
void TerminalWindow::copy_mode() { open_modal(std::make_unique<CopyMode>(to_focused_tab()), "copy_mode"); }

void TerminalWindow::hints() {
  const auto use = [this](const terminal::Target& target, HintUse how) { use_target(target, how); };
  open_modal(std::make_unique<Hints>(to_focused_tab(), use), "hints");
}

/// A URL goes to the desktop's program for it; a place in a file to the editor, in a tab of its own.
void TerminalWindow::use_target(const terminal::Target& target, HintUse use) {
  const std::string shown = display_safe(target.text);
  if (use == HintUse::Copy) {
    set_clipboard_text(Clipboard::Standard, shown);
    return view_.mention("copied: " + shown);
  }
  if (target.kind == terminal::TargetKind::Url) {
    const auto opened = launch_detached({"xdg-open", target.text});
    return opened ? view_.mention("opened: " + shown) : view_.notify(opened.error().message);
  }
  TabRequest request = owner_.common().new_tab;
  request.arguments = editor_command(editor_program(config().shell_editor), target.text, target.line, target.column);
  request.program = request.arguments.front();
  open_tab(std::move(request));
}

void TerminalWindow::rename_tab() {
  const std::size_t index = tabs_.focused_index();
  open_modal(std::make_unique<LinePrompt>("Tab name", tabs_.focused().given_title,
                                          [this, index](const std::string& name) { tabs_.rename(index, name); }),
             "rename_tab");
}

std::vector<ListItem> TerminalWindow::action_items(bool with_documentation_first) {
  std::vector<ListItem> items;
  for (const Action& action : actions()) {
    const std::string keys = keyboard_.bindings().chords_of(action);
    if (with_documentation_first && keys.empty()) continue;
    items.push_back({sentence(action.doc), keys, render::SheetInk::Plain, [this, &action] { action.run(*this); }});
  }
  return items;
}

void TerminalWindow::palette() {
  std::vector<ListItem> items = action_items(false);
  for (const auto& [name, profile] : config().profiles)
    items.push_back({"Open a tab: " + display_safe(name), "profile", render::SheetInk::Accent,
                     [this, request = profile_request(config(), name, profile)] { open_tab(request); }});
  for (const ColorTheme& theme : themes())
    items.push_back({fmt::format("Theme: {}", theme.name), "until tabacus ends", render::SheetInk::Dim, [this, &theme] {
                       Config changed = config();
                       const bool is_light = theme.tone == ThemeTone::Light;
                       changed.theme_mode = is_light ? "light" : "dark";
                       (is_light ? changed.theme_light : changed.theme_dark) = theme.name;
                       owner_.configure(changed);
                     }});
  open_modal(std::make_unique<ListSheet>("What to do", std::move(items)), "palette");
}

void TerminalWindow::help() { open_modal(std::make_unique<ListSheet>("Keys", action_items(true)), "help"); }

void TerminalWindow::tab_overview() {
  std::vector<ListItem> items;
  for (std::size_t i = 0; i < tabs_.size(); ++i) {
    const TabState& state = tabs_.at(i);
    const render::TabLabel label = view_.label_of(tabs_.group(i));
    std::string text = fmt::format("{}  {}", i + 1, label.title);
    if (state.status && !state.status->message.empty()) text += " — " + state.status->message;
    items.push_back({std::move(text), label.detail, ink_of(label.badge), [this, i] { focus_tab(i); }});
  }
  open_modal(std::make_unique<ListSheet>("Tabs", std::move(items)), "tab_overview");
}

void TerminalWindow::ask_to_close(std::size_t index) {
  if (index >= tabs_.size()) return;
  const std::string busy = tabs_.busy_program(index);
  if (config().window_close_question == "never" || (busy.empty() && config().window_close_question == "programs"))
    return close_tab_at(index);
  const TabId tab = tabs_.at(index).tab->id();
  QuestionText question{"Close this tab?", {tabs_.at(index).title()}, "close it", "keep it"};
  if (const std::size_t panes = tabs_.group(index).panes.size(); panes > 1)
    question.lines.front() += fmt::format(", of {} panes", panes);
  if (!busy.empty()) question.lines.push_back(fmt::format("{} is running in it and will be ended.", busy));
  open_modal(std::make_unique<Question>(std::move(question), [this, tab] {
    if (const auto now_at = tabs_.index_of(tab)) close_tab_at(*now_at);
  }));
}

void TerminalWindow::quit() {
  QuestionText question{"Close the window?", {}, "close it", "keep it"};
  for (std::size_t i = 0; i < tabs_.size(); ++i)
    if (const std::string busy = tabs_.busy_program(i); !busy.empty())
      question.lines.push_back(fmt::format("{} is running in tab {}, {}", busy, i + 1, tabs_.at(i).title()));
  ask_to_end(std::move(question), "quit", [this] { is_closed_ = true; });
}

void TerminalWindow::quit_all() {
  QuestionText question{"Close all windows?", owner_.running_programs(), "close them", "keep them"};
  ask_to_end(std::move(question), "quit_all", [this] { owner_.close_windows(); });
}

/// The question has a line for each program that would end.
void TerminalWindow::ask_to_end(QuestionText question, std::string_view action, std::function<void()> end) {
  const bool asks = config().window_close_question == "always" ||
                    (config().window_close_question == "programs" && !question.lines.empty());
  if (!asks) return end();
  open_modal(std::make_unique<Question>(std::move(question), std::move(end)), action);
}

void TerminalWindow::paste_doubted(const std::string& text) {
  QuestionText question{"Paste several lines?", preview_of(text), "paste them", "paste nothing"};
  open_modal(std::make_unique<Question>(std::move(question), [this, text] { tabs_.send(PastedText{text}); }));
}

/// In the editor it can be read, searched and saved elsewhere.
void TerminalWindow::show_transcript(const std::string& text) {
  if (text.empty()) return view_.mention("no full-screen program has shown anything in this pane");
  const auto directory = make_runtime_directory();
  if (!directory) return view_.notify(directory.error().message);
  const std::filesystem::path file = *directory / fmt::format("transcript-{}.txt", tabs_.focused().tab->id().text());
  if (const auto written = write_private_file(file, text); !written) return view_.notify(written.error().message);
  use_target({terminal::TargetKind::File, file.native()}, HintUse::Open);
}

/// What scrolled by, folded to the lines that were typed.
void TerminalWindow::show_outline(const std::vector<terminal::PromptLine>& prompts) {
  if (prompts.empty()) return view_.mention("no prompt was marked here (OSC 133; shell.integration does)");
  std::vector<ListItem> items;
  for (const terminal::PromptLine& prompt : prompts) {
    const std::string lines = prompt.output_lines == 1 ? "1 line" : fmt::format("{} lines", prompt.output_lines);
    items.push_back({visible_text(cut_utf8(prompt.text, kPreviewBytes * 2)), prompt.output_lines > 0 ? lines : "",
                     render::SheetInk::Plain, [this, line = prompt.line] { tabs_.send(ShowPrompt{line}); }});
  }
  open_modal(std::make_unique<ListSheet>("What was run here", std::move(items)), "outline");
}

void TerminalWindow::told(const TabNews& news) {
  if (const auto* told = std::get_if<PromptsTold>(&news)) return show_outline(told->prompts);
  if (const auto* transcript = std::get_if<TranscriptTold>(&news)) return show_transcript(transcript->text);
  if (modal_ && modal_->told(news)) view_.changed();
}

void TerminalWindow::edit_configuration() {
  const std::filesystem::path& own = owner_.common().config_file;
  const std::filesystem::path file = own.empty() ? default_config_file() : own;
  use_target({terminal::TargetKind::File, file.native()}, HintUse::Open);
}

void TerminalWindow::analytics() {
  LoadedConfig loaded;
  loaded.config = config();
  auto source = std::make_unique<CallsSource>(std::move(loaded), owner_.common().analytics_directory,
                                              tabs_.focused().tab->id().text(), [this] { owner_.wake(); });
  const auto copy = [this](const std::string& text) {
    set_clipboard_text(Clipboard::Standard, text);
    view_.mention("copied");
  };
  CallsPanel::Replay replay;
  if (analytics::Engine* const engine = view_.engine(); engine != nullptr && tabs_.focused().metered)
    replay = [engine, tab = tabs_.focused().tab->id()](std::int64_t call, const std::function<bool()>& gives_up) {
      return replay_lines(engine->replay(tab, call, gives_up));
    };
  open_modal(std::make_unique<CallsPanel>(std::move(source), copy, std::move(replay)), "analytics");
}

void TerminalWindow::copy_meter() {
  const std::string text = view_.meter_text();
  if (text.empty()) return view_.mention("there is no meter to copy");
  set_clipboard_text(Clipboard::Standard, text);
  view_.mention("copied");
}

void TerminalWindow::ask_about_analytics() {
  const auto remember = [this] {
    if (const auto done = remember_first_run(); !done) view_.notify(done.error().message);
  };
  const auto yes = [this, remember] {
    remember();
    if (const auto written = write_analytics_on(owner_.common().config_file); !written)
      return view_.notify(written.error().message);
    owner_.reload_config();
  };
  open_modal(std::make_unique<Question>(first_run_text(), yes, remember));
}

void TerminalWindow::set_meter(const MeterParts& meter) {
  tabs_.set_engine(meter.engine);
  view_.set_meter(meter.engine, meter.figures);
}

void TerminalWindow::tell_unmetered_tabs() {
  std::string unmetered;
  for (std::size_t i = 0; i < tabs_.size(); ++i)
    if (!std::ranges::all_of(tabs_.group(i).panes, &TabState::metered))
      unmetered += fmt::format("{}{}", unmetered.empty() ? "" : ", ", i + 1);
  if (!unmetered.empty())
    view_.notify(fmt::format("new tabs are metered; to have these metered, open them again: {}", unmetered));
}

void TerminalWindow::configure(const Config& config, const ColorTheme& theme,
                               const std::shared_ptr<const terminal::FramePalette>& palette) {
  keyboard_.bind(KeyBindings{config.keys});
  pointer_.set_wheel(wheel_motion(config), static_cast<int>(config.terminal_wheel_lines));
  terminal::TerminalOptions terminal = terminal_options(config, *palette);
  terminal.cell_pixels = tabs_.terminal_options().cell_pixels;
  tabs_.configure(tab_titles(config), terminal);
  tabs_.send_to_all(NewPalette{palette});
  view_.configure(config, theme);
}

}  // namespace tabacus::app
