// Finds out which program is behind a connection, beside the traffic: on a thread of its own ("callers").
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "analytics/capture/caller_search.hpp"
#include "analytics/capture/tab_lingering.hpp"
#include "analytics/model/caller.hpp"
#include "base/ids.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {

class CallerFinder final : public PlaceFinder {
 public:
  /// `on_found` is called on the finder's thread after answers were given.
  explicit CallerFinder(std::function<void()> on_found);
  ~CallerFinder() override { stop(); }

  /// The tab's first process: who descends from it is inside the tab. Any thread, as all below.
  void set_shell(TabId tab, pid_t shell);
  /// Forgets the tab's processes; `ended` is called on the finder's thread once no process of ours carries the tab's id
  /// in its environment. Never called after stop().
  void close_tab(TabId tab, std::function<void()> ended);
  /// Never waits: the answer is given later, or at once as "not to be found" when too many wait. A null pointer after
  /// stop().
  [[nodiscard]] std::shared_ptr<const CallerAnswer> look_up(TabId tab, std::uint64_t inode);
  [[nodiscard]] std::shared_ptr<const PlaceAnswer> place_of(TabId tab,
                                                            std::shared_ptr<const CallerAnswer> caller) override;
  /// Gives every open answer, without searching, and joins the thread. Idempotent; not from two threads at once.
  void stop();

 private:
  static constexpr std::size_t kMaxWaiting = 1024;
  static constexpr std::size_t kMaxLikely = 8;

  struct CallerWanted {
    std::uint64_t inode;
    std::shared_ptr<CallerAnswer> answer;
  };
  struct PlaceWanted {
    std::shared_ptr<const CallerAnswer> caller;  ///< asked for before, so it is given by then
    std::shared_ptr<PlaceAnswer> answer;
  };
  struct Question {
    TabId tab;
    std::variant<CallerWanted, PlaceWanted> wanted;
  };
  struct Tab {
    pid_t shell = 0;
    std::vector<pid_t> likely;  ///< who called, latest first
  };

  /// What is read once for all questions that came together.
  struct Round {
    CallerSearch search;
    std::map<std::string, std::optional<Place>> places;  // by working directory
  };

  void run();
  void wake() const;
  [[nodiscard]] bool take_questions(std::deque<Question>& taken);
  template <typename Wanted>
  [[nodiscard]] auto ask(TabId tab, Wanted wanted) -> decltype(wanted.answer);
  void answer(const Question& question, Round& round, SearchAllowance& allowance);
  [[nodiscard]] Tab known_of(TabId tab);
  [[nodiscard]] std::optional<Caller> search(TabId tab, std::uint64_t inode, Round& round, SearchAllowance& allowance);
  [[nodiscard]] std::optional<Place> find_place(TabId tab, const PlaceWanted& wanted, Round& round);

  const std::function<void()> on_found_;
  const UniqueFd wakeup_;

  std::mutex mutex_;
  std::deque<Question> questions_;  // guarded by mutex_
  std::map<TabId, Tab> tabs_;       // guarded by mutex_
  TabLingering lingering_;          // guards itself
  bool stopping_ = false;           // guarded by mutex_

  std::jthread thread_;  // last: it uses what stands above
};

}  // namespace tabacus::analytics
