#include "analytics/store/calls_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>
#include <thread>

#include "analytics/store/migrate.hpp"
#include "base/paths.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {
namespace {

namespace fs = std::filesystem;

std::string compact_utc(SystemTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
  return std::string(text, length);
}

fs::path free_name(const fs::path& file, SystemTime now) {
  const std::string base = fmt::format("{}.corrupt-{}", file.native(), compact_utc(now));
  fs::path candidate = base;
  for (int number = 2; identity_of(candidate); ++number) candidate = fmt::format("{}.{}", base, number);
  return candidate;
}

}  // namespace

// SQLite would create the file with the umask's mode; -wal and -shm take theirs from the file. An existing file is not
// opened here: closing a descriptor of it would drop the locks that this process's other connections hold.
Result<void> make_private_database_file(const fs::path& file) {
  const UniqueFd created{::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (created) return {};
  if (errno != EEXIST) return fail_errno("create", file.native());
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return fail_errno("stat", file.native());
  if ((status.st_mode & 077) != 0 && ::chmod(file.c_str(), 0600) != 0) return fail_errno("chmod 0600", file.native());
  return {};
}

Result<void> settle_file(Database& database, const std::string& pragmas, std::chrono::milliseconds busy_timeout) {
  constexpr std::chrono::milliseconds kBetweenTries{5};
  const auto end = std::chrono::steady_clock::now() + busy_timeout;
  for (;;) {
    auto set = database.execute(pragmas);
    if (set || set.error().code != ErrorCode::Conflict || std::chrono::steady_clock::now() >= end) return set;
    std::this_thread::sleep_for(kBetweenTries);
  }
}

std::optional<FileIdentity> identity_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{.device = status.st_dev, .inode = status.st_ino};
}

Result<Database> open_calls_file(const fs::path& file, std::chrono::milliseconds busy_timeout) {
  if (auto made = make_private_directory(file.parent_path()); !made) return fail(made.error());
  if (auto made = make_private_database_file(file); !made) return fail(made.error());
  auto database = Database::open(file, Database::Mode::ReadWrite, busy_timeout);
  if (!database) return database;
  if (auto known = schema_of(*database); !known) return fail(known.error());
  // The first two settle the layout of a new file and do nothing to one that has tables.
  auto set = settle_file(
      *database,
      "PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
      // A log that grew behind a long reader is cut to this when it begins anew.
      "PRAGMA journal_size_limit=8388608;"
      // The ends of the indexes of a large file stay in memory.
      "PRAGMA cache_size=-8192;",
      busy_timeout);
  if (!set) return fail(set.error());
  if (auto migrated = migrate(*database); !migrated) return fail(migrated.error());
  return database;
}

Result<std::optional<fs::path>> move_aside(const fs::path& file, const FileIdentity& damaged, SystemTime now) {
  // Two processes may find the same damage. The lock on the directory lets one rename; the other sees a new inode.
  const UniqueFd directory{::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory || ::flock(directory.get(), LOCK_EX) != 0) return fail_errno("lock", file.parent_path().native());
  if (identity_of(file) != damaged) return std::optional<fs::path>{};
  const fs::path aside = free_name(file, now);
  if (::rename(file.c_str(), aside.c_str()) != 0) return fail_errno("move aside", file.native());
  for (const char* suffix : {"-wal", "-shm"})
    if (::rename((file.native() + suffix).c_str(), (aside.native() + suffix).c_str()) != 0 && errno != ENOENT)
      return fail_errno("move aside", file.native() + suffix);
  return std::optional{aside};
}

}  // namespace tabacus::analytics
