#include "pty/environment.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tabacus::pty {
namespace {

/// Set by other terminals for their own children. A program that reads them would talk to the wrong one, or, with
/// LINES and COLUMNS, believe a size that is not ours. TABACUS_* stand for an outer tab.
constexpr std::array<std::string_view, 24> kOuterTerminal{"ALACRITTY_LOG",
                                                          "ALACRITTY_SOCKET",
                                                          "ALACRITTY_WINDOW_ID",
                                                          "COLORFGBG",
                                                          "COLUMNS",
                                                          "GHOSTTY_BIN_DIR",
                                                          "GHOSTTY_RESOURCES_DIR",
                                                          "ITERM_SESSION_ID",
                                                          "KITTY_PID",
                                                          "KITTY_WINDOW_ID",
                                                          "KONSOLE_VERSION",
                                                          "LINES",
                                                          "STY",
                                                          "TABACUS_SESSION_ID",
                                                          "TABACUS_TAB_ID",
                                                          "TERMCAP",
                                                          "TERMINFO",
                                                          "TERM_SESSION_ID",
                                                          "TMUX",
                                                          "TMUX_PANE",
                                                          "VTE_VERSION",
                                                          "WEZTERM_PANE",
                                                          "WINDOWID",
                                                          "WT_SESSION"};

void set(std::vector<EnvVar>& environment, std::string_view name, std::string_view value) {
  const auto known =
      std::find_if(environment.begin(), environment.end(), [&](const EnvVar& v) { return v.name == name; });
  if (known != environment.end())
    known->value = value;
  else
    environment.push_back({std::string{name}, std::string{value}});
}

bool has_locale(std::span<const EnvVar> environment) {
  return std::ranges::any_of(std::array{"LC_ALL", "LC_CTYPE", "LANG"},
                             [&](const char* name) { return !find(environment, name).empty(); });
}

}  // namespace

std::vector<EnvVar> own_environment() {
  std::vector<EnvVar> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    result.push_back({std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}});
  }
  return result;
}

std::vector<EnvVar> child_environment(std::span<const EnvVar> inherited, std::string_view version,
                                      std::span<const EnvVar> extra) {
  std::vector<EnvVar> result;
  for (const EnvVar& variable : inherited)
    if (std::ranges::find(kOuterTerminal, variable.name) == kOuterTerminal.end())
      set(result, variable.name, variable.value);
  set(result, "TERM", "xterm-256color");
  set(result, "COLORTERM", "truecolor");
  set(result, "TERM_PROGRAM", "tabacus");
  set(result, "TERM_PROGRAM_VERSION", version);
  set(result, "FORCE_HYPERLINK", "1");
  if (!has_locale(result)) set(result, "LANG", "C.UTF-8");
  for (const EnvVar& variable : extra) set(result, variable.name, variable.value);
  return result;
}

std::string_view find(std::span<const EnvVar> environment, std::string_view name) {
  std::string_view value;
  for (const EnvVar& variable : environment)
    if (variable.name == name) value = variable.value;
  return value;
}

std::string user_shell() {
  const char* shell = std::getenv("SHELL");
  if (shell != nullptr && shell[0] == '/') return shell;
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
      found->pw_shell != nullptr && found->pw_shell[0] == '/')
    return found->pw_shell;
  return "/bin/sh";
}

}  // namespace tabacus::pty
