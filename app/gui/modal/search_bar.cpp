#include "app/gui/modal/search_bar.hpp"

#include <fmt/format.h>

namespace tabacus::app {

using terminal::Key;
using terminal::SearchDirection;

ModalStep SearchBar::key(const terminal::KeyPress& key) {
  if (key.key == Key::Escape) {
    send_(SearchEnds{});
    return closes();
  }
  const bool is_enter = key.key == Key::Enter || key.key == Key::KeypadEnter;
  if (is_enter || key.key == Key::Up || key.key == Key::Down) {
    const bool newer = key.key == Key::Down || (is_enter && key.modifiers.shift);
    send_(SearchSteps{newer ? SearchDirection::Newer : SearchDirection::Older});
  } else if (key.key == Key::Character && key.modifiers.control && key.code_point == U'r') {
    is_regex_ = !is_regex_;
    search();
  } else if (line_.key(key)) {
    search();
  }
  return stays();
}

void SearchBar::typed(std::string_view text) {
  line_.insert(text);
  search();
}

void SearchBar::search() {
  found_ = {};
  if (line_.text().empty()) return send_(SearchEnds{});
  send_(SearchBegins{line_.text(), is_regex_ ? terminal::PatternKind::Regex : terminal::PatternKind::Text});
}

bool SearchBar::told(const TabNews& news) {
  const auto* found = std::get_if<SearchTold>(&news);
  if (found != nullptr) found_ = *found;
  return found != nullptr;
}

std::optional<render::PromptModel> SearchBar::prompt() const {
  std::string status;
  if (!found_.problem.empty())
    status = found_.problem;
  else if (!line_.text().empty())
    status = found_.matches == 0 ? (found_.is_complete ? "nothing found" : "searching…")
                                 : fmt::format("{}{} found", found_.matches, found_.is_complete ? "" : "+");
  return render::PromptModel{is_regex_ ? "Find (regex)" : "Find", line_.text(), status + "  ↑ ↓ · Ctrl+R regex · Esc"};
}

}  // namespace tabacus::app
