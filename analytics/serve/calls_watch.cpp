#include "analytics/serve/calls_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <thread>
#include <utility>

namespace tabacus::analytics::serve {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWatched{1000};
constexpr milliseconds kUnwatched{40};
// A commit is several writes, then a change of shared memory that nobody is told of: mostly at once, on a busy machine
// when its turn comes.
constexpr milliseconds kSettle{2};
constexpr std::array kLooksAgain{milliseconds{4}, milliseconds{11}};

}  // namespace

CallsWatch::CallsWatch(std::filesystem::path directory)
    : directory_{std::move(directory)},
      inotify_{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)},
      woken_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {}

void CallsWatch::wake() const { ::eventfd_write(woken_.get(), 1); }

/// The directory: the write-ahead log comes and goes with those who have the database open.
void CallsWatch::begin() {
  if (watched_ >= 0 || !inotify_) return;
  watched_ = ::inotify_add_watch(inotify_.get(), directory_.c_str(), IN_MODIFY | IN_ONLYDIR);
}

milliseconds CallsWatch::patience() const {
  if (looks_left_ > 0) return kLooksAgain[kLooksAgain.size() - looks_left_];
  return watched_ >= 0 ? kWatched : kUnwatched;
}

void CallsWatch::take_events() {
  alignas(inotify_event) std::array<char, 4096> buffer;
  for (ssize_t got = 0; (got = ::read(inotify_.get(), buffer.data(), buffer.size())) > 0;) {
    // Only the removal of the directory matters here: the watch went with it.
    const auto* first = reinterpret_cast<const inotify_event*>(buffer.data());
    if ((first->mask & IN_IGNORED) != 0) watched_ = -1;
  }
}

void CallsWatch::wait() {
  begin();
  std::array<pollfd, 2> waited{pollfd{inotify_.get(), POLLIN, 0}, pollfd{woken_.get(), POLLIN, 0}};
  const int ready = ::poll(waited.data(), waited.size(), static_cast<int>(patience().count()));
  if (looks_left_ > 0) --looks_left_;
  if (ready <= 0) return;
  eventfd_t ignored = 0;
  if (waited[1].revents != 0) ::eventfd_read(woken_.get(), &ignored);
  if (waited[0].revents == 0) return;
  std::this_thread::sleep_for(kSettle);
  take_events();
  looks_left_ = kLooksAgain.size();
}

}  // namespace tabacus::analytics::serve
