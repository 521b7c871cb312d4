#include "app/control/runtime_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/paths.hpp"

namespace tabacus::app {

namespace fs = std::filesystem;

fs::path runtime_directory() {
  const char* given = std::getenv("XDG_RUNTIME_DIR");
  if (given != nullptr && given[0] == '/') return fs::path{given} / "tabacus";
  return fmt::format("/tmp/tabacus-{}", ::geteuid());
}

Result<fs::path> make_runtime_directory() {
  fs::path directory = runtime_directory();
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return fail_errno("create directory", directory.native());
  if (auto checked = check_own_directory(directory, OthersMay::Nothing); !checked) return fail(checked.error());
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
