// What of a window moves panes and their lines about. Main thread.
#include <SDL.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/gui/modal/list_sheet.hpp"
#include "app/gui/modal/question.hpp"
#include "app/gui/terminal_window.hpp"

namespace tabacus::app {
namespace {

/// By one press of a key.
constexpr int kResizeColumns = 4;
constexpr int kResizeRows = 2;

}  // namespace

void TerminalWindow::split_pane(Cut cut) {
  TabRequest request = owner_.common().new_tab;
  prepare(request);
  if (const auto opened = tabs_.split(cut, request); !opened) view_.notify(opened.error().message);
  view_.changed();
}

void TerminalWindow::close_pane() {
  const TabState& state = tabs_.focused();
  const TabId pane = state.tab->id();
  if (tabs_.group(tabs_.focused_index()).panes.size() == 1) return ask_to_close(tabs_.focused_index());
  const std::string busy = tabs_.busy_program(state);
  if (config().window_close_question == "never" || (busy.empty() && config().window_close_question == "programs"))
    return close_pane_now(pane);
  QuestionText question{"Close this pane?", {state.title()}, "close it", "keep it"};
  if (!busy.empty()) question.lines.push_back(fmt::format("{} is running in it and will be ended.", busy));
  open_modal(std::make_unique<Question>(std::move(question), [this, pane] { close_pane_now(pane); }), "close_pane");
}

void TerminalWindow::close_pane_now(TabId pane) {
  tabs_.close_pane(pane);
  close_modal();
  if (!tabs_.empty()) view_.relayout();
}

void TerminalWindow::focus_pane(Toward side) {
  if (tabs_.focus_pane_toward(side)) focus_moved();
}

void TerminalWindow::focus_next_pane() {
  tabs_.focus_next_pane();
  focus_moved();
}

void TerminalWindow::resize_pane(Toward way) {
  const bool is_across = way == Toward::Left || way == Toward::Right;
  if (tabs_.resize_pane(way, is_across ? kResizeColumns : kResizeRows)) view_.changed();
}

void TerminalWindow::even_out_panes() {
  tabs_.even_out_panes();
  view_.changed();
}

void TerminalWindow::zoom_pane() {
  tabs_.toggle_pane_zoom();
  view_.invalidate();
}

void TerminalWindow::pane_to_tab() {
  if (!tabs_.pane_to_tab()) return view_.mention("the pane is a tab of its own already");
  close_modal();
  view_.relayout();
}

void TerminalWindow::color_tab() {
  constexpr std::array<std::pair<const char*, int>, 7> kColors{
      {{"none", 0}, {"red", 1}, {"green", 2}, {"yellow", 3}, {"blue", 4}, {"magenta", 5}, {"cyan", 6}}};
  const TabId tab = tabs_.focused().tab->id();
  std::vector<ListItem> items;
  for (const auto& [name, color] : kColors)
    items.push_back({name, "", render::SheetInk::Plain, [this, tab, color] {
                       const auto index = tabs_.index_of(tab);
                       if (index) tabs_.set_color(*index, color > 0 ? std::optional{color} : std::nullopt);
                       view_.changed();
                     }});
  open_modal(std::make_unique<ListSheet>("Colour of the tab", std::move(items)), "color_tab");
}

void TerminalWindow::toggle_read_only() {
  TabState& state = tabs_.focused();
  state.read_only = !state.read_only;
  view_.mention(state.read_only ? "what you type is kept from this pane" : "what you type reaches this pane again");
}

void TerminalWindow::toggle_broadcast() {
  const TabGroup& group = tabs_.group(tabs_.focused_index());
  if (group.broadcasts) {
    tabs_.set_broadcasting(false);
    return view_.mention("what you type reaches one pane again");
  }
  if (group.panes.size() == 1) return view_.mention("the tab has one pane only");
  QuestionText question{"Type into all panes of this tab at once?",
                        {fmt::format("Each key goes to {} programs, until you switch it off.", group.panes.size())},
                        "to all of them",
                        "to one"};
  open_modal(std::make_unique<Question>(std::move(question), [this] { tabs_.set_broadcasting(true); }),
             "toggle_broadcast");
}

/// The line that was pressed follows the pointer. True: the event was about that.
bool TerminalWindow::drag_gap(const SDL_Event& event) {
  switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
      if (event.button.button != SDL_BUTTON_LEFT || modal_) return false;
      dragged_gap_ = view_.gap_at(event.button.x, event.button.y);
      return dragged_gap_.has_value();
    case SDL_MOUSEBUTTONUP:
      return event.button.button == SDL_BUTTON_LEFT && std::exchange(dragged_gap_, std::nullopt).has_value();
    case SDL_MOUSEMOTION: {
      const bool over_gap = view_.gap_at(event.motion.x, event.motion.y).has_value();
      if (!dragged_gap_) return over_gap && event.motion.state == 0;
      const auto gaps = tabs_.gaps();
      if (*dragged_gap_ >= gaps.size()) return true;
      const render::Layout grid = view_.layout();
      const double ratio = window().pixel_ratio();
      const auto cell = grid.cell_at(static_cast<int>(std::lround(event.motion.x * ratio)),
                                     std::max(grid.grid.y, static_cast<int>(std::lround(event.motion.y * ratio))));
      if (!cell) return true;
      tabs_.move_gap(*dragged_gap_, gaps[*dragged_gap_].cut == Cut::SideBySide ? cell->column : cell->row);
      view_.changed();
      return true;
    }
    default:
      return false;
  }
}

bool TerminalWindow::drag_scroll_mark(const SDL_Event& event) {
  const double ratio = window().pixel_ratio();
  const auto pixel = [ratio](int at) { return static_cast<int>(std::lround(at * ratio)); };
  if (event.type == SDL_MOUSEBUTTONDOWN && event.button.button == SDL_BUTTON_LEFT && !modal_) {
    const auto pane = view_.pane_at(event.button.x, event.button.y);
    const TabState* const state = pane ? tabs_.pane(*pane) : nullptr;
    if (state == nullptr ||
        !dragged_mark_.begin(*pane, state->frame, view_.layout_of(*pane), pixel(event.button.x), pixel(event.button.y)))
      return false;
    settle_wheel();
  }
  const auto pane = dragged_mark_.pane();
  if (!pane) return false;
  if (event.type == SDL_MOUSEBUTTONUP && event.button.button == SDL_BUTTON_LEFT) dragged_mark_.end();
  const bool is_press = event.type == SDL_MOUSEBUTTONDOWN;
  if (!is_press && event.type != SDL_MOUSEMOTION) return event.type == SDL_MOUSEBUTTONUP;
  const int lines = dragged_mark_.lines_to(pixel(is_press ? event.button.y : event.motion.y));
  if (lines != 0) tabs_.send_to(*pane, ScrollView{ScrollUnit::Lines, lines});
  return true;
}

/// A press gives the keyboard to the pane it is in; what is dragged from there stays that one's.
void TerminalWindow::take_pane_under_pointer(const SDL_Event& event) {
  if (event.type != SDL_MOUSEBUTTONDOWN || modal_) return;
  const auto pane = view_.pane_at(event.button.x, event.button.y);
  if (!pane || *pane == tabs_.focused().tab->id()) return;
  tabs_.focus_pane(*pane);
  view_.changed();
}

}  // namespace tabacus::app
