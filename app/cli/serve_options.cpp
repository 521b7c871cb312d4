#include "app/cli/serve_options.hpp"

#include <unistd.h>

#include <cstdlib>

#include "app/cli/query_options.hpp"
#include "app/control/client.hpp"
#include "base/ids.hpp"
#include "base/processes.hpp"

namespace tabacus::app {
namespace {

constexpr const char* kTabVariable = "TABACUS_TAB_ID";
constexpr int kMostGenerations = 16;

/// Some agents start their servers with a few variables only, so the processes above are asked too, nearest first.
std::optional<std::string> inherited_variable(const char* name) {
  if (const char* own = std::getenv(name); own != nullptr) return own;
  std::optional<std::string> value;
  std::optional<pid_t> parent = ::getppid();
  for (int i = 0; !value && parent && *parent > 1 && i < kMostGenerations; ++i, parent = parent_of(*parent))
    value = variable_of(*parent, name);
  return value;
}

std::optional<std::string> own_tab() {
  auto tab = inherited_variable(kTabVariable);
  return tab && TabId::parse(*tab) ? tab : std::nullopt;
}

/// Where the database and the control sockets lie. Before any thread is started.
void take_places() {
  for (const char* name : {"XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
    if (const auto value = inherited_variable(name)) ::setenv(name, value->c_str(), 0);
}

std::vector<std::string> running_instances() {
  std::vector<std::string> lines;
  const auto replies = ask_all({.op = ControlOp::Status});
  if (!replies) return lines;
  for (const InstanceReply& reply : *replies)
    if (reply.line) lines.push_back(*reply.line);
  return lines;
}

}  // namespace

analytics::ServeOptions serve_options(const CommandContext& context, const std::string& directory) {
  take_places();
  return {.directory = analytics_directory(context, directory),
          .version = TABACUS_VERSION,
          .tab = own_tab(),
          .instances = running_instances};
}

}  // namespace tabacus::app
