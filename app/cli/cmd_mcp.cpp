// tabacus mcp: agents ask what they used and cost. Without a word it serves its standard input and output; `install`
// and `remove` write and take out an agent's entry for it.
#include <unistd.h>

#include <cstdlib>
#include <ostream>

#include "analytics/api/serve.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/mcp_clients.hpp"
#include "app/cli/query_options.hpp"
#include "app/cli/serve_options.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kMcp;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> client_names() {
  std::vector<std::string> names;
  for (const McpClient& client : mcp_clients()) names.emplace_back(client.name);
  return names;
}

Result<McpEntry> own_entry(const CommandContext& context, const std::string& directory) {
  std::error_code failed;
  const fs::path self = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return fail(ErrorCode::Io, fmt::format("find the path of this program: {}", failed.message()));
  McpEntry entry{self.native(), {}};
  if (context.config.file != default_config_file()) entry.arguments = {"--config", fs::absolute(context.config.file)};
  entry.arguments.emplace_back("mcp");
  if (!directory.empty()) entry.arguments.insert(entry.arguments.end(), {"--directory", fs::absolute(directory)});
  return entry;
}

Result<int> change_entry(CommandContext& context, const std::string& name, const McpEntry* entry) {
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0')
    return fail(ErrorCode::NotFound, "HOME is not set, so no agent's settings are found");
  for (const McpClient& client : mcp_clients()) {
    if (client.name != name) continue;
    const fs::path file = client.file(home);
    const auto change = change_mcp_file(file, client.edit, entry);
    if (!change) return fail(change.error());
    const std::string shown = display_safe(file.native());
    switch (*change) {
      case McpChange::Written:
        context.out << fmt::format("wrote the entry \"tabacus\" to {}; 'tabacus mcp remove --client {}' takes it out\n",
                                   shown, name);
        break;
      case McpChange::AlreadyThere:
        context.out << fmt::format("{} has the entry \"tabacus\" already\n", shown);
        break;
      case McpChange::Removed:
        context.out << fmt::format("took the entry \"tabacus\" out of {}\n", shown);
        break;
      case McpChange::NotThere:
        context.out << fmt::format("{} has no entry \"tabacus\"\n", shown);
        break;
    }
    return kExitOk;
  }
  return fail(ErrorCode::InvalidInput, "needs --client claude, codex, cursor or gemini");
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string action = "serve";
  std::string client;
  std::string directory;
  std::string tab;
  ArgumentParser parser{kMcp};
  parser.optional_positional("ACTION", action, "serve (as without it), install or remove")
      .choice("--client", client_names(), client, "of install and remove: whose settings to change")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .text("--tab", "TAB", tab, "of serve: the tab whose calls an agent sees first; without it that in which it runs")
      .footer(
          "An agent that has the entry starts the server itself, one for each session, and may ask it for usage, "
          "recent "
          "calls, budgets, limits, cache misses and differences. It reads; it changes nothing.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (action == "remove") return change_entry(context, client, nullptr);
  if (action == "install") {
    const auto entry = own_entry(context, directory);
    if (!entry) return fail(entry.error());
    return change_entry(context, client, &*entry);
  }
  if (action != "serve")
    return fail(ErrorCode::InvalidInput, fmt::format("takes serve, install or remove, not '{}'", display_safe(action)));
  analytics::ServeOptions options = serve_options(context, directory);
  if (!tab.empty()) options.tab = tab;
  if (auto served = analytics::serve_mcp(options, STDIN_FILENO, STDOUT_FILENO); !served) return fail(served.error());
  return kExitOk;
}

}  // namespace

const Command kMcp{.name = "mcp", .summary = "Let agents ask what they used and cost (MCP)", .run = run};

}  // namespace tabacus::app
