// tabacus logs: the log of what meters, its last lines and those to come.
#include <chrono>
#include <ostream>
#include <thread>

#include "app/cli/log_lines.hpp"
#include "app/cli/query_options.hpp"
#include "app/config/log_setup.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kLogs;

namespace {

constexpr std::chrono::milliseconds kLookEvery{200};

/// Ends when nobody reads any more, or by a signal.
void follow(std::ostream& out, LogFollower& follower, const LogFilter& filter) {
  while (out) {
    for (const std::string& line : follower.take())
      if (is_wanted(line, filter)) out << display_safe(line) << '\n';
    out.flush();
    std::this_thread::sleep_for(kLookEvery);
  }
}

Result<int> run(CommandContext& context, Arguments arguments) {
  bool follows = false;
  std::int64_t count = 50;
  std::int64_t call = 0;
  std::string level = "debug";
  std::string directory;
  LogFilter filter;
  ArgumentParser parser{kLogs};
  parser.flag("-f,--follow", follows, "and the lines to come, until interrupted")
      .integer("-n,--lines", 0, 1'000'000, count, "so many of the last lines (50)")
      .choice("-l,--level", {"error", "warn", "info", "debug"}, level, "down to this level (debug: all)")
      .text("--tab", "ID", filter.tab, "of calls of this tab: its id or the beginning of it")
      .integer("--call", 1, std::numeric_limits<std::int64_t>::max(), call, "of the call with this call_id")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured");
  if (const auto code = parser.parse(context, arguments)) return *code;
  filter.most = log::level_of(level).value_or(log::Level::Debug);
  if (call > 0) filter.call = call;
  const auto file = log_file(analytics_directory(context, directory));
  LogFollower follower{file};
  const auto lines = last_lines(file, filter, static_cast<std::size_t>(count));
  if (!lines && !follows)
    return fail(ErrorCode::NotFound,
                fmt::format("{}; a log is kept while analytics is on and analytics.log_level is not \"off\"",
                            lines.error().message));
  if (lines)
    for (const std::string& line : *lines) context.out << display_safe(line) << '\n';
  context.out.flush();
  if (follows) follow(context.out, follower, filter);
  return kExitOk;
}

}  // namespace

const Command kLogs{
    .name = "logs", .summary = "Print the log: -f follows it, --call and --tab find a call's lines", .run = run};

}  // namespace tabacus::app
