#include "analytics/capture/caller_finder.hpp"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "base/cpu_time.hpp"
#include "base/git_place.hpp"
#include "base/processes.hpp"

namespace tabacus::analytics {
namespace {

SteadyTime now() { return std::chrono::steady_clock::now(); }

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

template <typename Wanted>
auto CallerFinder::ask(TabId tab, Wanted wanted) -> decltype(wanted.answer) {
  auto answer = wanted.answer;
  bool is_first = false;
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return nullptr;
    if (questions_.size() >= kMaxWaiting) {
      answer->give(std::nullopt);
      return answer;
    }
    is_first = questions_.empty();
    questions_.push_back({tab, std::move(wanted)});
  }
  if (is_first) wake();
  return answer;
}

std::shared_ptr<const CallerAnswer> CallerFinder::look_up(TabId tab, std::uint64_t inode) {
  return ask(tab, CallerWanted{inode, std::make_shared<CallerAnswer>()});
}

std::shared_ptr<const PlaceAnswer> CallerFinder::place_of(TabId tab, std::shared_ptr<const CallerAnswer> caller) {
  return ask(tab, PlaceWanted{std::move(caller), std::make_shared<PlaceAnswer>()});
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
    const Nanoseconds begun = thread_cpu_time();
    std::deque<Question> questions;
    goes_on = take_questions(questions);
    Round round;  // later than what it is asked: their sockets were open before
    for (const Question& question : questions)
      if (goes_on)
        answer(question, round, allowance);
      else
        std::visit([](const auto& wanted) { wanted.answer->give(std::nullopt); }, question.wanted);
    if (!questions.empty()) on_found_();
    if (!goes_on) break;
    next_round = now() + allowance.pause_after(thread_cpu_time() - begun);
    for (const TabId closed : lingering_.close_deserted(now())) {
      const std::lock_guard lock{mutex_};
      tabs_.erase(closed);
    }
  }
}

void CallerFinder::answer(const Question& question, Round& round, SearchAllowance& allowance) {
  if (const auto* wanted = std::get_if<CallerWanted>(&question.wanted))
    wanted->answer->give(search(question.tab, wanted->inode, round, allowance));
  else if (const auto* place = std::get_if<PlaceWanted>(&question.wanted))
    place->answer->give(find_place(question.tab, *place, round));
}

CallerFinder::Tab CallerFinder::known_of(TabId tab) {
  const std::lock_guard lock{mutex_};
  const auto found = tabs_.find(tab);
  return found == tabs_.end() ? Tab{} : found->second;
}

/// A program's own directory tells more than its shell's: of `(cd there && agent)`, in a pane of tmux.
std::optional<Place> CallerFinder::find_place(TabId tab, const PlaceWanted& wanted, Round& round) {
  const auto caller = wanted.caller ? wanted.caller->caller() : std::nullopt;
  std::string directory = caller ? working_directory_of(caller->pid) : std::string{};
  if (const pid_t shell = known_of(tab).shell; directory.empty() && shell > 0) directory = working_directory_of(shell);
  auto known = round.places.find(directory);
  if (known == round.places.end()) {
    std::optional<Place> place;
    if (auto found = git_place_of(directory)) place = Place{std::move(found->root), std::move(found->branch)};
    known = round.places.emplace(directory, std::move(place)).first;
  }
  return known->second;
}

std::optional<Caller> CallerFinder::search(TabId tab_id, std::uint64_t inode, Round& round,
                                           SearchAllowance& allowance) {
  Tab tab = known_of(tab_id);
  if (!allowance.may_search(now())) return std::nullopt;
  // On a busy machine a search that waits costs nobody anything.
  const Nanoseconds begun = thread_cpu_time();
  auto caller = round.search.find({inode, tab.shell, tab.likely});
  allowance.spend(thread_cpu_time() - begun);
  if (!caller) return caller;
  std::erase(tab.likely, caller->pid);
  tab.likely.insert(tab.likely.begin(), caller->pid);
  if (tab.likely.size() > kMaxLikely) tab.likely.pop_back();
  const std::lock_guard lock{mutex_};
  tabs_[tab_id].likely = std::move(tab.likely);
  return caller;
}

}  // namespace tabacus::analytics
