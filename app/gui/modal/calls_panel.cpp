#include "app/gui/modal/calls_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "app/gui/meter/widget.hpp"
#include "app/gui/modal/hint_line.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "fonts/text_cells.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using render::SheetInk;
using terminal::Key;

/// What can be asked of a call; its key is its place.
struct Part {
  std::string_view title;
  std::vector<std::string> (*command)(const std::string& call);
};
const std::array kParts{
    Part{"call",
         [](const std::string& call) {
           return std::vector<std::string>{"show", call};
         }},
    Part{"cost",
         [](const std::string& call) {
           return std::vector<std::string>{"cost", call};
         }},
    Part{"why",
         [](const std::string& call) {
           return std::vector<std::string>{"why", call};
         }},
    Part{"diff",
         [](const std::string& call) {
           return std::vector<std::string>{"diff", call};
         }},
    Part{"conversation",
         [](const std::string& call) {
           return std::vector<std::string>{"show", call, "--conversation"};
         }},
    Part{"request",
         [](const std::string& call) {
           return std::vector<std::string>{"show", call, "--request"};
         }},
    Part{"response",
         [](const std::string& call) {
           return std::vector<std::string>{"show", call, "--response"};
         }},
    Part{"events",
         [](const std::string& call) {
           return std::vector<std::string>{"show", call, "--events"};
         }},
};

constexpr std::string_view kCharts = "Charts";
constexpr std::string_view kCommands = "What shells ran";
constexpr std::string_view kAgain = "Again: call ";
constexpr std::string_view kKeys = "Keys";

constexpr std::array<std::string_view, 10> kRowHints{
    "Esc closes", "R again",  "/ search",   "? keys", "Enter what it was",
    "s whose",    "c charts", "x commands", "y cURL", "J JSON"};
constexpr std::array<std::string_view, 3> kSearchHints{"Enter keeps the words", "Esc drops them",
                                                       "they narrow the list"};

std::vector<std::string> key_lines() {
  return {"Esc, q     close the panel; a page: back to the calls",
          "Up, k      Down, j      Page Up      Page Down      Home, g      End, G",
          "Enter, →   what the call was, in pages: 1 to 8, Tab and Shift+Tab go to another",
          "/          search: words narrow the list; \"error\" is all that failed",
          "R          send the call again, after a question",
          "s          whose calls: this tab's, this session's, all",
          "c          charts of what calls cost",
          "x          what shells ran",
          "y          copy the call as a cURL command; in a page: copy the page",
          "J          copy the call as JSON",
          "?          these lines"};
}

std::string_view name_of(CallScope scope) {
  if (scope == CallScope::Tab) return "this tab";
  return scope == CallScope::Session ? "this session" : "all";
}

SheetInk ink_of(const CallRow& row) {
  if (row.outcome == "ok") return SheetInk::Plain;
  return row.outcome == "aborted" || row.outcome == "refused" ? SheetInk::Warning : SheetInk::Error;
}

/// Differs by more than its colour.
std::string_view sign_of(const CallRow& row) {
  if (row.outcome == "ok") return "✓";
  return row.outcome == "aborted" || row.outcome == "refused" ? "–" : "×";
}

std::string padded(std::string text, int cells) {
  text = fonts::fit_cells(text, cells);
  for (int have = fonts::count_cells(text); have < cells; ++have) text += ' ';
  return text;
}

char letter_of(const terminal::KeyPress& key) {
  return key.key == Key::Character && key.text.size() == 1 && !key.modifiers.control ? key.text.front() : '\0';
}

std::string lines_text(const CallText& text) {
  std::string all;
  for (const std::string& line : text.lines) all += line + "\n";
  return all;
}

constexpr int kLeastRest = 6;  // with the gap before it; an ellipsis alone would say nothing

/// Which columns a line has.
struct LineColumns {
  int model = 24;
  bool has_status = true;
  bool has_share = true;
};

/// What a call cost and how long it took is seen in eighty columns too. The ends of long names go first, then the
/// status, which the sign tells of as well, then what the cache gave.
LineColumns columns_in(int room) {
  constexpr int kWhole = 89, kStatus = 5, kShare = 5, kUsualModel = 17, kShortestModel = 12;
  LineColumns columns;
  int missing = std::max(0, kWhole - room);
  const auto shorten_model = [&](int least) {
    const int cells = std::min(missing, columns.model - least);
    columns.model -= cells;
    missing -= cells;
  };
  shorten_model(kUsualModel);
  columns.has_status = missing == 0;
  if (!columns.has_status) missing = std::max(0, missing - kStatus);
  columns.has_share = missing == 0;
  if (!columns.has_share) missing = std::max(0, missing - kShare);
  shorten_model(kShortestModel);
  return columns;
}

}  // namespace

std::string call_line(const CallRow& row, int columns) {
  const auto count = [&](std::optional<std::int64_t> tokens) { return render::count_text(tokens); };
  const std::string cost = row.cost_nano ? format_money(Nanodollars{*row.cost_nano}) : "–";
  const std::string what = row.outcome == "ok" ? "" : row.error.empty() ? row.outcome : row.error;
  const auto duration = row.duration_ms ? std::optional{std::chrono::milliseconds{*row.duration_ms}}
                                        : std::optional<std::chrono::milliseconds>{};
  const LineColumns shown = columns_in(columns);
  const std::string status =
      shown.has_status ? fmt::format(" {:>4}", row.status ? fmt::format("{}", *row.status) : "") : "";
  const std::string share = shown.has_share ? fmt::format(" {:>4}", render::share_text(row.cached, row.prompt)) : "";
  std::string line =
      fmt::format("{} {} {}{} {:>7} in{} {:>6} out {:>10} {:>7}", sign_of(row), padded(row.clock, 11),
                  padded(row.model, shown.model), status, (row.is_estimate ? "~" : "") + count(row.prompt), share,
                  count(row.output), cost, render::duration_text(duration));
  const std::string rest = what.empty() ? row.tab : what;
  if (columns - fonts::count_cells(line) >= kLeastRest) line += "  " + rest;
  return fonts::fit_cells(line, columns);
}

bool matches(const CallRow& row, std::string_view filter) {
  if (trim(filter).empty()) return true;
  const std::string all = to_lower_ascii(fmt::format("{} {} {} {} {} {} {}", row.clock, row.model, row.outcome,
                                                     row.outcome == "ok" ? "" : "error", row.error, row.tab,
                                                     row.status ? fmt::format("{}", *row.status) : ""));
  for (const std::string_view word : split(filter, ' '))
    if (!word.empty() && all.find(to_lower_ascii(word)) == std::string::npos) return false;
  return true;
}

CallsPanel::CallsPanel(std::unique_ptr<CallsSource> source, std::function<void(const std::string&)> copy, Replay replay)
    : source_{std::move(source)},
      copy_{std::move(copy)},
      replay_{std::move(replay)},
      rows_{source_->rows()},
      text_{source_->text()} {
  source_->load(scope_);
}

void CallsPanel::refresh() { source_->refresh(); }

/// The chosen call stays chosen while others come above it, unless it is the newest: then the newest is followed.
void CallsPanel::take_news() {
  if (auto text = source_->text(); text != text_) {
    text_ = std::move(text);
    top_ = 0;
    if (std::exchange(copies_text_, false)) copy_(lines_text(*text_));
  }
  auto rows = source_->rows();
  if (rows == rows_) return;
  const bool follows = chosen_ == 0;
  const std::int64_t kept = chosen() != nullptr ? chosen()->id : 0;
  rows_ = std::move(rows);
  filter();
  if (follows || kept == 0) return;
  const auto same = std::ranges::find_if(shown_, [&](std::size_t index) { return rows_->rows[index].id == kept; });
  if (same != shown_.end()) chosen_ = static_cast<std::size_t>(same - shown_.begin());
}

void CallsPanel::filter() {
  shown_.clear();
  for (std::size_t i = 0; i < rows_->rows.size(); ++i)
    if (matches(rows_->rows[i], filter_.text())) shown_.push_back(i);
  chosen_ = first_ = 0;
}

const CallRow* CallsPanel::chosen() const { return chosen_ < shown_.size() ? &rows_->rows[shown_[chosen_]] : nullptr; }

void CallsPanel::move(std::ptrdiff_t by) {
  if (page_ == Page::Text) {
    const auto most = static_cast<std::ptrdiff_t>(text_->lines.size()) - page_rows_;
    top_ = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(top_) + by, 0, std::max<std::ptrdiff_t>(0, most)));
  } else if (!shown_.empty()) {
    const auto last = static_cast<std::ptrdiff_t>(shown_.size()) - 1;
    chosen_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(chosen_) + by, 0, last));
  }
}

bool CallsPanel::scrolled(int lines) {
  move(-lines);
  return true;
}

void CallsPanel::open_text(Page page, std::string title, std::vector<std::string> command) {
  page_ = page;
  awaited_ = title;
  source_->ask(std::move(title), std::move(command));
}

void CallsPanel::show_part(std::size_t part) {
  const CallRow* const call = chosen();
  if (call == nullptr || part >= kParts.size()) return;
  part_ = part;
  const std::string id = std::to_string(call->id);
  open_text(Page::Text, fmt::format("{} {}", kParts[part].title, id), kParts[part].command(id));
}

void CallsPanel::typed(std::string_view text) {
  if (page_ != Page::Rows) return;
  types_filter_ = true;
  filter_.insert(text);
  filter();
}

ModalStep CallsPanel::row_key(const terminal::KeyPress& key, char letter) {
  if (types_filter_) {
    if (key.key == Key::Escape || key.key == Key::Enter) types_filter_ = false;
    if (key.key == Key::Escape) filter_ = LineEdit{};
    if (filter_.key(key) || key.key == Key::Escape) filter();
    return stays();
  }
  if (key.key == Key::Escape || letter == 'q') return closes();
  if (key.key == Key::Enter || key.key == Key::Right) show_part(0);
  if (letter >= '1' && letter <= '8') show_part(static_cast<std::size_t>(letter - '1'));
  if (letter == '/') types_filter_ = true;
  if (letter == 'c') {
    page_ = Page::Text;
    awaited_ = kCharts;
    source_->chart();
  }
  if (letter == '?') {
    page_ = Page::Text;
    awaited_ = kKeys;
    source_->tell(awaited_, [](const auto&) { return key_lines(); });
  }
  if (letter == 'x') open_text(Page::Text, std::string{kCommands}, {"commands"});
  if (letter == 's') {
    scope_ = static_cast<CallScope>((static_cast<int>(scope_) + 1) % 3);
    source_->load(scope_);
  }
  const CallRow* const call = chosen();
  if (call != nullptr && letter == 'R' && replay_) {
    asked_about_ = *call;
    page_ = Page::Question;
  }
  if (call == nullptr || (letter != 'y' && letter != 'J')) return stays();
  const std::string id = std::to_string(call->id);
  copies_text_ = true;
  if (letter == 'y')
    source_->ask("cURL of " + id, {"curl", id});
  else
    source_->ask("JSON of " + id, {"show", id, "--json"});
  return stays();
}

ModalStep CallsPanel::question_key(const terminal::KeyPress& key) {
  if (key.key == Key::Escape) page_ = Page::Rows;
  if (key.key != Key::Enter && key.key != Key::KeypadEnter) return stays();
  page_ = Page::Text;
  awaited_ = fmt::format("{}{}", kAgain, asked_about_.id);
  source_->tell(awaited_, [replay = replay_, call = asked_about_.id](const std::function<bool()>& gives_up) {
    return replay(call, gives_up);
  });
  return stays();
}

/// What it cost then is the best that is known: what the provider's cache still holds may make it more or less.
render::SheetModel CallsPanel::question_sheet(render::SheetRoom room) const {
  render::SheetModel sheet;
  sheet.title = "Send this call again?";
  sheet.rows.push_back({call_line(asked_about_, room.columns)});
  sheet.rows.push_back(
      {asked_about_.cost_nano
           ? fmt::format("It will cost about {}, as it did then, and more where a cache has gone cold.",
                         format_money(Nanodollars{*asked_about_.cost_nano}))
           : std::string{"What it will cost is not known: nobody knows what it cost then."}});
  sheet.rows.push_back({"It goes out with the credentials that this tab used last,"});
  sheet.rows.push_back({"and counts as a call of this tab."});
  sheet.footer = "Enter: send it · Esc: leave it";
  return sheet;
}

bool CallsPanel::is_of_a_call() const {
  return awaited_ != kCharts && awaited_ != kCommands && awaited_ != kKeys && !awaited_.starts_with(kAgain);
}

ModalStep CallsPanel::text_key(const terminal::KeyPress& key, char letter) {
  if (key.key == Key::Escape || key.key == Key::Left || letter == 'q') {
    page_ = Page::Rows;
    return stays();
  }
  if (!is_of_a_call()) return stays();
  if (letter >= '1' && letter <= '8') show_part(static_cast<std::size_t>(letter - '1'));
  if (key.key == Key::Tab) show_part((part_ + (key.modifiers.shift ? kParts.size() - 1 : 1)) % kParts.size());
  if (letter == 'y') copy_(lines_text(*text_));
  return stays();
}

ModalStep CallsPanel::key(const terminal::KeyPress& key) {
  constexpr std::ptrdiff_t kEverything = 1 << 28;
  const char letter = types_filter_ ? '\0' : letter_of(key);
  switch (key.key) {
    case Key::Up:
      return move(-1), stays();
    case Key::Down:
      return move(1), stays();
    case Key::PageUp:
      return move(-page_rows_), stays();
    case Key::PageDown:
      return move(page_rows_), stays();
    case Key::Home:
      return move(-kEverything), stays();
    case Key::End:
      return move(kEverything), stays();
    default:
      break;
  }
  if (letter == 'j') return move(1), stays();
  if (letter == 'k') return move(-1), stays();
  if (letter == 'g') return move(-kEverything), stays();
  if (letter == 'G') return move(kEverything), stays();
  if (page_ == Page::Question) return question_key(key);
  return page_ == Page::Rows ? row_key(key, letter) : text_key(key, letter);
}

render::SheetModel CallsPanel::rows_sheet(render::SheetRoom room) {
  render::SheetModel sheet;
  sheet.size = render::SheetSize::Whole;
  sheet.title = fmt::format("Calls of {}", name_of(scope_));
  std::int64_t cost = 0;
  for (const std::size_t index : shown_) cost += rows_->rows[index].cost_nano.value_or(0);
  const std::string count = shown_.size() == rows_->rows.size()
                                ? render::count_text(static_cast<std::int64_t>(shown_.size()))
                                : fmt::format("{} of {}", shown_.size(), rows_->rows.size());
  sheet.note = fmt::format("{} · {}", count, format_money(Nanodollars{cost}));
  if (types_filter_ || !filter_.text().empty()) sheet.input = filter_.text();
  const auto page = static_cast<std::size_t>(page_rows_);
  if (chosen_ < first_) first_ = chosen_;
  if (chosen_ >= first_ + page) first_ = chosen_ - page + 1;
  for (std::size_t i = first_; i < std::min(shown_.size(), first_ + page); ++i) {
    const CallRow& row = rows_->rows[shown_[i]];
    sheet.rows.push_back({call_line(row, room.columns), "", ink_of(row)});
  }
  if (shown_.empty())
    sheet.rows.push_back({rows_->problem.empty() ? "no calls" : rows_->problem, "", SheetInk::Dim});
  else
    sheet.chosen = chosen_ - first_;
  sheet.footer = types_filter_ ? hint_line(std::span<const std::string_view>{kSearchHints}, room.columns)
                               : hint_line(std::span<const std::string_view>{kRowHints}, room.columns);
  return sheet;
}

render::SheetModel CallsPanel::text_sheet(render::SheetRoom room) {
  render::SheetModel sheet;
  sheet.size = render::SheetSize::Whole;
  const bool is_there = text_->title == awaited_;
  sheet.title = awaited_;
  const auto page = static_cast<std::size_t>(page_rows_);
  if (!is_there) sheet.rows.push_back({"…", "", SheetInk::Dim});
  for (std::size_t i = top_; is_there && i < std::min(text_->lines.size(), top_ + page); ++i)
    sheet.rows.push_back({fonts::fit_cells(text_->lines[i], room.columns)});
  if (is_there && text_->lines.size() > page)
    sheet.note = fmt::format("{}–{} of {}", top_ + 1, std::min(text_->lines.size(), top_ + page), text_->lines.size());
  if (!is_of_a_call()) {
    sheet.footer = "j k move · Esc back";
    return sheet;
  }
  std::vector<std::string> hints{"Esc back", "y copies"};
  for (std::size_t i = 0; i < kParts.size(); ++i)
    hints.push_back(fmt::format("{} {}{}{}", i + 1, i == part_ ? "[" : "", kParts[i].title, i == part_ ? "]" : ""));
  sheet.footer = hint_line(std::span<const std::string>{hints}, room.columns);
  return sheet;
}

std::optional<render::SheetModel> CallsPanel::sheet(render::SheetRoom room) {
  page_rows_ = room.rows;
  take_news();
  if (page_ == Page::Question) return question_sheet(room);
  return page_ == Page::Rows ? rows_sheet(room) : text_sheet(room);
}

}  // namespace tabacus::app
