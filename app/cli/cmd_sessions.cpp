// tabacus sessions, tabacus agents: who used what, the latest session first.
#include "app/cli/query_options.hpp"
#include "app/cli/shown_columns.hpp"

namespace tabacus::app {

extern const Command kSessions, kAgents;

namespace {

using analytics::Table;

constexpr Shown kSessionColumns[] = {
    {"last call", "last_call_at", local_time_cell, true, 0},
    {"session", "session", cell_text, false, 0},
    {"title", "title", cell_text, false, 2, true},
    {"client", "client", cell_text, false, 3, true},
    {"project", "project", last_path_part, false, 4, true},
    {"calls", "calls", count_cell, true, 0},
    {"agents", "sub_agents", count_cell, true, 6},
    {"errors", "errors", count_cell, true, 5},
    {"input", "input_tokens", count_cell, true, 1},
    {"cached", "cache_read_tokens", count_cell, true, 1},
    {"written", "cache_write_tokens", count_cell, true, 7},
    {"output", "output_tokens", count_cell, true, 0},
    {"cost", "cost_nano", usd_cell, true, 0},
    {"by subscription", "subscription_nano", usd_cell, true, 0, true},
    {"saved", "saved_nano", usd_cell, true, 8, true},
    {"wasted", "waste_nano", usd_cell, true, 7, true},
};

constexpr Shown kAgentColumns[] = {
    {"last call", "last_call_at", local_time_cell, true, 2},
    {"session", "session", short_id, false, 0},
    {"agent", "agent", cell_text, false, 0},
    {"parent", "parent_agent", short_id, false, 4, true},
    {"label", "label", cell_text, false, 3, true},
    {"client", "client", cell_text, false, 5, true},
    {"calls", "calls", count_cell, true, 0},
    {"errors", "errors", count_cell, true, 6},
    {"input", "input_tokens", count_cell, true, 1},
    {"cached", "cache_read_tokens", count_cell, true, 1},
    {"written", "cache_write_tokens", count_cell, true, 7},
    {"output", "output_tokens", count_cell, true, 0},
    {"cost", "cost_nano", usd_cell, true, 0},
    {"by subscription", "subscription_nano", usd_cell, true, 0, true},
    {"wasted", "waste_nano", usd_cell, true, 7, true},
};

TextTable sessions_for_people(const Table& sessions) { return shown_table(sessions, kSessionColumns); }

TextTable agents_for_people(const Table& answer) {
  Table agents = answer;
  const std::size_t agent = column_index(agents, "agent");
  for (auto& row : agents.rows)
    if (std::holds_alternative<std::monostate>(row[agent])) row[agent] = std::string{analytics::kMainAgent};
  return shown_table(agents, kAgentColumns);
}

using Question = Result<Table> (analytics::Reader::*)(const analytics::CallFilter&);

Result<int> list(CommandContext& context, Arguments arguments, const Command& command, Question question,
                 TextTable (*for_people)(const Table&)) {
  QueryOptions query;
  FilterOptions filters;
  std::int64_t limit = 50;
  ArgumentParser parser{command};
  query.declare(parser);
  filters.declare(parser);
  parser.integer("-n,--limit", 1, 1'000'000, limit, "at most so many (50)");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  filter->limit = static_cast<std::size_t>(limit);
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const auto answer = (reader->get()->*question)(*filter);
  if (!answer) return fail(answer.error());
  print_answer(context, *format, *answer, for_people);
  return kExitOk;
}

Result<int> run_sessions(CommandContext& context, Arguments arguments) {
  return list(context, arguments, kSessions, &analytics::Reader::sessions, sessions_for_people);
}

Result<int> run_agents(CommandContext& context, Arguments arguments) {
  return list(context, arguments, kAgents, &analytics::Reader::agents, agents_for_people);
}

}  // namespace

const Command kSessions{.name = "sessions",
                        .summary = "List sessions, the latest first, and what they used",
                        .run = run_sessions,
                        .is_paged = true};
const Command kAgents{.name = "agents",
                      .summary = "List agents and sub-agents by session, and what they used",
                      .run = run_agents,
                      .is_paged = true};

}  // namespace tabacus::app
