#include "app/gui/modal/list_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tabacus::app {
namespace {

using terminal::Key;

constexpr int kMostRows = 18;

}  // namespace

std::optional<int> match_score(std::string_view typed, std::string_view text) {
  const std::string wanted = to_lower_ascii(typed);
  const std::string all = to_lower_ascii(text);
  if (const std::size_t at = all.find(wanted); at != std::string::npos)
    return 1000 - static_cast<int>(std::min<std::size_t>(at, 500)) + (at == 0 || all[at - 1] == ' ' ? 200 : 0);
  int score = 0;
  std::size_t at = 0;
  for (const char c : wanted) {
    const std::size_t found = all.find(c, at);
    if (found == std::string::npos) return std::nullopt;
    if (found == 0 || all[found - 1] == ' ' || all[found - 1] == '_') score += 8;
    if (found == at) score += 4;
    at = found + 1;
  }
  return score;
}

ListSheet::ListSheet(std::string title, std::vector<ListItem> items)
    : title_{std::move(title)}, items_{std::move(items)} {
  filter();
}

void ListSheet::filter() {
  struct Found {
    std::size_t index;
    int score;
  };
  std::vector<Found> found;
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (const auto score = match_score(typed_.text(), items_[i].text + " " + items_[i].detail))
      found.push_back({i, typed_.text().empty() ? 0 : *score});
  std::ranges::stable_sort(found, std::ranges::greater{}, &Found::score);
  shown_.clear();
  for (const Found& one : found) shown_.push_back(one.index);
  chosen_ = first_ = 0;
}

void ListSheet::move(int by) {
  if (shown_.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(shown_.size()) - 1;
  chosen_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(chosen_) + by, 0, last));
}

ModalStep ListSheet::key(const terminal::KeyPress& key) {
  switch (key.key) {
    case Key::Escape:
      return closes();
    case Key::Enter:
    case Key::KeypadEnter:
      return shown_.empty() ? stays() : closes(items_[shown_[chosen_]].run);
    case Key::Up:
      return move(-1), stays();
    case Key::Down:
    case Key::Tab:
      return move(key.modifiers.shift ? -1 : 1), stays();
    case Key::PageUp:
      return move(-page_), stays();
    case Key::PageDown:
      return move(page_), stays();
    default:
      break;
  }
  if (key.key == Key::Character && key.modifiers.control && (key.code_point == U'n' || key.code_point == U'p'))
    move(key.code_point == U'n' ? 1 : -1);
  else if (typed_.key(key))
    filter();
  return stays();
}

void ListSheet::typed(std::string_view text) {
  typed_.insert(text);
  filter();
}

bool ListSheet::scrolled(int lines) { return move(-lines), true; }

std::optional<render::SheetModel> ListSheet::sheet(render::SheetRoom room) {
  page_ = std::min(room.rows, kMostRows);
  const auto page = static_cast<std::size_t>(page_);
  if (chosen_ < first_) first_ = chosen_;
  if (chosen_ >= first_ + page) first_ = chosen_ - page + 1;
  render::SheetModel sheet;
  sheet.title = title_;
  sheet.note = shown_.size() == items_.size() ? fmt::format("{}", items_.size())
                                              : fmt::format("{} of {}", shown_.size(), items_.size());
  sheet.input = typed_.text();
  for (std::size_t i = first_; i < std::min(shown_.size(), first_ + page); ++i) {
    const ListItem& item = items_[shown_[i]];
    sheet.rows.push_back({item.text, item.detail, item.ink});
  }
  if (!shown_.empty()) sheet.chosen = chosen_ - first_;
  // Of one height, so that it does not jump while one types.
  while (sheet.rows.size() < std::min(page, items_.size())) sheet.rows.push_back({});
  sheet.footer = "Enter chooses · ↑ ↓ move · type to narrow · Esc closes";
  return sheet;
}

}  // namespace tabacus::app
