// tabacus completion: what a shell's Tab key offers. Commands come from their list, keys from that of options.
#include <ostream>

#include "app/cli/arguments.hpp"
#include "app/config/options.hpp"

namespace tabacus::app {

extern const Command kCompletion;

namespace {

std::string command_names() {
  std::string names = "help";
  for (const Command* command : cli_commands()) names += fmt::format(" {}", command->name);
  return names;
}

std::string option_keys() {
  std::string keys;
  for (const Option& option : options()) keys += fmt::format("{}{}", keys.empty() ? "" : " ", option.key);
  return keys;
}

constexpr std::string_view kConfigParts = "show default path check themes keys";

/// bash, and zsh through its bashcompinit.
void print_bash(std::ostream& out) {
  out << fmt::format(R"(_tabacus() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{}" -- "$word"))
  elif [ "$command" = config ] && [ "$COMP_CWORD" -eq 2 ]; then
    COMPREPLY=($(compgen -W "{}" -- "$word"))
  elif [ "$command" = config ] && [ "${{COMP_WORDS[2]}}" = show ]; then
    COMPREPLY=($(compgen -W "{}" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _tabacus tabacus
)",
                     command_names(), kConfigParts, option_keys());
}

void print_zsh(std::ostream& out) {
  out << "autoload -U +X bashcompinit && bashcompinit\n";
  print_bash(out);
}

void print_fish(std::ostream& out) {
  for (const Command* command : cli_commands())
    out << fmt::format("complete -c tabacus -n __fish_use_subcommand -f -a {} -d '{}'\n", command->name,
                       command->summary);
  out << fmt::format("complete -c tabacus -n '__fish_seen_subcommand_from config' -f -a '{}'\n", kConfigParts);
  out << fmt::format("complete -c tabacus -n '__fish_seen_subcommand_from show' -f -a '{}'\n", option_keys());
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string shell;
  ArgumentParser parser{kCompletion};
  parser.positional("SHELL", shell, "bash, zsh or fish; in its start-up file: eval \"$(tabacus completion bash)\"");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (shell == "bash")
    print_bash(context.out);
  else if (shell == "zsh")
    print_zsh(context.out);
  else if (shell == "fish")
    print_fish(context.out);
  else
    return fail(ErrorCode::InvalidInput,
                fmt::format("there is completion for bash, zsh and fish, not for '{}'", shell));
  return kExitOk;
}

}  // namespace

const Command kCompletion{.name = "completion", .summary = "Print what bash, zsh or fish complete with", .run = run};

}  // namespace tabacus::app
