#include "terminal/folds.hpp"

#include <algorithm>

namespace tabacus::terminal {

const Fold* Folds::find(std::uint64_t line) const {
  const auto behind = std::upper_bound(folds_.begin(), folds_.end(), line,
                                       [](std::uint64_t wanted, const Counted& at) { return wanted < at.fold.first; });
  if (behind == folds_.begin()) return nullptr;
  const Fold& found = (behind - 1)->fold;
  return line <= found.last ? &found : nullptr;
}

void Folds::count_from(std::size_t index) {
  std::uint64_t hidden = index == 0 ? 0 : folds_[index - 1].hidden_behind();
  for (; index < folds_.size(); ++index) {
    folds_[index].hidden_before = hidden;
    hidden = folds_[index].hidden_behind();
  }
}

void Folds::add(const Fold& fold) {
  const auto at =
      std::lower_bound(folds_.begin(), folds_.end(), fold.first,
                       [](const Counted& before, std::uint64_t first) { return before.fold.first < first; });
  const auto index = static_cast<std::size_t>(at - folds_.begin());
  folds_.insert(at, {fold, 0});
  count_from(index);
}

void Folds::remove(std::uint64_t first) {
  const auto at =
      std::find_if(folds_.begin(), folds_.end(), [&](const Counted& each) { return each.fold.first == first; });
  if (at == folds_.end()) return;
  const auto index = static_cast<std::size_t>(at - folds_.begin());
  folds_.erase(at);
  count_from(index);
}

bool Folds::forget_before(std::uint64_t begin) {
  if (folds_.empty() || folds_.front().fold.first >= begin) return false;
  folds_.erase(folds_.begin(), std::find_if(folds_.begin(), folds_.end(),
                                            [&](const Counted& each) { return each.fold.last >= begin; }));
  if (!folds_.empty()) folds_.front().fold.first = std::max(folds_.front().fold.first, begin);
  count_from(0);
  return true;
}

std::uint64_t Folds::place_of(std::uint64_t line) const {
  const auto behind = std::upper_bound(folds_.begin(), folds_.end(), line,
                                       [](std::uint64_t wanted, const Counted& at) { return wanted < at.fold.first; });
  if (behind == folds_.begin()) return line;
  const Counted& before = *(behind - 1);
  return line <= before.fold.last ? before.place() : line - before.hidden_behind();
}

std::uint64_t Folds::line_at(std::uint64_t place) const {
  const auto behind = std::upper_bound(folds_.begin(), folds_.end(), place,
                                       [](std::uint64_t wanted, const Counted& at) { return wanted < at.place(); });
  if (behind == folds_.begin()) return place;
  const Counted& before = *(behind - 1);
  return place == before.place() ? before.fold.first : place + before.hidden_behind();
}

}  // namespace tabacus::terminal
