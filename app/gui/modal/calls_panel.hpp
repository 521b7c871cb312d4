// The analytics panel: the calls of this tab, its session or all, newest first and live; what one of them was, in
// pages; sums as bars. All by keys. Main thread; the reading is CallsSource's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/gui/calls_source.hpp"
#include "app/gui/modal/line_edit.hpp"
#include "app/gui/modal/modal.hpp"

namespace tabacus::app {

/// A call as a line of `columns` cells. Pure.
[[nodiscard]] std::string call_line(const CallRow& row, int columns);
/// Every word of `filter` is in the row, in any case; "error" also means all that failed.
[[nodiscard]] bool matches(const CallRow& row, std::string_view filter);

class CallsPanel final : public Modal {
 public:
  /// Sends a call again; what came of it as lines. On the source's thread, until it says to give up.
  using Replay = std::function<std::vector<std::string>(std::int64_t call, const std::function<bool()>& gives_up)>;
  /// `copy` puts text on the clipboard. Without `replay` no call is sent again.
  CallsPanel(std::unique_ptr<CallsSource> source, std::function<void(const std::string&)> copy, Replay replay = {});

  ModalStep key(const terminal::KeyPress& key) override;
  void typed(std::string_view text) override;
  [[nodiscard]] std::optional<render::SheetModel> sheet(render::SheetRoom room) override;
  bool scrolled(int lines) override;
  /// The meter has news.
  void refresh() override;

 private:
  enum class Page : std::uint8_t { Rows, Text, Question };

  void take_news();
  void filter();
  void move(std::ptrdiff_t by);
  [[nodiscard]] bool is_of_a_call() const;
  void open_text(Page page, std::string title, std::vector<std::string> command);
  ModalStep row_key(const terminal::KeyPress& key, char letter);
  ModalStep question_key(const terminal::KeyPress& key);
  [[nodiscard]] render::SheetModel question_sheet(render::SheetRoom room) const;
  ModalStep text_key(const terminal::KeyPress& key, char letter);
  void show_part(std::size_t part);
  [[nodiscard]] const CallRow* chosen() const;
  [[nodiscard]] render::SheetModel rows_sheet(render::SheetRoom room);
  [[nodiscard]] render::SheetModel text_sheet(render::SheetRoom room);

  const std::unique_ptr<CallsSource> source_;
  const std::function<void(const std::string&)> copy_;
  const Replay replay_;
  CallScope scope_ = CallScope::Tab;
  std::shared_ptr<const CallRows> rows_;
  std::vector<std::size_t> shown_;  // indexes of rows_->rows
  std::size_t chosen_ = 0;          // of shown_
  std::size_t first_ = 0;
  int page_rows_ = 10;
  LineEdit filter_;
  bool types_filter_ = false;

  Page page_ = Page::Rows;
  std::size_t part_ = 0;  // of a call's pages
  std::shared_ptr<const CallText> text_;
  std::string awaited_;  // the title of the text that was asked for
  std::size_t top_ = 0;  // first line of the text in sight
  bool copies_text_ = false;
  CallRow asked_about_;  // whether to send it again
};

}  // namespace tabacus::app
