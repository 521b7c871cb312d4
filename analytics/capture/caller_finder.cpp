#include "analytics/capture/caller_finder.hpp"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "base/clock.hpp"

namespace tabacus::analytics {
namespace {

// Connections that come in a crowd are asked for together: a wake-up for each would cost more than the search.
constexpr std::chrono::milliseconds kBetweenRounds{5};

SteadyTime now() { return std::chrono::steady_clock::now(); }

/// What this thread has computed: on a busy machine a search that waits costs nobody anything.
Nanoseconds own_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

CallerFinder::CallerFinder(std::function<void()> on_found)
    : on_found_{std::move(on_found)}, wakeup_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)}, thread_{[this] { run(); }} {
  ::pthread_setname_np(thread_.native_handle(), "callers");
}

void CallerFinder::set_shell(TabId tab, pid_t shell) {
  const std::lock_guard lock{mutex_};
  tabs_[tab].shell = shell;
}

void CallerFinder::close_tab(TabId tab, std::function<void()> ended) {
  lingering_.add(tab, std::move(ended));
  wake();
}

std::shared_ptr<const CallerAnswer> CallerFinder::look_up(TabId tab, std::uint64_t inode) {
  auto answer = std::make_shared<CallerAnswer>();
  bool is_first = false;
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return nullptr;
    if (questions_.size() >= kMaxWaiting) {
      answer->give(std::nullopt);
      return answer;
    }
    is_first = questions_.empty();
    questions_.push_back({tab, inode, answer});
  }
  if (is_first) wake();
  return answer;
}

void CallerFinder::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake();
  if (thread_.joinable()) thread_.join();
}

/// Full means that a wake-up waits already.
void CallerFinder::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wakeup_.get(), &one, sizeof(one));
}

bool CallerFinder::take_questions(std::deque<Question>& taken) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wakeup_.get(), &count, sizeof(count));
  const std::lock_guard lock{mutex_};
  taken.swap(questions_);
  return !stopping_;
}

void CallerFinder::run() {
  SearchAllowance allowance{now()};
  SteadyTime next_round{};
  for (bool goes_on = true; goes_on;) {
    lingering_.wait(wakeup_.get());
    std::this_thread::sleep_until(next_round);
    next_round = now() + kBetweenRounds;
    std::deque<Question> questions;
    goes_on = take_questions(questions);
    for (const Question& question : questions)
      question.answer->give(goes_on ? search(question, allowance) : std::nullopt);
    if (!questions.empty()) on_found_();
    if (!goes_on) break;
    for (const TabId closed : lingering_.close_deserted(now())) {
      const std::lock_guard lock{mutex_};
      tabs_.erase(closed);
    }
  }
}

std::optional<Caller> CallerFinder::search(const Question& question, SearchAllowance& allowance) {
  Tab tab;
  {
    const std::lock_guard lock{mutex_};
    if (const auto found = tabs_.find(question.tab); found != tabs_.end()) tab = found->second;
  }
  if (!allowance.may_search(now())) return std::nullopt;
  const Nanoseconds begun = own_cpu_time();
  auto caller = find_caller({question.inode, tab.shell, tab.likely});
  allowance.spend(own_cpu_time() - begun);
  if (!caller) return caller;
  std::erase(tab.likely, caller->pid);
  tab.likely.insert(tab.likely.begin(), caller->pid);
  if (tab.likely.size() > kMaxLikely) tab.likely.pop_back();
  const std::lock_guard lock{mutex_};
  tabs_[question.tab].likely = std::move(tab.likely);
  return caller;
}

}  // namespace tabacus::analytics
