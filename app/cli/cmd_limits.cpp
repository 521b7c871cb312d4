// tabacus limits: what is left of the providers' limits, as they told last, and which tab used it.
#include "app/cli/query_options.hpp"
#include "app/cli/shown_columns.hpp"
#include "base/time_text.hpp"

namespace tabacus::app {

extern const Command kLimits;

namespace {

using analytics::Table;
using analytics::Value;

constexpr std::string_view kLimitsQuestion =
    "SELECT provider, account, limit_window, used_share, remaining, cap, resets_at, share_per_hour, runs_out_at, "
    "runs_out_before_reset, limit_status, told_at, "
    "(julianday(resets_at) - julianday({0})) * 86400000.0 AS resets_in_ms FROM v_limits {1} "
    "ORDER BY provider, account, limit_window";

constexpr std::string_view kUseQuestion =
    "SELECT u.provider, u.account, u.limit_window, u.tab_id, t.tab_title, u.used_share FROM v_limit_use u "
    "LEFT JOIN (SELECT DISTINCT tab_id, tab_title FROM v_tab) t ON t.tab_id = u.tab_id "
    "ORDER BY u.provider, u.account, u.limit_window, u.used_share DESC";

std::string time_left(const Value& value) {
  const auto* ms = std::get_if<double>(&value);
  if (ms == nullptr) return cell_text(value);
  return *ms <= 0 ? "passed" : format_duration(*ms);
}

std::string pace(const Value& ppm_per_hour) {
  const auto* ppm = std::get_if<double>(&ppm_per_hour);
  return ppm != nullptr ? fmt::format("{:.1f} %/h", *ppm / 10'000) : cell_text(ppm_per_hour);
}

constexpr Shown kLimitColumns[] = {
    {"provider", "provider", cell_text, false, 0},
    {"account", "account", cell_text, false, 5, true},
    {"window", "limit_window", cell_text, false, 0},
    {"used", "used_share", share_cell, true, 0, true},
    {"left", "remaining", count_cell, true, 2, true},
    {"of", "cap", count_cell, true, 2, true},
    {"resets in", "resets_in_ms", time_left, true, 0, true},
    {"pace", "share_per_hour", pace, true, 3, true},
    {"runs out", "runs_out_at", local_time_cell, false, 1, true},
    {"status", "limit_status", cell_text, false, 4, true},
    {"told", "told_at", local_time_cell, false, 6},
};

constexpr Shown kUseColumns[] = {
    {"provider", "provider", cell_text, false, 0},   {"account", "account", cell_text, false, 3, true},
    {"window", "limit_window", cell_text, false, 0}, {"tab", "tab_title", cell_text, false, 0},
    {"tab id", "tab_id", cell_text, false, 5},       {"used", "used_share", share_cell, true, 0},
};

/// Red where the pace leaves nothing before the reset.
TextTable limits_for_people(const Table& limits) {
  TextTable text = shown_table(limits, kLimitColumns);
  const std::size_t early = column_index(limits, "runs_out_before_reset");
  const std::size_t used = column_index(limits, "used_share");
  for (const auto& row : limits.rows) {
    const auto* share = std::get_if<double>(&row[used]);
    text.tones.push_back(share != nullptr && *share >= 0.95 ? Tone::Bad
                         : number_or_zero(row[early]) != 0  ? Tone::Warn
                                                            : Tone::Plain);
  }
  return text;
}

TextTable use_for_people(const Table& use) { return shown_table(use, kUseColumns); }

Result<int> run(CommandContext& context, Arguments arguments) {
  QueryOptions query;
  bool by_tab = false;
  bool all = false;
  ArgumentParser parser{kLimits};
  parser.flag("--by-tab", by_tab, "which tab used how much of each share")
      .flag("--all", all, "also windows that have been reset since");
  query.declare(parser);
  parser.footer("A provider tells of them with its answers; what it told last may be old.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  const auto format = query.format();
  if (!format) return fail(format.error());
  const auto reader = query.open(context);
  if (!reader) return fail(reader.error());
  const std::string now = fmt::format("'{}'", format_rfc3339(context.clock.wall()));
  const std::string current =
      all ? "" : fmt::format("WHERE resets_at IS NULL OR julianday(resets_at) > julianday({})", now);
  const auto answer = (*reader)->sql(
      by_tab ? std::string{kUseQuestion} : fmt::format(fmt::runtime(kLimitsQuestion), now, current), 10'000);
  if (!answer) return fail(answer.error());
  if (answer->rows.empty() && *format == Format::Table) {
    context.out << (all || by_tab ? "No provider has told of a limit.\n"
                                  : "No limit holds at present; --all shows what was told before.\n");
    return kExitOk;
  }
  print_answer(context, *format, *answer, by_tab ? use_for_people : limits_for_people);
  return kExitOk;
}

}  // namespace

const Command kLimits{
    .name = "limits", .summary = "Show what is left of the providers' limits", .run = run, .is_paged = true};

}  // namespace tabacus::app
