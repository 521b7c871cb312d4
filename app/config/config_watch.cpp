#include "app/config/config_watch.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace tabacus::app {
namespace {

/// An editor writes, renames and sets modes: what follows this closely is the same change.
constexpr int kBurstMs = 60;
constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE;

}  // namespace

Result<std::unique_ptr<ConfigWatch>> ConfigWatch::start(const std::filesystem::path& file,
                                                        std::function<void()> on_change) {
  UniqueFd watch{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
  if (!watch) return fail_errno("watch", file.native());
  UniqueFd stop{::eventfd(0, EFD_CLOEXEC)};
  if (!stop) return fail_errno("watch", file.native());
  return std::unique_ptr<ConfigWatch>{new ConfigWatch{file, std::move(on_change), std::move(watch), std::move(stop)}};
}

ConfigWatch::ConfigWatch(std::filesystem::path file, std::function<void()> on_change, UniqueFd watch, UniqueFd stop)
    : file_{std::move(file)}, on_change_{std::move(on_change)}, watch_{std::move(watch)}, stop_{std::move(stop)} {
  watch_directories();
  thread_ = std::jthread{[this] { run(); }};
  ::pthread_setname_np(thread_.native_handle(), "config");
}

ConfigWatch::~ConfigWatch() {
  const std::uint64_t one = 1;
  // An eventfd takes eight bytes always.
  [[maybe_unused]] const auto written = ::write(stop_.get(), &one, sizeof one);
}

/// The directory, and where it is missing the nearest one that could come to hold it. Watching one twice is one watch.
void ConfigWatch::watch_directories() {
  for (std::filesystem::path directory = file_.parent_path(); !directory.empty(); directory = directory.parent_path()) {
    if (::inotify_add_watch(watch_.get(), directory.c_str(), kChanges | IN_ONLYDIR) >= 0) return;
    if (directory == directory.parent_path()) return;
  }
}

bool ConfigWatch::take_events() {
  alignas(inotify_event) std::array<char, 4096> buffer;
  bool concerns_us = false;
  for (;;) {
    const ssize_t got = ::read(watch_.get(), buffer.data(), buffer.size());
    if (got <= 0) break;
    for (ssize_t at = 0; at < got;) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const std::string_view name{event.len > 0 ? buffer.data() + at + sizeof event : ""};
      concerns_us = concerns_us || name == file_.filename().native() || (event.mask & (IN_ISDIR | IN_Q_OVERFLOW)) != 0;
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  return concerns_us;
}

void ConfigWatch::run() {
  std::array<pollfd, 2> waited{pollfd{watch_.get(), POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
  bool has_changed = false;
  for (;;) {
    const int ready = ::poll(waited.data(), waited.size(), has_changed ? kBurstMs : -1);
    if (ready < 0) continue;  // EINTR
    if (waited[1].revents != 0) return;
    if (ready == 0) {
      has_changed = false;
      watch_directories();
      on_change_();
    } else if (take_events()) {
      has_changed = true;
    }
  }
}

}  // namespace tabacus::app
