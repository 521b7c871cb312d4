// From the words of the command line to a command.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "app/cli/command.hpp"
#include "app/cli/pager.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

winsize terminal_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

std::size_t terminal_width() {
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr)
    if (const auto number = parse_int(columns); number && *number >= 20 && *number <= 10'000)
      return static_cast<std::size_t>(*number);
  if (const std::size_t columns = terminal_size().ws_col; columns >= 20) return columns;
  return ::isatty(STDOUT_FILENO) != 0 ? 80 : 200;  // a pipe or a file is not narrow
}

/// no-color.org; a "dumb" terminal has no colour either.
bool wants_color() {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (refused == nullptr || *refused == '\0') && terminal != nullptr && std::string_view{terminal} != "dumb";
}

Screen screen_behind(const std::ostream& out) {
  if (&out != &std::cout || ::isatty(STDOUT_FILENO) == 0) return {};
  return {.is_terminal = true, .height = terminal_size().ws_row, .paint = wants_color() ? Paint::Color : Paint::Never};
}

const Command* find_command(const CommandList& commands, std::string_view name) {
  const auto found = std::ranges::find(commands, name, &Command::name);
  return found == commands.end() ? nullptr : *found;
}

int print_help(const CommandList& commands, std::ostream& out) {
  out << "tabacus: a terminal whose tabs show what their agents' API calls cost\n\n"
         "Usage: tabacus [--config FILE] [COMMAND] [ARGS...]\n\n";
  std::size_t longest = 0;
  for (const Command* command : commands) longest = std::max(longest, command->name.size());
  for (const Command* command : commands)
    if (!command->summary.empty()) out << fmt::format("  {:<{}}  {}\n", command->name, longest, command->summary);
  out << fmt::format("  {:<{}}  {}\n", "help", longest, "Show this, or what a command takes");
  out << fmt::format(
      "\nWithout a command: {}. 'tabacus COMMAND --help' tells more.\n",
      find_command(commands, kWindowCommand) != nullptr ? "the terminal's window" : "this build has no window");
  return kExitOk;
}

int refuse_command(const CommandList& commands, const std::string& name, std::ostream& err) {
  std::string_view nearest;
  std::size_t least = 3;
  for (const Command* command : commands) {
    const std::size_t distance = name.size() < 40 ? edit_distance(name, command->name) : least;
    if (distance < least) {
      least = distance;
      nearest = command->name;
    }
  }
  err << fmt::format("tabacus: no command '{}'", display_safe(name));
  if (!nearest.empty()) err << fmt::format("; did you mean '{}'?", nearest);
  err << "\nSee 'tabacus --help'.\n";
  return kExitUsage;
}

Result<int> run_paged(const Command& command, CommandContext& context, Arguments arguments) {
  const std::string pager = command.is_paged && context.screen.height > 0 ? pager_command() : "";
  if (pager.empty()) return command.run(context, arguments);
  std::ostringstream gathered;
  CommandContext inner{.out = gathered,
                       .err = context.err,
                       .width = context.width,
                       .clock = context.clock,
                       .config = context.config,
                       .screen = context.screen};
  auto done = command.run(inner, arguments);
  const std::string text = std::move(gathered).str();
  if (is_longer_than_screen(text, context.width, context.screen.height))
    page(pager, text, context.out);
  else
    context.out << text;
  return done;
}

int run_command(const Command& command, CommandContext& context, Arguments arguments) {
  // The doctor tells of the configuration itself.
  if (command.name != "doctor")
    for (const std::string& problem : context.config.problems) context.err << "tabacus: " << problem << '\n';
  const Result<int> done = run_paged(command, context, arguments);
  if (done) return *done;
  context.err << fmt::format("tabacus {}: {}\n", command.name, display_safe(done.error().message));
  return done.error().code == ErrorCode::InvalidInput ? kExitUsage : kExitFailure;
}

/// Takes `--config FILE` or `--config=FILE` from the front.
Result<std::optional<std::string>> take_config(Arguments& arguments) {
  constexpr std::string_view kOption = "--config";
  if (arguments.empty() || !arguments.front().starts_with(kOption)) return std::optional<std::string>{};
  const std::string& word = arguments.front();
  std::optional<std::string> file;
  if (word == kOption && arguments.size() > 1) {
    file = arguments[1];
    arguments = arguments.subspan(2);
  } else if (word.starts_with("--config=")) {
    file = word.substr(kOption.size() + 1);
    arguments = arguments.subspan(1);
  }
  if (!file) return fail(ErrorCode::InvalidInput, "--config needs the name of a file");
  std::error_code ignored;
  if (!std::filesystem::exists(*file, ignored)) return fail(ErrorCode::NotFound, fmt::format("there is no {}", *file));
  return file;
}

}  // namespace

int run_program(const CommandList& commands, Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto config_file = take_config(arguments);
  if (!config_file) {
    err << "tabacus: " << display_safe(config_file.error().message) << '\n';
    return config_file.error().code == ErrorCode::InvalidInput ? kExitUsage : kExitFailure;
  }
  const std::string first = arguments.empty() ? "" : arguments.front();
  if (first == "--help" || first == "-h" || (first == "help" && arguments.size() == 1))
    return print_help(commands, out);
  if (first == "--version" || first == "-V") {
    out << "tabacus " << TABACUS_VERSION << '\n';
    return kExitOk;
  }
  const SystemClock clock;
  CommandContext context{.out = out,
                         .err = err,
                         .width = terminal_width(),
                         .clock = clock,
                         .config = load_config(config_file->value_or(default_config_file().native())),
                         .screen = screen_behind(out)};
  if (first == "help") {
    const Command* command = find_command(commands, arguments[1]);
    if (command == nullptr) return refuse_command(commands, arguments[1], err);
    const std::vector<std::string> help{"--help"};
    return run_command(*command, context, help);
  }
  if (const Command* command = find_command(commands, first); command != nullptr)
    return run_command(*command, context, arguments.subspan(1));
  if (!first.empty() && !first.starts_with('-')) return refuse_command(commands, first, err);
  if (const Command* window = find_command(commands, kWindowCommand); window != nullptr)
    return run_command(*window, context, arguments);
  err << "tabacus: this build has no window (it was configured with TABACUS_GUI=OFF); see 'tabacus --help' for what it "
         "can do\n";
  return kExitFailure;
}

}  // namespace tabacus::app
