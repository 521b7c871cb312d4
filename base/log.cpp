#include "base/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <mutex>

#include "base/clock.hpp"
#include "base/time_text.hpp"
#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

namespace tabacus::log {
namespace {

struct Sink {
  std::mutex mutex;
  UniqueFd file;             // guarded by mutex
  Level most = Level::Warn;  // guarded by mutex
};

Sink& sink() {
  static Sink the_sink;
  return the_sink;
}

constexpr std::string_view name_of(Level level) {
  switch (level) {
    case Level::Error:
      return "error";
    case Level::Warn:
      return "warn";
    case Level::Info:
      return "info";
    case Level::Debug:
      return "debug";
  }
  return "?";
}

}  // namespace

Result<void> to_file(const std::filesystem::path& file, Level most) {
  UniqueFd fd{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!fd) return fail_errno("open log", file.native());
  const std::lock_guard lock{sink().mutex};
  sink().file = std::move(fd);
  sink().most = most;
  return {};
}

void write(Level level, const Category& category, std::string_view message) {
  Sink& out = sink();
  const std::lock_guard lock{out.mutex};
  if (level > out.most) return;
  const std::string line = fmt::format("{} {} {}: {}\n", format_rfc3339(SystemClock{}.wall()), name_of(level),
                                       category.name, display_safe(message));
  // A log that cannot be written must not stop the program, and there is nowhere else to say so.
  [[maybe_unused]] const ssize_t ignored = ::write(out.file ? out.file.get() : STDERR_FILENO, line.data(), line.size());
}

}  // namespace tabacus::log
