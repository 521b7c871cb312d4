// tabacus simulate: a provider on loopback, until it is told to stop.
#include <csignal>
#include <ostream>

#include "analytics/api/simulator.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/signals.hpp"

namespace tabacus::app {

extern const Command kSimulate;

namespace {

Result<int> run(CommandContext& context, Arguments arguments) {
  std::int64_t port = 0;
  std::int64_t delay_ms = 20;
  ArgumentParser parser{kSimulate};
  parser.integer("--port", 0, 65'535, port, "port on 127.0.0.1; 0: the system chooses (0)")
      .integer("--event-delay-ms", 0, 60'000, delay_ms, "between two events of a stream (20)");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const TakenSignals signals{SIGINT, SIGTERM, SIGHUP};
  const auto simulator = analytics::Simulator::start(
      {.port = static_cast<std::uint16_t>(port), .event_delay_ms = static_cast<std::uint32_t>(delay_ms)});
  if (!simulator) return fail(simulator.error());
  const std::string base = fmt::format("http://127.0.0.1:{}", (*simulator)->port());
  // Some agents take no variable: this one tells tabacus where to send what they send to a tab.
  context.out << fmt::format(
      "export ANTHROPIC_BASE_URL={0}\nexport OPENAI_BASE_URL={0}/v1\nexport GOOGLE_GEMINI_BASE_URL={0}\n"
      "export TABACUS_ROUTES='codex={0}/v1 chatgpt={0}/backend-api/codex opencode-google={0}/v1beta pi.anthropic={0} "
      "pi.openai={0}/v1 pi.google={0}/v1beta'\n",
      base);
  context.out.flush();  // whoever reads this waits for it
  context.err << "Simulated answers until interrupted. The API key is not checked.\n";
  static_cast<void>(signals.next());
  return kExitOk;
}

}  // namespace

const Command kSimulate{
    .name = "simulate", .summary = "Answer as Anthropic, OpenAI and Gemini do, without a key", .run = run};

}  // namespace tabacus::app
