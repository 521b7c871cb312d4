#include "analytics/capture/tab_lingering.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "base/processes.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{1000};
constexpr std::size_t kMaxProcesses = 4096;
// A process may be born while we look, and its parent end: nobody is believed to be left before the second look.
constexpr int kEnoughLooks = 2;
constexpr std::chrono::milliseconds kSecondLook{20};

Result<bool> carries(pid_t pid, const std::string& id) { return has_variable(pid, "TABACUS_TAB_ID", id); }

/// The oldest of those that carry the tab: it is the likeliest to stay. 0: nobody does. Exhausted: no descriptor was
/// left to look with, which says nothing of the programs.
Result<pid_t> find_carrier(TabId tab) {
  auto own = own_processes(kMaxProcesses);
  if (!own) return fail(own.error());
  std::ranges::reverse(*own);
  const std::string id = tab.text();
  for (const pid_t pid : *own) {
    if (pid == ::getpid()) continue;
    const auto found = carries(pid, id);
    if (!found) return fail(found.error());
    if (*found) return pid;
  }
  return 0;
}

bool has_ended(int pidfd) {
  pollfd poll{pidfd, POLLIN, 0};
  return ::poll(&poll, 1, 0) > 0;
}

}  // namespace

void TabLingering::add(TabId tab, std::function<void()> deserted) {
  const std::lock_guard lock{mutex_};
  added_.push_back({tab, std::move(deserted), {}, 0, {}, 0});
}

void TabLingering::wait(int wakeup) const {
  std::vector<pollfd> polls{{wakeup, POLLIN, 0}};
  const SteadyTime now = std::chrono::steady_clock::now();
  std::optional<SteadyTime> due;
  for (const Closed& closed : closed_) {
    if (closed.watched && !has_ended(closed.watched.get()))
      polls.push_back({closed.watched.get(), POLLIN, 0});
    else
      due = due ? std::min(*due, closed.next_look) : closed.next_look;
  }
  int timeout_ms = -1;
  if (due)
    timeout_ms =
        static_cast<int>(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(*due - now).count()));
  ::poll(polls.data(), polls.size(), timeout_ms);
}

std::vector<TabId> TabLingering::close_deserted(SteadyTime now) {
  {
    const std::lock_guard lock{mutex_};
    std::ranges::move(added_, std::back_inserter(closed_));
    added_.clear();
  }
  std::vector<TabId> told;
  for (Closed& closed : closed_) {
    if (!is_deserted(closed, now)) continue;
    closed.deserted();
    told.push_back(closed.tab);
  }
  std::erase_if(closed_, [&](const Closed& one) { return std::ranges::find(told, one.tab) != told.end(); });
  return told;
}

bool TabLingering::is_deserted(Closed& closed, SteadyTime now) {
  if (closed.watched && !has_ended(closed.watched.get())) return false;
  if (now < closed.next_look) return false;
  closed.watched = UniqueFd{};
  // Seen before and not to be watched: cheaper to ask than everyone.
  const bool is_known = closed.carrier != 0 && carries(closed.carrier, closed.tab.text()).value_or(true);
  const Result<pid_t> carrier = is_known ? Result<pid_t>{closed.carrier} : find_carrier(closed.tab);
  if (carrier && *carrier == 0) {
    closed.carrier = 0;
    closed.next_look = now + kSecondLook;
    return ++closed.fruitless_looks >= kEnoughLooks;
  }
  // Whom no pidfd can be had of (an old kernel, a sandbox, no descriptor left) is asked for again and again.
  closed.carrier = carrier.value_or(0);
  if (closed.carrier != 0) closed.watched = UniqueFd{static_cast<int>(::syscall(SYS_pidfd_open, closed.carrier, 0))};
  closed.fruitless_looks = 0;
  closed.next_look = now + kBetweenLooks;
  return false;
}

}  // namespace tabacus::analytics
