// tabacus demo-agent: what runs in the tabs of the demonstration. Not for people, hence without a summary.
#include <ostream>

#include "app/cli/arguments.hpp"
#include "app/gui/demo/agent.hpp"

namespace tabacus::app {
namespace {

Result<int> run(CommandContext& context, Arguments arguments);

}  // namespace

extern const Command kDemoAgent;
const Command kDemoAgent{.name = "demo-agent", .summary = "", .run = run};

namespace {

Result<int> run(CommandContext& context, Arguments arguments) {
  AgentOptions options;
  std::int64_t pause_ms = options.pause.count();
  ArgumentParser parser{kDemoAgent};
  parser.choice("--plan", {"a", "b"}, options.plan, "which agent")
      .required("--plan")
      .integer("--pause", 0, 60'000, pause_ms, "milliseconds between two turns");
  if (const auto code = parser.parse(context, arguments)) return *code;
  options.pause = std::chrono::milliseconds{pause_ms};
  if (auto ran = run_agent(options, context.out); !ran) return fail(ran.error());
  return kExitOk;
}

}  // namespace
}  // namespace tabacus::app
