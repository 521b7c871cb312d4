// What a command of the program is. The lists: app/cli/registry.cpp, and app/gui for those that need a window.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/text_table.hpp"
#include "app/config/config.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::app {

/// Where `out` goes, as far as a person sees it.
struct Screen {
  bool is_terminal = false;
  std::size_t height = 0;  ///< lines; 0: not known, nothing is paged
  Paint paint = Paint::Never;
};

/// What a command may use of the world. Data goes to `out`, all else to `err`.
struct CommandContext {
  std::ostream& out;
  std::ostream& err;
  std::size_t width = 80;  ///< columns of the terminal behind `out`; tables are fitted to it
  const Clock& clock;
  LoadedConfig config;
  Screen screen = {};
};

/// The words after the command's name.
using Arguments = std::span<const std::string>;

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;

struct Command {
  std::string_view name;
  std::string_view summary;  ///< one line, no full stop; empty: not for people, left out of the help
  /// The exit code. A failure is printed as "tabacus NAME: message" and exits with kExitFailure, or
  /// with kExitUsage when it is InvalidInput.
  Result<int> (*run)(CommandContext& context, Arguments arguments);
  bool is_paged = false;  ///< its output is gathered, and shown by a pager when it is longer than the screen
};

/// The command that runs when none is named.
inline constexpr std::string_view kWindowCommand = "window";

using CommandList = std::vector<const Command*>;

/// The commands that need no window.
[[nodiscard]] std::span<const Command* const> cli_commands();

/// The whole program: `--config FILE`, `--help`, `--version`, a command's name, its arguments. Returns the exit code.
[[nodiscard]] int run_program(const CommandList& commands, Arguments arguments, std::ostream& out, std::ostream& err);

}  // namespace tabacus::app
