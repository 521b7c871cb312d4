#include "base/processes.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "base/utf8.hpp"

namespace tabacus {
namespace {

constexpr std::size_t kMaxDescriptors = 4096;
constexpr std::size_t kMaxEnvironment = 256 * 1024;
constexpr std::size_t kMaxName = 64;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

Directory open_directory(const std::string& path) { return Directory{::opendir(path.c_str())}; }

/// Ours or the system's: it passes, and says nothing about what was looked for.
bool is_shortage(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM; }

/// The beginning of a file of /proc. Exhausted: there was nothing to read it with; else empty when it cannot be read.
Result<std::string> try_beginning_of(pid_t pid, std::string_view file, std::size_t limit) {
  const std::string path = fmt::format("/proc/{}/{}", pid, file);
  const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text;
  if (!fd && is_shortage(errno)) return fail(ErrorCode::Exhausted, fmt::format("open {}: out of descriptors", path));
  if (!fd) return text;
  std::array<char, 4096> buffer;
  while (text.size() < limit) {
    const ssize_t got = ::read(fd.get(), buffer.data(), std::min(buffer.size(), limit - text.size()));
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::string beginning_of(pid_t pid, std::string_view file, std::size_t limit) {
  return try_beginning_of(pid, file, limit).value_or(std::string{});
}

bool is_interpreter(std::string_view comm) {
  static constexpr std::array<std::string_view, 7> kNames{"node", "bun", "deno", "ruby", "perl", "MainThread", "tsx"};
  return std::ranges::find(kNames, comm) != kNames.end() || comm.starts_with("python") || comm.starts_with("node-");
}

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
}

/// The script that an interpreter was told to run. Empty unless that is certain: other arguments may hold secrets.
std::string_view script_in(std::string_view command_line) {
  const auto words = split(command_line, '\0');
  std::size_t at = 1;
  while (at < words.size() && words[at].starts_with("--") && words[at].find('=') != std::string_view::npos) ++at;
  if (at >= words.size() || words[at].starts_with('-')) return {};
  std::string_view name = words[at].substr(words[at].rfind('/') + 1);
  for (const std::string_view suffix : {".js", ".mjs", ".cjs", ".py", ".rb", ".pl"})
    if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  if (name.size() > kMaxName || !std::ranges::all_of(name, is_name_character)) return {};
  return name;
}

/// Until `sink` returns false.
template <typename Sink>
void for_each_socket(pid_t pid, Sink sink) {
  constexpr std::string_view kSocket = "socket:[";
  const Directory fds = open_directory(fmt::format("/proc/{}/fd", pid));
  if (!fds) return;
  std::array<char, 64> target;
  for (std::size_t looked_at = 0; looked_at < kMaxDescriptors; ++looked_at) {
    const dirent* entry = ::readdir(fds.get());
    if (entry == nullptr) return;
    const ssize_t size = ::readlinkat(::dirfd(fds.get()), entry->d_name, target.data(), target.size());
    const std::string_view link{target.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    if (!link.starts_with(kSocket) || !link.ends_with(']')) continue;
    const auto inode = parse_int(link.substr(kSocket.size(), link.size() - kSocket.size() - 1));
    if (inode && !sink(static_cast<std::uint64_t>(*inode))) return;
  }
}

}  // namespace

std::string working_directory_of(pid_t pid) {
  std::array<char, 4096> target;
  const ssize_t got = ::readlink(fmt::format("/proc/{}/cwd", pid).c_str(), target.data(), target.size());
  const bool is_whole = got > 0 && static_cast<std::size_t>(got) < target.size();
  return is_whole ? std::string{target.data(), static_cast<std::size_t>(got)} : std::string{};
}

std::string name_from(std::string_view comm, std::string_view command_line) {
  const std::string_view own = trim(comm);
  if (is_interpreter(own))
    if (const std::string_view script = script_in(command_line); !script.empty()) return std::string{script};
  return display_safe(own.substr(0, kMaxName));
}

std::optional<pid_t> parent_of(pid_t pid) {
  const std::string stat = beginning_of(pid, "stat", 1024);
  // The name in field two may hold spaces and brackets, so fields are counted from its last bracket.
  const std::size_t bracket = stat.rfind(") ");
  if (bracket == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view{stat}.substr(bracket + 2), ' ');
  constexpr std::size_t kParent = 1;  // after the state
  if (fields.size() <= kParent) return std::nullopt;
  const auto parent = parse_int(fields[kParent]);
  return parent ? std::optional{static_cast<pid_t>(*parent)} : std::nullopt;
}

std::string process_name(pid_t pid) {
  const std::string comm = beginning_of(pid, "comm", 64);
  const bool needs_script = is_interpreter(trim(comm));
  return name_from(comm, needs_script ? beginning_of(pid, "cmdline", 4096) : std::string{});
}

bool holds_socket(pid_t pid, std::uint64_t inode) {
  bool found = false;
  for_each_socket(pid, [&](std::uint64_t socket) {
    found = socket == inode;
    return !found;
  });
  return found;
}

std::vector<std::uint64_t> sockets_of(pid_t pid) {
  std::vector<std::uint64_t> sockets;
  for_each_socket(pid, [&](std::uint64_t socket) {
    sockets.push_back(socket);
    return true;
  });
  std::ranges::sort(sockets);
  return sockets;
}

Result<bool> has_variable(pid_t pid, std::string_view name, std::string_view value) {
  const auto environment = try_beginning_of(pid, "environ", kMaxEnvironment);
  if (!environment) return fail(environment.error());
  const auto entries = split(*environment, '\0');
  const std::string wanted = fmt::format("{}={}", name, value);
  return std::ranges::find(entries, wanted) != entries.end();
}

std::optional<std::string> variable_of(pid_t pid, std::string_view name) {
  const auto environment = try_beginning_of(pid, "environ", kMaxEnvironment);
  if (!environment) return std::nullopt;
  for (const std::string_view entry : split(*environment, '\0'))
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
      return std::string{entry.substr(name.size() + 1)};
  return std::nullopt;
}

std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> children;
  const Directory tasks = open_directory(fmt::format("/proc/{}/task", pid));
  if (!tasks) return children;
  // A child stands with the thread that made it.
  while (const dirent* entry = ::readdir(tasks.get())) {
    const std::string_view thread{entry->d_name};
    if (!parse_int(thread)) continue;
    const std::string listed = beginning_of(pid, fmt::format("task/{}/children", thread), 64 * 1024);
    for (const std::string_view word : split(listed, ' '))
      if (const auto child = parse_int(word)) children.push_back(static_cast<pid_t>(*child));
  }
  return children;
}

Result<std::vector<pid_t>> own_processes(std::size_t limit) {
  std::vector<pid_t> own;
  const Directory all = open_directory("/proc");
  if (!all) return fail(is_shortage(errno) ? ErrorCode::Exhausted : ErrorCode::Io, "list the processes in /proc");
  while (const dirent* entry = ::readdir(all.get())) {
    const auto pid = parse_int(entry->d_name);
    if (!pid) continue;
    struct stat about {};
    if (::fstatat(::dirfd(all.get()), entry->d_name, &about, 0) != 0 || about.st_uid != ::getuid()) continue;
    own.push_back(static_cast<pid_t>(*pid));
  }
  std::ranges::sort(own, std::greater{});
  if (own.size() > limit) own.resize(limit);
  return own;
}

}  // namespace tabacus
