// Asks the database what the meter shows of finished calls, on a thread of its own: a question may take as long as the
// disk does. Main asks and takes; neither waits.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "analytics/api/reader.hpp"
#include "app/gui/meter/figures.hpp"
#include "base/ids.hpp"

namespace tabacus::app {

class FiguresReader {
 public:
  /// `on_change` runs on the reader's thread when there are new figures; it must not block.
  FiguresReader(std::filesystem::path directory, std::function<void()> on_change);
  ~FiguresReader();
  FiguresReader(const FiguresReader&) = delete;
  FiguresReader& operator=(const FiguresReader&) = delete;

  /// Asks for a tab's figures once `calls` of it are in the database. A later question about that tab takes the place
  /// of one that is not answered.
  void want(TabId tab, std::int64_t calls);
  /// The latest; null before the first.
  [[nodiscard]] std::shared_ptr<const StoredFigures> latest(TabId tab) const;

 private:
  struct Wanted {
    TabId tab;
    std::int64_t calls = 0;
    int tries = 0;  // before the database held them
  };

  void run();
  /// Empty: the database is not there, or does not hold the calls yet.
  [[nodiscard]] std::optional<StoredFigures> ask(const Wanted& wanted);

  const std::filesystem::path directory_;
  const std::function<void()> on_change_;
  std::unique_ptr<analytics::Reader> reader_;  // the thread's alone

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Wanted> wanted_;  // one for a tab
  std::map<TabId, std::shared_ptr<const StoredFigures>> latest_;
  bool stops_ = false;

  std::jthread thread_;
};

}  // namespace tabacus::app
