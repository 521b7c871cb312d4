// Notifications of the desktop (org.freedesktop.Notifications 1.2) over the session bus, by libdbus, which is loaded
// with the first of them. A thread of its own, begun then, talks to the bus and sleeps between.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/ids.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

struct DesktopNote {
  TabId pane;  ///< told again when the note is clicked
  std::string title;
  std::string text;
};

class DesktopNotifier {
 public:
  /// `on_click` runs on the notifier's thread when there is something for take_clicked(); it must not block.
  explicit DesktopNotifier(std::function<void()> on_click);
  ~DesktopNotifier();
  DesktopNotifier(const DesktopNotifier&) = delete;
  DesktopNotifier& operator=(const DesktopNotifier&) = delete;

  /// Returns at once. Where there is no bus or nobody shows notes, the log says so once.
  void show(DesktopNote note);
  /// The panes whose notes were clicked since this was asked last.
  [[nodiscard]] std::vector<TabId> take_clicked();

 private:
  static constexpr std::size_t kMostWaiting = 32;

  class Bus;  // the thread's alone

  void run();
  [[nodiscard]] std::vector<DesktopNote> take_notes();
  void clicked(TabId pane);

  const std::function<void()> on_click_;
  UniqueFd wake_;  // an eventfd

  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<DesktopNote> notes_;
  std::vector<TabId> clicked_;
  bool stops_ = false;

  std::jthread thread_;
};

}  // namespace tabacus::app
