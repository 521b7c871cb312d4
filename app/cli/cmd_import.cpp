// tabacus import: takes in the calls of a bundle that another database exported.
#include <ostream>

#include "analytics/api/bundle.hpp"
#include "app/cli/query_options.hpp"
#include "base/json_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kImport;

namespace {

std::string sentence_of(const analytics::ImportReport& report) {
  const std::string origin =
      report.is_own ? "this database itself" : fmt::format("database {}", visible_text(report.origin).substr(0, 8));
  std::string text = fmt::format("{} calls of {} came in", format_count(report.calls), origin);
  if (report.known > 0) text += fmt::format("; {} were here before and stay as they are", format_count(report.known));
  if (report.bodies > 0) text += fmt::format("; requests and answers of {} came too", format_count(report.bodies));
  if (report.bodies_left_out > 0)
    text += fmt::format("; requests and answers of {} stayed out (analytics.bodies is not \"disk\")",
                        format_count(report.bodies_left_out));
  return text;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string file;
  std::string directory;
  bool json = false;
  ArgumentParser parser{kImport};
  parser.positional("FILE", file, "a bundle, as tabacus export --format bundle writes it")
      .text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .flag("--json", json, "say what came in as a JSON object")
      .footer("Nothing that is here is changed, and a call comes in once, however often it is imported.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto bodies =
      context.config.config.analytics_bodies == "disk" ? analytics::BodiesTravel::Yes : analytics::BodiesTravel::No;
  const auto report =
      analytics::import_bundle(analytics_directory(context, directory), file, bodies, context.clock.wall());
  if (!report) return fail(report.error());
  if (json)
    context.out << fmt::format(R"({{"calls":{},"known":{},"origin":{},"bodies":{},"bodies_left_out":{}}})",
                               report->calls, report->known, json_quoted(report->origin), report->bodies,
                               report->bodies_left_out)
                << '\n';
  else
    context.out << sentence_of(*report) << '\n';
  return kExitOk;
}

}  // namespace

const Command kImport{.name = "import", .summary = "Take in the calls of an exported bundle, each once", .run = run};

}  // namespace tabacus::app
