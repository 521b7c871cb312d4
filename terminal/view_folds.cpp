// View: folding what commands wrote. A mark on the output's first line carries a fold through scrolling and reflow; the
// view holds the line numbers that the marks stand for.
#include <algorithm>
#include <vector>

#include "terminal/view.hpp"

namespace tabacus::terminal {
namespace {

/// The note takes one itself.
constexpr std::uint64_t kLeastLines = 2;

}  // namespace

void View::set_mark(std::uint64_t line, LineMark mark) {
  const auto row = static_cast<std::int64_t>(line) - static_cast<std::int64_t>(first_screen_line());
  screen_.set_mark(static_cast<int>(row), mark);
}

void View::fold(const Fold& output) {
  if (folds_.size() == Folds::kMost) open(folds_[0]);
  folds_.add(output);
  set_mark(output.first, LineMark::FoldedOutput);
  is_all_damaged_ = true;
}

void View::open(Fold fold) {
  if (lines().mark(fold.first) == LineMark::FoldedOutput) set_mark(fold.first, LineMark::Output);
  folds_.remove(fold.first);
  live_seen_ = live_place();
  is_all_damaged_ = true;
}

/// From the end up: those that a prompt follows.
std::vector<Fold> View::last_outputs(std::size_t most) const {
  const TextLines all = lines();
  std::vector<Fold> outputs;
  std::optional<std::uint64_t> prompt;
  for (std::uint64_t line = all.end(); line-- > all.begin() && outputs.size() < most;) {
    const LineMark mark = all.mark(line);
    if (mark == LineMark::Prompt) prompt = line;
    if (!is_output(mark) || !prompt) continue;
    if (*prompt - line >= kLeastLines) outputs.push_back({line, *prompt - 1});
    prompt.reset();
  }
  return outputs;
}

std::optional<Fold> View::last_output() const {
  const std::vector<Fold> outputs = last_outputs(1);
  return outputs.empty() ? std::nullopt : std::optional{outputs.front()};
}

std::optional<Fold> View::output_in_view() const {
  const TextLines all = lines();
  std::uint64_t line = line_of(0);
  const std::uint64_t end_of_view = line_of(screen_.rows());
  while (line > all.begin() && all.mark(line) != LineMark::Prompt) --line;
  std::optional<std::uint64_t> output;
  for (; line < all.end() && (output || line < end_of_view); ++line) {
    const LineMark mark = all.mark(line);
    if (is_output(mark)) output = line;
    if (mark != LineMark::Prompt || !output) continue;
    if (line - *output >= kLeastLines) return Fold{*output, line - 1};
    output.reset();
  }
  return std::nullopt;
}

bool View::toggle_fold() {
  if (screen_.kind() != ScreenKind::Primary) return false;
  const bool is_live = offset_ == 0 && part_ == 0;
  const auto output = is_live ? last_output() : output_in_view();
  if (!output) return false;
  // What is folded away leaves its prompt at the top.
  std::uint64_t top = line_of(0);
  if (top > output->first && top <= output->last) top = output->first - std::min<std::uint64_t>(output->first, 1);
  if (const Fold* const folded = folds_.find(output->first)) {
    open(*folded);
  } else {
    fold(*output);
  }
  live_seen_ = live_place();
  settle();
  bring_to_top(is_live ? lines().end() : top);
  return true;
}

void View::toggle_all_folds() {
  if (screen_.kind() != ScreenKind::Primary) return;
  const bool is_live = offset_ == 0 && part_ == 0;
  std::uint64_t top = line_of(0);
  if (folds_.empty()) {
    const std::vector<Fold> outputs = last_outputs(Folds::kMost);
    std::for_each(outputs.rbegin(), outputs.rend(), [this](const Fold& output) { fold(output); });
    if (const Fold* const hiding = folds_.find(top)) top = hiding->first - std::min<std::uint64_t>(hiding->first, 1);
  } else {
    while (!folds_.empty()) open(folds_[folds_.size() - 1]);
  }
  live_seen_ = live_place();
  settle();
  bring_to_top(is_live ? lines().end() : top);
}

bool View::unfold_at(int row) {
  const Fold* const fold = fold_at(row);
  if (fold == nullptr) return false;
  const bool is_live = offset_ == 0 && part_ == 0;
  const std::uint64_t top = line_of(0);
  open(*fold);
  bring_to_top(is_live ? lines().end() : top);
  return true;
}

/// Those that reach the screen, or did when last looked at: programs may have written over them.
bool View::drop_broken_folds() {
  const TextLines all = lines();
  const std::uint64_t cursor = first_screen_line() + static_cast<std::uint64_t>(screen_.cursor().row);
  bool is_changed = false;
  for (std::size_t index = folds_.size(); index-- > 0 && folds_[index].last + 1 >= lines_seen_;) {
    const Fold& fold = folds_[index];
    const bool is_whole = all.mark(fold.first) == LineMark::FoldedOutput && all.mark(fold.last + 1) == LineMark::Prompt;
    if (is_whole && (cursor < fold.first || cursor > fold.last)) continue;
    open(fold);
    is_changed = true;
  }
  return is_changed;
}

/// What follow_screen is without folds.
void View::follow_with_folds() {
  const std::uint64_t begin = lines().begin();
  const std::uint64_t top = folds_.line_at(live_seen_ - static_cast<std::uint64_t>(offset_));
  const bool showed_screen = offset_ < screen_.rows();
  const bool reached_screen = folds_[folds_.size() - 1].last >= lines_seen_;
  bool is_changed = folds_.forget_before(begin);
  if (is_changed && !folds_.empty() && folds_[0].first == begin) set_mark(begin, LineMark::FoldedOutput);
  if (drop_broken_folds()) is_changed = true;
  lines_seen_ = first_screen_line();
  const bool has_moved = live_place() != live_seen_;
  live_seen_ = live_place();
  if (offset_ > 0 || part_ > 0) {
    const std::uint64_t place = place_of(std::max(top, begin));
    offset_ = static_cast<int>(live_seen_ - std::min(live_seen_, place));
    if (top < begin || offset_ == rows_above()) part_ = 0;
    if (top < begin) is_all_damaged_ = true;
  }
  // Rows that show the text above the screen are not told by its damage when they move.
  const bool shows_older = reached_screen || offset_ > 0;
  if (is_changed || (has_moved && shows_older && showed_screen)) is_all_damaged_ = true;
}

/// After a reflow.
void View::find_folds() {
  are_folds_lost_ = false;
  folds_.clear();
  const TextLines all = lines();
  std::optional<std::uint64_t> output;
  for (std::uint64_t line = all.begin(); line < all.end(); ++line) {
    const LineMark mark = all.mark(line);
    if (mark == LineMark::Prompt && output && folds_.size() < Folds::kMost) folds_.add({*output, line - 1});
    if (mark == LineMark::FoldedOutput) {
      output = line;
    } else if (mark != LineMark::None) {
      output.reset();
    }
  }
}

}  // namespace tabacus::terminal
