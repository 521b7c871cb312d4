#include "pty/foreground.hpp"

#include <filesystem>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::pty {
namespace {

namespace fs = std::filesystem;

fs::path proc(pid_t pid) { return fs::path{"/proc"} / std::to_string(pid); }

/// Field tpgid of /proc/PID/stat (proc(5)). The name in field two may hold spaces and brackets, so fields are counted
/// from its last bracket.
std::optional<pid_t> foreground_group(pid_t shell) {
  const auto stat = read_file(proc(shell) / "stat");
  if (!stat) return std::nullopt;
  const std::size_t bracket = stat->rfind(") ");
  if (bracket == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view{*stat}.substr(bracket + 2), ' ');
  constexpr std::size_t kTerminalGroup = 5;  // state, ppid, pgrp, session, tty_nr, tpgid
  if (fields.size() <= kTerminalGroup) return std::nullopt;
  const auto group = parse_int(fields[kTerminalGroup]);
  if (!group || *group <= 0) return std::nullopt;
  return static_cast<pid_t>(*group);
}

std::string directory_of(pid_t pid) {
  std::error_code error;
  const fs::path directory = fs::read_symlink(proc(pid) / "cwd", error);
  if (error || !fs::is_directory(directory, error)) return {};
  return directory.native();
}

}  // namespace

std::optional<Foreground> foreground_of(pid_t shell) {
  pid_t pid = foreground_group(shell).value_or(shell);
  auto name = read_file(proc(pid) / "comm");
  if (!name) {
    pid = shell;
    name = read_file(proc(pid) / "comm");
  }
  if (!name) return std::nullopt;
  std::string directory = directory_of(pid);
  if (directory.empty()) directory = directory_of(shell);
  return Foreground{pid, std::string{trim(*name)}, std::move(directory)};
}

std::vector<std::string> command_line_of(pid_t pid) {
  constexpr std::size_t kMostBytes = 64 * 1024;
  const auto text = read_file(proc(pid) / "cmdline");
  if (!text || text->empty()) return {};
  std::vector<std::string> words;
  for (const std::string_view word : split(std::string_view{*text}.substr(0, kMostBytes), '\0'))
    words.emplace_back(word);
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace tabacus::pty
