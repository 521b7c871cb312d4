// Joins the command lists and hands over.
#include <iostream>

#include "app/cli/command.hpp"
#ifdef TABACUS_HAS_WINDOW
#include "app/gui/commands.hpp"
#endif

int main(int count, char** words) {
  using namespace tabacus::app;
  CommandList commands;
#ifdef TABACUS_HAS_WINDOW
  commands.insert(commands.end(), gui_commands().begin(), gui_commands().end());
#endif
  commands.insert(commands.end(), cli_commands().begin(), cli_commands().end());
  const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
  const int code = run_program(commands, arguments, std::cout, std::cerr);
  std::cout.flush();
  return std::cout ? code : kExitFailure;
}
