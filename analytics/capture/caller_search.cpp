#include "analytics/capture/caller_search.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "base/processes.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxDescendants = 256;
constexpr std::size_t kMaxProcesses = 4096;
constexpr std::size_t kMaxAncestors = 64;
constexpr std::size_t kMaxNamed = 8;  // at either end of a chain

/// A long chain loses its middle.
std::string chain_text(std::vector<std::string> names) {
  if (names.size() > 2 * kMaxNamed) {
    names[kMaxNamed] = "…";
    names.erase(names.begin() + kMaxNamed + 1, names.end() - kMaxNamed);
  }
  return join(names, " > ");
}

}  // namespace

bool CallerSearch::holds(pid_t pid, std::uint64_t inode) {
  auto known = sockets_.find(pid);
  if (known == sockets_.end()) known = sockets_.emplace(pid, sockets_of(pid)).first;
  return std::ranges::binary_search(known->second, inode);
}

std::optional<pid_t> CallerSearch::parent(pid_t pid) {
  auto known = parents_.find(pid);
  if (known == parents_.end()) known = parents_.emplace(pid, parent_of(pid)).first;
  return known->second;
}

const std::vector<pid_t>& CallerSearch::children(pid_t pid) {
  auto known = children_.find(pid);
  if (known == children_.end()) known = children_.emplace(pid, children_of(pid)).first;
  return known->second;
}

const std::vector<pid_t>& CallerSearch::all_of_ours() {
  if (!all_of_ours_) all_of_ours_ = own_processes(kMaxProcesses).value_or(std::vector<pid_t>{});
  return *all_of_ours_;
}

std::optional<pid_t> CallerSearch::holder_below(pid_t shell, std::uint64_t inode, std::set<pid_t>& seen) {
  std::deque<pid_t> next{shell};
  for (std::size_t looked_at = 0; !next.empty() && looked_at < kMaxDescendants; ++looked_at) {
    const pid_t pid = next.front();
    next.pop_front();
    if (seen.insert(pid).second && holds(pid, inode)) return pid;
    for (const pid_t child : children(pid)) next.push_back(child);
  }
  return std::nullopt;
}

std::optional<pid_t> CallerSearch::find_holder(const CallerQuestion& question) {
  std::set<pid_t> seen;
  for (const pid_t pid : question.likely)
    if (seen.insert(pid).second && holds(pid, question.inode)) return pid;
  if (question.shell > 0)
    if (const auto found = holder_below(question.shell, question.inode, seen)) return found;
  for (const pid_t pid : all_of_ours())
    if (seen.insert(pid).second && holds(pid, question.inode)) return pid;
  return std::nullopt;
}

/// Children inherit descriptors: who opened the socket is the topmost of those that hold it.
pid_t CallerSearch::opener_of(pid_t holder, std::uint64_t inode) {
  for (std::size_t level = 0; level < kMaxAncestors; ++level) {
    const auto above = parent(holder);
    if (!above || *above <= 1 || !holds(*above, inode)) break;
    holder = *above;
  }
  return holder;
}

Caller CallerSearch::describe(pid_t opener, pid_t shell) {
  Caller caller{opener, process_name(opener), {}, shell > 0};
  std::vector<std::string> names;
  std::optional<pid_t> pid = opener;
  // Process 1 stands above everything and tells nothing.
  for (std::size_t level = 0; pid && *pid > 1 && level < kMaxAncestors; ++level) {
    names.push_back(process_name(*pid));
    if (*pid == shell) {
      caller.is_outside = false;
      break;
    }
    pid = parent(*pid);
  }
  std::ranges::reverse(names);
  caller.chain = chain_text(std::move(names));
  return caller;
}

std::optional<Caller> CallerSearch::find(const CallerQuestion& question) {
  const auto holder = find_holder(question);
  if (!holder) return std::nullopt;
  const std::pair who{opener_of(*holder, question.inode), question.shell};
  auto known = callers_.find(who);
  if (known == callers_.end()) known = callers_.emplace(who, describe(who.first, who.second)).first;
  if (known->second.name.empty()) return std::nullopt;  // it ended meanwhile
  return known->second;
}

bool SearchAllowance::may_search(SteadyTime now) {
  saved_ = std::min<Nanoseconds>(kMost, saved_ + (now - at_) / 10);
  at_ = now;
  return saved_ > Nanoseconds{0};
}

Nanoseconds SearchAllowance::pause_after(Nanoseconds cost) const {
  // A wake-up for each connection of a crowd would cost more than the search. A call is told with its caller, so it
  // waits no longer than a reader notices.
  constexpr Nanoseconds kLeast = std::chrono::milliseconds{5};
  constexpr Nanoseconds kLongest = std::chrono::milliseconds{50};
  return saved_ >= kAmple ? kLeast : std::clamp(9 * cost, kLeast, kLongest);
}

}  // namespace tabacus::analytics
