// tabacus why: what one call cost and why, a line for each thing that is known.
#include "app/cli/query_options.hpp"
#include "app/cli/why_lines.hpp"

namespace tabacus::app {

extern const Command kWhy;

namespace {

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string call;
  ArgumentParser parser{kWhy};
  parser.optional_positional("CALL", call, "its call_id, or @2 for the one before the newest (@1)");
  query.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto id = find_call(**reader, call);
  if (!id) return fail(id.error());
  const auto found = (*reader)->sql(why_question(*id), 1);
  if (!found) return fail(found.error());
  if (found->rows.empty()) return fail(ErrorCode::NotFound, fmt::format("call {} was removed meanwhile", *id));
  print_answer(context, *format, *found, why_lines);
  return kExitOk;
}

}  // namespace

const Command kWhy{.name = "why", .summary = "Tell why one call cost what it cost", .run = run};

}  // namespace tabacus::app
