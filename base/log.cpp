#include "base/log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>

#include "base/clock.hpp"
#include "base/scope_exit.hpp"
#include "base/time_text.hpp"
#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

namespace tabacus::log {
namespace {

struct Sink {
  std::mutex mutex;
  UniqueFd file;                                      // guarded by mutex
  std::filesystem::path path;                         // guarded by mutex
  std::int64_t max_bytes = 0;                         // guarded by mutex
  std::int64_t unchecked = 0;                         // guarded by mutex: bytes written since the file was looked at
  int looks = 0;                                      // guarded by mutex: in this burst of lines
  std::chrono::steady_clock::time_point burst_began;  // guarded by mutex
  std::atomic<Level> most{Level::Warn};
  std::atomic<bool> is_file{false};
};

Sink& sink() {
  static Sink the_sink;
  return the_sink;
}

constexpr std::array<std::string_view, 4> kNames{"error", "warn", "info", "debug"};

UniqueFd open_log(const std::filesystem::path& file) {
  return UniqueFd{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)};
}

/// Whether the path still leads to the open file.
bool is_current(const Sink& out, const struct stat& open_file) {
  struct stat named {};
  return ::stat(out.path.c_str(), &named) == 0 && named.st_ino == open_file.st_ino && named.st_dev == open_file.st_dev;
}

// Looking at the file costs more than writing a line. Lines that come one by one are all preceded by a look; in a burst
// some are not, and what follows another process' turn meanwhile gets into the file that was turned.
constexpr std::chrono::milliseconds kBurst{50};
constexpr int kLooksPerBurst = 16;
constexpr std::int64_t kLooksPerFile = 64;

bool is_look_due(Sink& out, std::size_t line) {
  const auto now = std::chrono::steady_clock::now();
  if (now - out.burst_began >= kBurst) {
    out.burst_began = now;
    out.looks = 0;
  }
  out.unchecked += static_cast<std::int64_t>(line);
  if (out.looks >= kLooksPerBurst && out.unchecked < out.max_bytes / kLooksPerFile) return false;
  ++out.looks;
  out.unchecked = 0;
  return true;
}

/// Turns a full file, follows one that was turned by another process or removed. What cannot be done is left: a log
/// must not stop the program.
void follow_or_turn(Sink& out) {
  struct stat open_file {};
  if (::fstat(out.file.get(), &open_file) != 0) return;
  const bool full = open_file.st_size >= out.max_bytes;
  // One process turns it, at the end of which this file is not the path's. The others write on: none may wait here.
  if (full && ::flock(out.file.get(), LOCK_EX | LOCK_NB) != 0) return;
  UniqueFd fresh;
  {
    const ScopeExit unlocked{[&] {
      if (full) ::flock(out.file.get(), LOCK_UN);
    }};
    if (is_current(out, open_file)) {
      if (!full) return;
      std::filesystem::path old = out.path;
      old += ".1";
      ::rename(out.path.c_str(), old.c_str());
    }
    fresh = open_log(out.path);
  }
  if (fresh) out.file = std::move(fresh);
}

constexpr std::size_t kMostGathered = 32 * 1024;
thread_local std::string* gathered = nullptr;  // of the thread's Together

/// RFC 3339 with milliseconds, valid until this thread's next. A flood of calls has many lines within a second, and a
/// date costs more than the rest of a line.
std::string_view stamp(SystemTime now) {
  constexpr std::size_t kSecondBytes = std::string_view{"2026-11-21T08:15:30"}.size();
  thread_local SystemTime second;
  thread_local std::string text;
  const auto whole = std::chrono::floor<std::chrono::seconds>(now);
  if (text.empty() || second != whole) {
    text = format_rfc3339(whole);
    second = whole;
  }
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(now - whole).count();
  text[kSecondBytes + 1] = static_cast<char>('0' + ms / 100);
  text[kSecondBytes + 2] = static_cast<char>('0' + ms / 10 % 10);
  text[kSecondBytes + 3] = static_cast<char>('0' + ms % 10);
  return text;
}

void append_line(std::string& out, Level level, const Category& category, std::string_view message) {
  out.append(stamp(SystemClock{}.wall())).append(1, ' ').append(name_of(level)).append(1, ' ').append(category.name);
  out.append(1, '[').append(fmt::format_int{::getpid()}.c_str()).append("]: ");
  out.append(display_safe(message)).append(1, '\n');
}

void put_out(std::string_view lines) {
  Sink& out = sink();
  const std::lock_guard lock{out.mutex};
  if (out.file && is_look_due(out, lines.size())) follow_or_turn(out);
  // A log that cannot be written must not stop the program, and there is nowhere else to say so.
  [[maybe_unused]] const ssize_t ignored =
      ::write(out.file ? out.file.get() : STDERR_FILENO, lines.data(), lines.size());
}

}  // namespace

std::string_view name_of(Level level) { return kNames[static_cast<std::size_t>(level)]; }

std::optional<Level> level_of(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Level>(found - kNames.begin());
}

Result<void> to_file(const std::filesystem::path& file, Level most, std::int64_t max_bytes) {
  UniqueFd fd = open_log(file);
  if (!fd) return fail_errno("open log", file.native());
  Sink& out = sink();
  const std::lock_guard lock{out.mutex};
  out.file = std::move(fd);
  out.path = file;
  out.max_bytes = max_bytes;
  out.looks = 0;
  out.most = most;
  out.is_file = true;
  return {};
}

void to_stderr() {
  Sink& out = sink();
  const std::lock_guard lock{out.mutex};
  out.file.reset();
  out.most = Level::Warn;
  out.is_file = false;
}

bool is_to_file() { return sink().is_file; }

bool is_wanted(Level level) { return level <= sink().most; }

void write(Level level, const Category& category, std::string_view message) {
  if (!is_wanted(level)) return;
  std::string alone;
  append_line(gathered != nullptr ? *gathered : alone, level, category, message);
  if (gathered == nullptr) {
    put_out(alone);
    return;
  }
  if (gathered->size() < kMostGathered) return;
  put_out(*gathered);
  gathered->clear();
}

Together::Together() { gathered = &lines_; }

Together::~Together() {
  gathered = nullptr;
  if (!lines_.empty()) put_out(lines_);
}

}  // namespace tabacus::log
