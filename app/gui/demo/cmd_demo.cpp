// tabacus demo: two agents in two tabs, metered, against a simulated provider. Needs no key, no network and no display;
// its data lies apart from the user's.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "analytics/api/simulator.hpp"
#include "app/cli/arguments.hpp"
#include "app/gui/session_config.hpp"
#include "base/paths.hpp"

namespace tabacus::app {
namespace {

Result<int> run(CommandContext& context, Arguments arguments);

}  // namespace

extern const Command kDemo;
const Command kDemo{.name = "demo", .summary = "Two simulated agents in metered tabs: no key, no network", .run = run};

namespace {

namespace fs = std::filesystem;

constexpr int kPauseForPeopleMs = 1200;
constexpr int kPauseHeadlessMs = 100;
constexpr std::uint32_t kEventDelayHeadlessMs = 8;

/// The user's own upstreams do not matter here, and no key of theirs is sent anywhere.
std::vector<pty::EnvVar> simulated_upstreams(std::uint16_t port) {
  const std::string base = fmt::format("http://127.0.0.1:{}", port);
  return {{"ANTHROPIC_BASE_URL", base}, {"OPENAI_BASE_URL", base + "/v1"}, {"GOOGLE_GEMINI_BASE_URL", base}};
}

TabRequest agent_tab(const std::string& program, const char* plan, int pause_ms,
                     const std::vector<pty::EnvVar>& environment) {
  TabRequest request;
  request.program = program;
  request.arguments = {"tabacus", "demo-agent", "--plan", plan, "--pause", std::to_string(pause_ms)};
  request.hold = Hold::Silently;
  request.environment = environment;
  return request;
}

/// Earlier demonstrations would add to the table.
Result<void> empty_directory(const fs::path& directory) {
  std::error_code error;
  fs::remove_all(directory, error);
  if (error) return fail(ErrorCode::Io, fmt::format("empty {}: {}", directory.native(), error.message()));
  return make_private_directory(directory);
}

Result<int> print_totals(CommandContext& context, const fs::path& directory) {
  const auto commands = cli_commands();
  const auto totals = std::ranges::find(commands, std::string_view{"totals"}, &Command::name);
  if (totals == commands.end()) return fail(ErrorCode::Unsupported, "this build has no command 'totals'");
  const std::vector<std::string> arguments{"--by", "tab", "--directory", directory.native()};
  return (*totals)->run(context, arguments);
}

Result<int> run(CommandContext& context, Arguments arguments) {
  bool headless = false;
  std::string screenshot;
  ArgumentParser parser{kDemo};
  parser.flag("--headless", headless, "without a window, also where there is a display")
      .text("--screenshot", "FILE.png", screenshot, "where the picture goes");
  if (const auto code = parser.parse(context, arguments)) return *code;
  headless = headless || !Video::has_display();

  const fs::path directory = data_directory() / "demo";
  if (auto emptied = empty_directory(directory); !emptied) return fail(emptied.error());
  analytics::SimulatorOptions simulated;
  if (headless) simulated.event_delay_ms = kEventDelayHeadlessMs;
  const auto simulator = analytics::Simulator::start(simulated);
  if (!simulator) return fail(simulator.error(), "start the simulated provider");
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return fail(ErrorCode::Io, "find this program: " + error.message());

  SessionOptions options = session_options(context.config.config);
  const auto upstreams = simulated_upstreams((*simulator)->port());
  const int pause_ms = headless ? kPauseHeadlessMs : kPauseForPeopleMs;
  options.tabs = {agent_tab(self, "a", pause_ms, upstreams), agent_tab(self, "b", pause_ms, upstreams)};
  options.new_tab.environment = upstreams;
  options.analytics.emplace().directory = directory;
  options.analytics_directory = directory;
  if (headless) options.display = Display::Offscreen;
  if (headless && screenshot.empty()) screenshot = directory / "demo.png";
  if (!screenshot.empty()) options.screenshot = ScreenshotPlan{.file = screenshot, .until_ended = true};

  if (auto ran = run_session(options); !ran) return fail(ran.error());
  if (auto printed = print_totals(context, directory); !printed) return printed;
  context.out << "\ndatabase: " << directory.native() << "/calls.db\n";
  if (!screenshot.empty()) context.out << "picture:  " << screenshot << '\n';
  return kExitOk;
}

}  // namespace
}  // namespace tabacus::app
