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

constexpr mode_t kAnyOfOthers = 077;
constexpr mode_t kWriteOfOthers = 022;
constexpr std::size_t kMaxSecret = 1024 * 1024;

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

Result<std::string> read_all(int fd, const fs::path& file, std::size_t max_bytes) {
  std::string text;
  char chunk[64 * 1024];
  for (;;) {
    const ssize_t got = ::read(fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("read", file.native());
    if (got == 0) return text;
    if (static_cast<std::size_t>(got) > max_bytes - text.size())
      return fail(ErrorCode::InvalidInput, fmt::format("read {}: it has more than {} bytes", file.native(), max_bytes));
    text.append(chunk, static_cast<std::size_t>(got));
  }
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

Result<void> check_own_directory(const fs::path& directory, OthersMay may) {
  const bool alone = may == OthersMay::Nothing;
  struct stat found {};
  if ((alone ? ::lstat : ::stat)(directory.c_str(), &found) != 0) {
    if (errno == ENOENT) return fail(ErrorCode::NotFound, fmt::format("there is no {}", directory.native()));
    return fail_errno("look at", directory.native());
  }
  if (!S_ISDIR(found.st_mode))
    return fail(ErrorCode::PermissionDenied, fmt::format("{} is no directory; remove it", directory.native()));
  if (found.st_uid != ::geteuid())
    return fail(ErrorCode::PermissionDenied,
                fmt::format("{} belongs to user {}; choose a directory of your own", directory.native(), found.st_uid));
  if ((found.st_mode & (alone ? kAnyOfOthers : kWriteOfOthers)) != 0)
    return fail(ErrorCode::PermissionDenied,
                fmt::format("others may {} {}; run: chmod {} {}", alone ? "enter" : "write to", directory.native(),
                            alone ? "700" : "go-w", directory.native()));
  return {};
}

Result<std::string> read_file(const fs::path& file) {
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return fail_errno("open", file.native());
  return read_all(fd.get(), file, std::string{}.max_size());
}

Result<std::string> read_regular_file(const fs::path& file, std::size_t max_bytes) {
  // O_NONBLOCK: the open of a pipe would wait for its writer.
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  struct stat found {};
  if (!fd || ::fstat(fd.get(), &found) != 0) return fail_errno("open", file.native());
  if (!S_ISREG(found.st_mode))
    return fail(ErrorCode::InvalidInput, fmt::format("read {}: it is no regular file", file.native()));
  return read_all(fd.get(), file, max_bytes);
}

Result<std::string> read_private_file(const fs::path& file) {
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)};
  if (!fd && errno == ELOOP)
    return fail(ErrorCode::PermissionDenied, fmt::format("read {}: it is a link", file.native()));
  struct stat found {};
  if (!fd || ::fstat(fd.get(), &found) != 0) return fail_errno("open", file.native());
  if (!S_ISREG(found.st_mode) || found.st_uid != ::geteuid() || (found.st_mode & kAnyOfOthers) != 0)
    return fail(ErrorCode::PermissionDenied, fmt::format("read {}: it is not ours alone", file.native()));
  return read_all(fd.get(), file, kMaxSecret);
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
