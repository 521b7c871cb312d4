#include "app/cli/calls_table.hpp"

#include "app/cli/shown_columns.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;

constexpr Shown kShown[] = {
    {"time", "started_at", local_time_cell, true, 0},
    {"tab", "tab_title", cell_text, false, 1},
    {"project", "project", last_path_part, false, 6, true},
    {"branch", "branch", cell_text, false, 7, true},
    {"session", "session", short_id, false, 8},
    {"agent", "agent", short_id, false, 8, true},
    {"model", "model", cell_text, false, 0},
    {"outcome", "outcome", cell_text, false, 0},
    {"status", "status", cell_text, true, 3},
    {"input", "input_tokens", count_cell, true, 0},
    {"cached", "cache_read_tokens", count_cell, true, 0},
    {"output", "output_tokens", count_cell, true, 0},
    {"cost", "cost_nano", usd_cell, true, 0},
    {"first token", "ttft_ms", duration_cell, true, 4},
    {"total", "duration_ms", duration_cell, true, 2},
    {"call", "call_id", cell_text, true, 5},
};

Tone tone_of(const std::string& outcome) {
  return outcome == "ok" ? Tone::Plain : outcome == "aborted" ? Tone::Warn : Tone::Bad;
}

}  // namespace

TextTable calls_table(const Table& answer) {
  // A refused call has no model that answered, but the one that was asked for tells what it was.
  Table calls = answer;
  const std::size_t model = column_index(calls, "model");
  const std::size_t requested = column_index(calls, "model_requested");
  for (auto& row : calls.rows)
    if (std::holds_alternative<std::monostate>(row[model])) row[model] = row[requested];
  TextTable text = shown_table(calls, kShown);
  for (const auto& row : calls.rows) text.tones.push_back(tone_of(cell_text(row[column_index(calls, "outcome")])));
  return text;
}

}  // namespace tabacus::app
