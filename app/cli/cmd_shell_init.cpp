// tabacus shell-init: functions for a shell whose start-up files set the PATH back, so that agents started by name are
// metered in a tab all the same. Outside of a tab they do not exist.
#include <ostream>

#include "analytics/api/programs.hpp"
#include "app/cli/arguments.hpp"

namespace tabacus::app {

extern const Command kShellInit;

namespace {

/// bash and zsh alike; "function" keeps an alias of the same name from being expanded here.
void print_posix(std::ostream& out) {
  out << "if [ -n \"${TABACUS_SHIMS-}\" ]; then\n";
  for (const std::string_view name : analytics::wired_programs())
    out << fmt::format("  if command -v {0} >/dev/null; then function {0} {{ \"$TABACUS_SHIMS/{0}\" \"$@\"; }}; fi\n",
                       name);
  out << "fi\n";
}

void print_fish(std::ostream& out) {
  out << "if set -q TABACUS_SHIMS\n";
  for (const std::string_view name : analytics::wired_programs())
    out << fmt::format("  type -q {0}; and function {0} --wraps {0}; $TABACUS_SHIMS/{0} $argv; end\n", name);
  out << "end\n";
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string shell;
  ArgumentParser parser{kShellInit};
  parser.positional("SHELL", shell, "bash, zsh or fish; in its start-up file: eval \"$(tabacus shell-init bash)\"");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (shell == "bash" || shell == "zsh")
    print_posix(context.out);
  else if (shell == "fish")
    print_fish(context.out);
  else
    return fail(ErrorCode::InvalidInput,
                fmt::format("there are functions for bash, zsh and fish, not for '{}'", shell));
  return kExitOk;
}

}  // namespace

const Command kShellInit{
    .name = "shell-init", .summary = "Print functions for a shell whose start-up files reset PATH", .run = run};

}  // namespace tabacus::app
