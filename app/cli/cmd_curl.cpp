// tabacus curl: a call as a command that makes it again.
#include <ostream>

#include "analytics/api/curl.hpp"
#include "app/cli/body_views.hpp"
#include "app/cli/named_row.hpp"
#include "app/cli/query_options.hpp"
#include "base/json_text.hpp"

namespace tabacus::app {

extern const Command kCurl;

namespace {

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string word;
  ArgumentParser parser{kCurl};
  parser.optional_positional("CALL", word, "its call_id, or @2 for the one before the newest (@1)");
  query.declare(parser);
  parser.footer(
      "The key is a variable ($ANTHROPIC_API_KEY), and so is each other secret ($SECRET_...): they were not kept.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  if (*format == Format::Csv) return fail(ErrorCode::InvalidInput, "a command is no list; curl gives --json");
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto id = find_call(**reader, word);
  if (!id) return fail(id.error());
  const auto row = (*reader)->sql(fmt::format("SELECT provider FROM v_calls WHERE call_id = {}", *id), 1);
  if (!row) return fail(row.error());
  const auto call = read_bodies(query.directory(context), *id);
  if (!call) return fail(call.error());
  if (call->is_socket)
    return fail(ErrorCode::Unsupported,
                fmt::format("call {} went over a WebSocket; its messages are in show --request", *id));
  const auto* provider = row->rows.empty() ? nullptr : std::get_if<std::string>(&row->rows.front().front());
  const auto command = analytics::curl_command(
      call->request, analytics::key_variable_of(provider != nullptr ? *provider : std::string{}));
  if (!command) return fail(command.error(), fmt::format("call {}", *id));
  if (*format == Format::Json)
    context.out << fmt::format(R"({{"call_id":{},"command":{}}})", *id, json_quoted(*command)) << '\n';
  else
    context.out << (context.screen.is_terminal ? visible_lines(*command) : *command);
  return kExitOk;
}

}  // namespace

const Command kCurl{
    .name = "curl", .summary = "Print a kept call as a curl command, its key as a variable", .run = run};

}  // namespace tabacus::app
