// tabacus clear: erases stored calls, after asking.
#include <unistd.h>

#include <iostream>

#include "analytics/api/clear.hpp"
#include "app/cli/query_options.hpp"
#include "base/moment_text.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kClear;

namespace {

using analytics::Clear;
using analytics::ClearReport;
using analytics::ClearScope;

struct Wanted {
  bool all = false;
  std::optional<std::string> session, project, before;
};

Result<ClearScope> scope_of(const Wanted& wanted, SystemTime now) {
  const int chosen =
      (wanted.all ? 1 : 0) + (wanted.session ? 1 : 0) + (wanted.project ? 1 : 0) + (wanted.before ? 1 : 0);
  if (chosen != 1)
    return fail(ErrorCode::InvalidInput,
                "say what to erase: one of --all, --session ID, --project NAME, --before DATE");
  ClearScope scope{wanted.session, wanted.project, std::nullopt};
  if (wanted.before) {
    const auto moment = parse_moment(*wanted.before, now);
    if (!moment) return fail(moment.error());
    scope.before = *moment;
  }
  return scope;
}

std::string described(const Wanted& wanted) {
  if (wanted.session) return fmt::format("of session {}", display_safe(*wanted.session));
  if (wanted.project) return fmt::format("of project {}", display_safe(*wanted.project));
  if (wanted.before) return fmt::format("before {}", display_safe(*wanted.before));
  return "and all else that is stored";
}

std::string optional_time(const std::optional<SystemTime>& time) {
  return time ? fmt::format("{}", to_epoch_us(*time)) : "null";
}

void print_as_json(std::ostream& out, const ClearReport& report) {
  out << fmt::format(R"({{"calls":{},"first_us":{},"last_us":{},"bytes_given_back":{}}})", report.calls,
                     optional_time(report.first), optional_time(report.last), report.bytes_given_back)
      << '\n';
}

/// Only a person at a terminal can be asked.
Result<bool> agrees(CommandContext& context, const Wanted& wanted, const ClearReport& found) {
  if (::isatty(STDIN_FILENO) == 0)
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} calls would be erased and nobody can be asked; add --yes", format_count(found.calls)));
  context.err << fmt::format("Erase {} calls {}", format_count(found.calls), described(wanted));
  if (found.first && found.last)
    context.err << fmt::format(" ({} to {})", format_local(*found.first), format_local(*found.last));
  context.err << "? This cannot be undone [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  const std::string word = to_lower_ascii(trim(answer));
  return word == "y" || word == "yes";
}

Result<int> run(CommandContext& context, Arguments arguments) {
  Wanted wanted;
  std::string directory;
  bool is_agreed = false;
  bool json = false;
  ArgumentParser parser{kClear};
  parser.flag("--all", wanted.all, "everything")
      .text("--session", "ID", wanted.session, "the calls of a session")
      .text("--project", "NAME", wanted.project, "those of a project: its directory, or the last part of it")
      .text("--before", "DATE", wanted.before, "those before a moment: 2026-11-01, 30d, today")
      .flag("--yes", is_agreed, "do not ask")
      .flag("--json", json, "one JSON object; times in microseconds since 1970")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured");
  parser.footer(
      "What is erased is overwritten, leaves all sums and totals, and its space goes back to the disk. Tabs that are "
      "open "
      "stay listed. What a provider's prices were stays.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto scope = scope_of(wanted, context.clock.wall());
  if (!scope) return fail(scope.error());
  const auto place = analytics_directory(context, directory);
  if (!is_agreed) {
    const auto found = analytics::clear_calls(place, *scope, Clear::Look);
    if (!found) return fail(found.error());
    const auto agreed = agrees(context, wanted, *found);
    if (!agreed) return fail(agreed.error());
    if (!*agreed) {
      context.err << "nothing was erased\n";
      return kExitFailure;
    }
  }
  const auto report = analytics::clear_calls(place, *scope, Clear::Write);
  if (!report) return fail(report.error());
  if (json)
    print_as_json(context.out, *report);
  else
    context.out << fmt::format("{} calls were erased; {} bytes went back to the disk\n", format_count(report->calls),
                               format_count(report->bytes_given_back));
  return kExitOk;
}

}  // namespace

const Command kClear{
    .name = "clear", .summary = "Erase stored calls: all, of a session, of a project, before a date", .run = run};

}  // namespace tabacus::app
