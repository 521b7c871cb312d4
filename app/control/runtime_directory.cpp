#include "app/control/runtime_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOthers = 077;

}  // namespace

fs::path runtime_directory() {
  const char* given = std::getenv("XDG_RUNTIME_DIR");
  if (given != nullptr && given[0] == '/') return fs::path{given} / "tabacus";
  return fmt::format("/tmp/tabacus-{}", ::geteuid());
}

Result<void> check_private_directory(const fs::path& directory) {
  struct stat found {};
  if (::lstat(directory.c_str(), &found) != 0) {
    if (errno == ENOENT) return fail(ErrorCode::NotFound, fmt::format("there is no {}", directory.native()));
    return fail_errno("look at", directory.native());
  }
  if (!S_ISDIR(found.st_mode))
    return fail(ErrorCode::PermissionDenied, fmt::format("{} is no directory; remove it", directory.native()));
  if (found.st_uid != ::geteuid())
    return fail(ErrorCode::PermissionDenied,
                fmt::format("{} belongs to user {}; set XDG_RUNTIME_DIR to a directory of your own", directory.native(),
                            found.st_uid));
  if ((found.st_mode & kOthers) != 0)
    return fail(ErrorCode::PermissionDenied,
                fmt::format("others may enter {0}; run: chmod 700 {0}", directory.native()));
  return {};
}

Result<fs::path> make_runtime_directory() {
  fs::path directory = runtime_directory();
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return fail_errno("create directory", directory.native());
  if (auto checked = check_private_directory(directory); !checked) return fail(checked.error());
  return directory;
}

std::string socket_name(std::string_view kind, pid_t pid) { return fmt::format("{}-{}.sock", kind, pid); }

std::vector<fs::path> control_sockets(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (fs::directory_iterator entries{directory, failed}, end; !failed && entries != end; entries.increment(failed))
    if (entries->path().extension() == ".sock") found.push_back(entries->path());
  std::ranges::sort(found);
  return found;
}

}  // namespace tabacus::app
