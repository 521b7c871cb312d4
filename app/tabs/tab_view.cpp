// What the user does to a tab's text without its program: search, prompts, selection by keys, things to open. The tab's
// thread.
#include <array>
#include <utility>

#include "app/tabs/tab.hpp"

namespace tabacus::app {
namespace {

/// Between two of these the lock is free and messages are looked at.
constexpr std::size_t kSearchRows = 20'000;
constexpr std::size_t kMostTargets = 200;
constexpr std::size_t kMostPrompts = 1000;

}  // namespace

void Tab::handle(const CopyLastOutput&) {
  std::string text = with_terminal([](terminal::Terminal& t) { return t.last_command_output(); });
  if (!text.empty()) post(ClipboardFilled{ClipboardKind::Standard, std::move(text)});
}

void Tab::handle(const ScrollToPrompt& scroll) {
  with_terminal([&](terminal::Terminal& t) { return t.scroll_to_prompt(scroll.prompts); });
  want_frame();
}

void Tab::handle(const ToggleFold& toggle) {
  with_terminal([&](terminal::Terminal& t) {
    if (toggle.what == FoldWhat::All) return t.toggle_all_folds();
    t.toggle_fold();
  });
  want_frame();
}

void Tab::handle(const ClearScrollback&) {
  with_terminal([](terminal::Terminal& t) { t.clear_scrollback(); });
  want_frame();
}

void Tab::handle(const ResetTerminal&) {
  reset_input_modes();
  want_frame();
}

void Tab::handle(const NewPalette& changed) {
  with_terminal([&](terminal::Terminal& t) { t.set_palette(*changed.palette); });
  pass_on();
  want_frame();
}

void Tab::handle(const SearchBegins& search) {
  const auto begun = with_terminal([&](terminal::Terminal& t) {
    t.clear_selection();
    return t.start_search(search.pattern, search.kind);
  });
  if (!begun) {
    is_searching_ = false;
    return post(SearchTold{.matches = 0, .is_complete = true, .problem = begun.error().message});
  }
  is_searching_ = jumps_to_match_ = true;
  go_on_searching();
  set_alarm();
}

void Tab::go_on_searching() {
  const bool has_pump = pump_ && !has_ended_;
  std::size_t matches = 0;
  bool has_more = true;
  bool has_jumped = false;
  do {
    with_terminal([&](terminal::Terminal& t) {
      has_more = t.step_search(kSearchRows);
      matches = t.search_matches();
      if (jumps_to_match_ && matches > 0) has_jumped = t.select_match(terminal::SearchDirection::Older);
    });
    jumps_to_match_ = jumps_to_match_ && !has_jumped;
  } while (has_more && !has_pump);  // with a program, its pump calls again
  is_search_complete_ = !has_more;
  post(SearchTold{.matches = matches, .is_complete = is_search_complete_, .problem = {}});
  want_frame();
}

void Tab::handle(const SearchSteps& step) {
  if (!is_searching_) return;
  with_terminal([&](terminal::Terminal& t) { return t.select_match(step.direction); });
  want_frame();
}

void Tab::handle(const SearchEnds&) {
  is_searching_ = false;
  with_terminal([](terminal::Terminal& t) { t.end_search(); });
  set_alarm();
  want_frame();
}

void Tab::handle(const BeginSelection& begin) {
  with_terminal([&](terminal::Terminal& t) { t.begin_selection(begin.row, begin.column, begin.by); });
  want_frame();
}

void Tab::handle(const ExtendSelection& extend) {
  with_terminal([&](terminal::Terminal& t) { t.extend_selection(extend.row, extend.column); });
  want_frame();
}

void Tab::handle(const ClearSelection&) {
  with_terminal([](terminal::Terminal& t) { t.clear_selection(); });
  want_frame();
}

void Tab::handle(const TellPrompts&) {
  post(PromptsTold{with_terminal([](terminal::Terminal& t) { return t.prompts(kMostPrompts); })});
}

void Tab::handle(const ShowPrompt& show) {
  with_terminal([&](terminal::Terminal& t) { t.show_prompt(show.line); });
  want_frame();
}

void Tab::handle(const TellTranscript&) {
  post(TranscriptTold{with_terminal([](terminal::Terminal& t) { return t.transcript(); })});
}

void Tab::handle(const FindTargets&) {
  TargetsFound found;
  with_terminal([&](terminal::Terminal& t) {
    const terminal::Size size = t.size();
    for (int row = 0; row < size.rows; ++row)
      for (int column = 0; column < size.columns && found.targets.size() < kMostTargets; ++column) {
        auto target = t.target_at(row, column);
        const bool goes_on = target && !found.targets.empty() && found.targets.back().target.text == target->text &&
                             found.targets.back().target.first == target->first &&
                             found.targets.back().target.last == target->last &&
                             row - found.targets.back().row <= static_cast<int>(target->last) / size.columns;
        if (target && !goes_on) found.targets.push_back({row, column, std::move(*target)});
      }
  });
  post(std::move(found));
}

}  // namespace tabacus::app
