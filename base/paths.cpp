#include "base/paths.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace tabacus {
namespace {

namespace fs = std::filesystem;

fs::path xdg_directory(const char* variable, std::string_view below_home) {
  const char* value = std::getenv(variable);
  if (value != nullptr && value[0] == '/') return fs::path{value} / "tabacus";
  const char* home = std::getenv("HOME");
  return fs::path{home != nullptr && home[0] != '\0' ? home : "/"} / below_home / "tabacus";
}

Result<void> write_all(int fd, std::string_view text, const fs::path& file) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno("write", file.native());
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

fs::path config_directory() { return xdg_directory("XDG_CONFIG_HOME", ".config"); }
fs::path data_directory() { return xdg_directory("XDG_DATA_HOME", ".local/share"); }
fs::path state_directory() { return xdg_directory("XDG_STATE_HOME", ".local/state"); }

Result<void> make_private_directory(const fs::path& directory) {
  std::error_code ignored;
  if (fs::is_directory(directory, ignored)) return {};
  if (directory.has_parent_path() && directory.parent_path() != directory) {
    if (auto made = make_private_directory(directory.parent_path()); !made) return made;
  }
  if (::mkdir(directory.c_str(), 0700) == 0) return {};
  if (errno != EEXIST) return fail_errno("create directory", directory.native());
  if (fs::is_directory(directory, ignored)) return {};  // another process made it just now
  return fail(ErrorCode::Io, fmt::format("create directory {}: a file has that name", directory.native()));
}

std::string find_program(const std::string& name, std::string_view path) {
  if (name.empty() || name.find('/') != std::string::npos) return name;
  for (const std::string_view folder : split(path, ':')) {
    const std::filesystem::path file = std::filesystem::path{folder.empty() ? "." : folder} / name;
    std::error_code failed;
    if (std::filesystem::is_regular_file(file, failed) && ::access(file.c_str(), X_OK) == 0) return file.native();
  }
  return name;
}

Result<std::string> read_file(const fs::path& file) {
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return fail_errno("open", file.native());
  std::string text;
  char chunk[64 * 1024];
  for (;;) {
    const ssize_t got = ::read(fd.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("read", file.native());
    if (got == 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
  }
}

Result<void> write_private_file(const fs::path& file, std::string_view text) {
  const fs::path temporary = file.native() + "." + random_token(8) + ".new";
  {
    const UniqueFd fd{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!fd) return fail_errno("create", temporary.native());
    if (auto written = write_all(fd.get(), text, temporary); !written) {
      ::unlink(temporary.c_str());
      return written;
    }
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) {
    auto failed = fail_errno("replace", file.native());
    ::unlink(temporary.c_str());
    return failed;
  }
  return {};
}

}  // namespace tabacus
