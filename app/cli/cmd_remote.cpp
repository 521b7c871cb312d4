// tabacus remote: how a shell on another machine reaches the port of the tab in which this is typed.
#include <ostream>

#include "app/cli/arguments.hpp"
#include "app/cli/metered_process.hpp"
#include "base/text.hpp"

namespace tabacus::app {

extern const Command kRemote;

namespace {

/// "http://127.0.0.1:PORT/TOKEN", as the tab was told.
std::optional<std::uint16_t> port_of(std::string_view tab_url) {
  constexpr std::string_view kStart = "http://127.0.0.1:";
  if (!tab_url.starts_with(kStart)) return std::nullopt;
  const std::string_view rest = tab_url.substr(kStart.size());
  const auto port = parse_int(rest.substr(0, rest.find('/')));
  if (!port || *port < 1 || *port > 65'535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string host;
  ArgumentParser parser{kRemote};
  parser.positional("HOST", host, "as ssh takes it");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const analytics::Environment own = own_environment();
  std::optional<std::uint16_t> port;
  for (const auto& [name, value] : own)
    if (name == "TABACUS_TAB_URL") port = port_of(value);
  if (!port)
    return fail(ErrorCode::NotFound,
                "this shell is in no metered tab; use it in one, or 'tabacus endpoint NAME --ssh HOST'");
  const auto instructions = remote_instructions(host, *port, own);
  if (!instructions) return fail(instructions.error());
  context.out << *instructions;
  return kExitOk;
}

}  // namespace

const Command kRemote{
    .name = "remote", .summary = "Print how a shell on another machine uses this tab's port", .run = run};

}  // namespace tabacus::app
