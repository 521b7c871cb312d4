// tabacus: the terminal itself; tabacus quick: a window of it that drops down from the top of the screen.
#include "app/cli/arguments.hpp"
#include "app/cli/meter_options.hpp"
#include "app/cli/query_options.hpp"
#include "app/config/log_setup.hpp"
#include "app/gui/first_run.hpp"
#include "app/gui/quick_switch.hpp"
#include "app/gui/session_config.hpp"
#include "app/gui/text_locale.hpp"
#include "base/paths.hpp"

namespace tabacus::app {
namespace {

Result<int> run(CommandContext& context, Arguments arguments);
Result<int> run_quick(CommandContext& context, Arguments arguments);

}  // namespace

extern const Command kWindow, kQuick;
const Command kWindow{.name = kWindowCommand, .summary = "Open the terminal's window", .run = run};
const Command kQuick{
    .name = "quick", .summary = "Show or hide a window that drops down from the top of the screen", .run = run_quick};

namespace {

struct WindowArguments {
  std::vector<std::string> program;
  std::string working_directory;
  std::string title;
  std::string screenshot;
  std::int64_t screenshot_after_ms = 0;
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  bool hold = false;
  bool analytics = false;
};

void declare(ArgumentParser& parser, WindowArguments& given) {
  parser.text("--working-directory", "DIR", given.working_directory, "start the program there")
      .text("--title", "TEXT", given.title, "name the tab")
      .flag("--hold", given.hold, "keep the tab when the program has ended")
      .flag("--analytics", given.analytics, "meter API calls for this run")
      .integer("--cols", 2, 1000, given.columns, "width in cells")
      .integer("--rows", 1, 1000, given.rows, "height in cells")
      .text("--screenshot", "FILE.png", given.screenshot, "write a picture once the program is quiet, and end")
      .integer("--screenshot-after", 1, 3'600'000, given.screenshot_after_ms,
               "take it so many milliseconds after the start")
      .rest("-e PROGRAM ARGS...", {"-e", "--"}, given.program, "run this instead of the shell; must come last");
}

TabRequest first_tab(const WindowArguments& given, TabRequest request) {
  if (!given.program.empty()) {
    request.program = given.program.front();
    request.arguments = given.program;
  }
  request.working_directory = given.working_directory;
  request.title = given.title;
  if (given.hold) request.hold = Hold::Always;
  // The picture shows what the program left, not that it ended.
  if (!given.screenshot.empty() && !given.hold) request.hold = Hold::Silently;
  return request;
}

/// Started without a wish: the window that is opened again is one of these.
bool is_ordinary(const WindowArguments& given) {
  return given.program.empty() && given.screenshot.empty() && given.working_directory.empty() && given.title.empty();
}

/// A session that cannot be kept or read is told; the window opens all the same.
void restore(SessionOptions& options) {
  auto keeper = SessionKeeper::open(state_directory());
  if (!keeper) {
    options.notice = keeper.error().message;
    return;
  }
  options.keeper = std::move(*keeper);
  if (options.keeper == nullptr) return;
  SessionKeeper::Loaded loaded = options.keeper->load();
  options.notice = std::move(loaded.problem);
  options.restored = std::move(loaded.session);
  if (options.restored.windows.empty()) return;
  const SavedWindow& first = options.restored.windows.front();
  if (first.columns > 0) options.columns = first.columns;
  if (first.rows > 0) options.rows = first.rows;
}

Result<int> open_session(CommandContext& context, const WindowArguments& given, bool is_quick) {
  use_utf8_text();
  const Config& config = context.config.config;
  SessionOptions options = session_options(config);
  options.is_quick = is_quick;
  options.tabs = {first_tab(given, options.new_tab)};
  if (given.screenshot.empty()) options.config_file = context.config.file;
  if (!is_quick && is_ordinary(given) && config.session_restore != "off") restore(options);
  if (given.columns > 0) options.columns = static_cast<int>(given.columns);
  if (given.rows > 0) options.rows = static_cast<int>(given.rows);
  if (given.analytics || config.analytics_enabled) {
    options.analytics = meter_options(context, "");
    start_log(config, options.analytics->directory);
  }
  options.analytics_directory = analytics_directory(context, "");
  options.late_analytics = [&context](const Config& changed) {
    CommandContext later{.out = context.out,
                         .err = context.err,
                         .width = context.width,
                         .clock = context.clock,
                         .config = context.config,
                         .screen = context.screen};
    later.config.config = changed;
    analytics::EngineOptions meter = meter_options(later, "");
    start_log(changed, meter.directory);
    return meter;
  };
  const bool is_plain = given.program.empty() && given.screenshot.empty() && !options.analytics;
  options.asks_about_analytics = is_plain && is_first_run(context.config);
  options.fail_open = config.analytics_fail_open;
  if (!given.screenshot.empty()) {
    options.screenshot = ScreenshotPlan{.file = given.screenshot};
    if (given.screenshot_after_ms > 0) options.screenshot->after = std::chrono::milliseconds{given.screenshot_after_ms};
  }
  // Who starts us from a menu does not see what the terminal said.
  if (!context.config.problems.empty()) options.notice = context.config.problems.front();
  if (auto ran = run_session(options); !ran) return fail(ran.error());
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  WindowArguments given;
  ArgumentParser parser{kWindow};
  declare(parser, given);
  if (const auto code = parser.parse(context, arguments)) return *code;
  return open_session(context, given, false);
}

Result<int> run_quick(CommandContext& context, Arguments arguments) {
  WindowArguments given;
  ArgumentParser parser{kQuick};
  parser.flag("--analytics", given.analytics, "meter API calls for this run, if none of it is open");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (const auto asked = QuickSwitch::ask_running(); asked || asked.error().code != ErrorCode::NotFound)
    return asked ? Result<int>{kExitOk} : fail(asked.error(), "show or hide the quick window");
  return open_session(context, given, true);
}

}  // namespace
}  // namespace tabacus::app
