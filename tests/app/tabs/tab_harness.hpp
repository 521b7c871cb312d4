// Real programs in real tabs without a window: events are taken in as main would, until something is to be seen.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/tabs/tab_set.hpp"
#include "base/utf8.hpp"
#include "pty/environment.hpp"

namespace tabacus::app::testing {

/// The main thread's sleep: woken by tabs, bounded by a deadline no passing test reaches.
class Doorbell {
 public:
  void ring() {
    {
      const std::lock_guard lock{mutex_};
      ++rings_;
    }
    changed_.notify_all();
  }
  /// Until `done` after some ring; false at the deadline.
  bool wait(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!done()) {
      std::unique_lock lock{mutex_};
      if (!changed_.wait_until(lock, deadline, [this] { return rings_ > 0; })) return false;
      rings_ = 0;
    }
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int rings_ = 0;
};

inline std::string row_text(const terminal::Frame& frame, int row) {
  std::string text;
  for (const terminal::Cell& cell : frame.row(row)) {
    if (cell.width == 0) continue;
    if (cell.is_cluster())
      text += frame.clusters[cell.cluster_index()];
    else
      append_utf8(text, cell.text == 0 ? U' ' : cell.text);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

inline std::string screen_text(const terminal::Frame& frame) {
  std::string text;
  for (int row = 0; row < frame.rows; ++row) text += row_text(frame, row) + "\n";
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

/// A TabSet as a window has it.
class Desk final : public TabSetListener {
 public:
  explicit Desk(analytics::Engine* engine = nullptr, std::vector<pty::EnvVar> inherited = pty::own_environment(),
                bool fail_open = true)
      : tabs{{.inherited = std::move(inherited),
              .size = {80, 24, 0, 0},
              .terminal = terminal_options(),
              .mailbox = mailbox_,
              .engine = engine,
              .fail_open = fail_open}} {}

  void clipboard_filled(ClipboardKind which, const std::string& text) override {
    (which == ClipboardKind::Primary ? primary : clipboard) = text;
  }
  void paste_wanted(ClipboardKind) override { ++pastes_wanted; }
  void paste_doubted(const std::string& text) override { doubted.push_back(text); }
  void notified(TabId, const terminal::Notification& notification) override { notifications.push_back(notification); }
  void told(const TabNews& news) override {
    if (const auto* search = std::get_if<SearchTold>(&news)) found = *search;
    if (const auto* all = std::get_if<TargetsFound>(&news)) targets = all->targets;
    if (const auto* kept = std::get_if<TranscriptTold>(&news)) transcript = kept->text;
  }
  std::optional<std::string> clipboard_for_program(const std::string&) override {
    ++clipboard_questions;
    return lets_read_clipboard ? std::optional{clipboard} : std::nullopt;
  }

  TabId open_script(const std::string& script, Hold hold = Hold::OnFailure) {
    return tabs.open({.program = "/bin/sh", .arguments = {"sh", "-c", script}, .hold = hold});
  }

  static terminal::TerminalOptions terminal_options() {
    terminal::TerminalOptions options;
    options.clipboard_may_be_asked_for = true;
    return options;
  }

  bool wait(const std::function<bool()>& done) {
    return bell_.wait([&] {
      tabs.handle_events(*this);
      tabs.update_frames();
      return done();
    });
  }
  /// As wait, where other sets share the mailbox: they see the events, too.
  bool wait_with(const std::function<void(const std::vector<TabEvent>&)>& others, const std::function<bool()>& done) {
    return bell_.wait([&] {
      const std::vector<TabEvent> events = mailbox_->take();
      tabs.handle(events, *this);
      others(events);
      tabs.update_frames();
      return done();
    });
  }
  /// The focused tab shows this.
  bool wait_for(const std::string& text) {
    return wait([&] { return !tabs.empty() && screen().find(text) != std::string::npos; });
  }
  void type(const std::string& text) { tabs.send(TypedText{text}); }
  [[nodiscard]] std::string screen() { return tabs.empty() ? "" : screen_text(tabs.focused().frame); }

  std::string clipboard, primary;
  std::vector<std::string> doubted;
  std::vector<terminal::Notification> notifications;
  std::optional<SearchTold> found;
  std::vector<FoundTarget> targets;
  std::optional<std::string> transcript;
  int pastes_wanted = 0;
  int clipboard_questions = 0;
  bool lets_read_clipboard = false;

 private:
  Doorbell bell_;
  const std::shared_ptr<TabMailbox> mailbox_ = std::make_shared<TabMailbox>([this] { bell_.ring(); });

 public:
  TabSet tabs;  // after the bell, which its threads ring
};

}  // namespace tabacus::app::testing
