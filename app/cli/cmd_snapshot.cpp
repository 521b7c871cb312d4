// tabacus snapshot: what an agent is told at the start, as Markdown, to compare clients and their versions.
#include <ostream>

#include "app/cli/body_views.hpp"
#include "app/cli/conversation_text.hpp"
#include "app/cli/named_row.hpp"
#include "app/cli/query_options.hpp"
#include "base/json_text.hpp"

namespace tabacus::app {

extern const Command kSnapshot;

namespace {

constexpr std::size_t kMessages = 4;

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  std::string word;
  ArgumentParser parser{kSnapshot};
  parser.optional_positional("CALL", word, "its call_id, or @2 for the one before the newest (@1)");
  query.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  if (*format == Format::Csv)
    return fail(ErrorCode::InvalidInput, "a snapshot is no list; it gives Markdown and --json");
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto id = find_call(**reader, word);
  if (!id) return fail(id.error());
  const auto row =
      (*reader)->sql(fmt::format("SELECT ifnull(client, 'a client') || ' ' || ifnull(client_version, '') || ', ' || "
                                 "ifnull(model_requested, 'unknown model') AS title FROM v_calls WHERE call_id = {}",
                                 *id),
                     1);
  if (!row) return fail(row.error());
  const auto call = read_bodies(query.directory(context), *id);
  if (!call) return fail(call.error());
  const auto conversation = analytics::conversation_of(*call);
  if (!conversation.request_is_read)
    return fail(ErrorCode::Unsupported, fmt::format("the request of call {} is of no form that is read", *id));
  const std::string title = row->rows.empty() ? std::string{} : cell_text(row->rows.front().front());
  const std::string markdown = snapshot_markdown(conversation, title, kMessages);
  if (*format == Format::Json)
    context.out << fmt::format(R"({{"call_id":{},"markdown":{}}})", *id, json_quoted(markdown)) << '\n';
  else
    context.out << markdown;
  return kExitOk;
}

}  // namespace

const Command kSnapshot{.name = "snapshot",
                        .summary = "Print a kept call's system prompt, tools and first messages as Markdown",
                        .run = run,
                        .is_paged = true};

}  // namespace tabacus::app
