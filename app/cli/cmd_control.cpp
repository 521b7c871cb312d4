// tabacus pause, resume, analytics: what running windows, `run`s and endpoints are told to do.
#include <cstdlib>
#include <ostream>

#include "app/cli/arguments.hpp"
#include "app/control/client.hpp"
#include "app/control/instance_status.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kPause, kResume, kAnalytics;

namespace {

std::string name_of(const Instance& instance) { return fmt::format("{} {}", instance.kind, instance.pid); }

/// What the instances answered. Those that do not have the named tab are no failure while another has it.
Result<int> tell(CommandContext& context, const ControlRequest& request, std::string_view done) {
  const auto replies = ask_all(request);
  if (!replies) return fail(replies.error());
  if (replies->empty()) return fail(ErrorCode::NotFound, std::string{kNothingRuns});
  std::optional<Error> refused;
  int obeyed = 0;
  for (const InstanceReply& reply : *replies) {
    const auto status = reply.line ? parse_status_reply(*reply.line) : Result<InstanceStatus>{fail(reply.line.error())};
    if (status) {
      ++obeyed;
      context.out << fmt::format("{}: {}\n", display_safe(name_of(status->instance)), done);
    } else if (!refused || refused->code == ErrorCode::NotFound) {
      refused = status.error();
    }
  }
  const bool is_elsewhere = refused && refused->code == ErrorCode::NotFound && obeyed > 0;
  if (refused && !is_elsewhere) return fail(*refused);
  return kExitOk;
}

/// "this" stands for the tab in which the command is typed.
Result<std::string> tab_named(const std::string& name) {
  if (name != "this") return name;
  const char* own = std::getenv("TABACUS_TAB_ID");
  if (own == nullptr || *own == '\0') return fail(ErrorCode::NotFound, "this shell is in no tab");
  return std::string{own};
}

Result<int> tell_tab(CommandContext& context, Arguments arguments, const Command& command, ControlOp op,
                     std::string_view done) {
  std::string name = "all";
  ArgumentParser parser{command};
  parser.optional_positional("TAB", name, "its id, the beginning of it, its title, 'this' or 'all' (all)");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto tab = tab_named(name);
  if (!tab) return fail(tab.error());
  return tell(context, {op, *tab}, done);
}

Result<int> run_pause(CommandContext& context, Arguments arguments) {
  return tell_tab(context, arguments, kPause, ControlOp::Pause, "paused; calls pass and are not recorded");
}

Result<int> run_resume(CommandContext& context, Arguments arguments) {
  return tell_tab(context, arguments, kResume, ControlOp::Resume, "recording");
}

Result<int> run_analytics(CommandContext& context, Arguments arguments) {
  std::string state;
  ArgumentParser parser{kAnalytics};
  parser.positional("STATE", state, "off: open tabs pass calls on unread, new tabs get no port; on: records again");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (state == "off")
    return tell(context, {ControlOp::Off, {}}, "off; open tabs go on unmetered, new ones get no port");
  if (state == "on") return tell(context, {ControlOp::On, {}}, "on");
  return fail(ErrorCode::InvalidInput, fmt::format("takes on or off, not '{}'", display_safe(state)));
}

}  // namespace

const Command kPause{
    .name = "pause", .summary = "Let calls pass without recording them, in a tab or in all", .run = run_pause};
const Command kResume{.name = "resume", .summary = "Record again what was paused", .run = run_resume};
const Command kAnalytics{
    .name = "analytics", .summary = "Switch metering off or on in what is running", .run = run_analytics};

}  // namespace tabacus::app
