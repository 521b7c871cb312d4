#include "app/cli/why_lines.hpp"

#include <fmt/format.h>

#include "analytics/model/miss_sentence.hpp"
#include "app/cli/named_row.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;

constexpr std::string_view kQuestion =
    "SELECT c.call_id, c.started_at, c.tab_title, c.project, c.branch, c.session, c.agent, c.model, c.outcome, "
    "c.error_type, c.prompt_tokens, c.input_tokens, c.cache_read_tokens, ifnull(c.cache_write_5m_tokens, 0) + "
    "ifnull(c.cache_write_1h_tokens, 0) AS cache_write_tokens, c.output_tokens, c.cost_nano, c.equivalent_nano, "
    "CAST(round(c.saved_usd * 1e9) AS INTEGER) AS saved_nano, w.miss_cause, w.miss_at, w.idle_s, w.missed_tokens, "
    "w.missed_nano, w.cached_tokens, w.cache_expires_at, w.at_stake_nano, w.context_window, w.context_share, "
    "w.price_cliff, w.compacted, w.attempt, w.retry_of, w.waste_kind, w.waste_nano, w.messages, w.tools, c.ttft_ms, "
    "c.duration_ms, c.tokens_per_second, c.longest_gap_ms, c.stalls "
    "FROM v_calls c LEFT JOIN v_why w ON w.call_id = c.call_id ";

std::string minutes_text(double seconds) {
  return seconds < 120 ? fmt::format("{:.0f} s", seconds) : fmt::format("{:.0f} min", seconds / 60);
}

std::string miss_text(const NamedRow& row) {
  if (row.text("miss_cause") == "unknown" && !row.has("idle_s")) return "what was sent before was not seen";
  std::string sentence = analytics::miss_sentence(row.text("miss_cause"), row.text("miss_at"));
  if (row.has("idle_s")) sentence += fmt::format("; unused for {}", minutes_text(row.real("idle_s")));
  if (row.has("missed_tokens")) sentence += fmt::format("; {} tokens were paid for again", row.count("missed_tokens"));
  if (row.has("missed_nano")) sentence += fmt::format(", for {} more", row.usd("missed_nano"));
  return sentence;
}

}  // namespace

std::string why_question(std::int64_t call_id) { return fmt::format("{}WHERE c.call_id = {}", kQuestion, call_id); }

TextTable why_lines(const Table& answer) {
  const NamedRow row{answer};
  TextTable lines;
  lines.columns = {{.heading = "call"}, {.heading = row.text("call_id")}};
  const auto add = [&](bool is_known, std::string_view what, std::string text) {
    if (is_known) lines.rows.push_back({std::string{what}, std::move(text)});
  };
  add(true, "begun", fmt::format("{} in {}", row.text("started_at"), row.text("tab_title")));
  add(row.has("project"), "for",
      fmt::format("{} {}", row.text("project"), row.has("branch") ? row.text("branch") : ""));
  add(row.has("model"), "model", row.text("model"));
  add(true, "outcome",
      row.has("error_type") ? fmt::format("{}: {}", row.text("outcome"), row.text("error_type")) : row.text("outcome"));
  add(row.has("prompt_tokens"), "prompt",
      fmt::format("{} tokens: {} new, {} read from the cache, {} written to it", row.count("prompt_tokens"),
                  row.count("input_tokens"), row.count("cache_read_tokens"), row.count("cache_write_tokens")));
  add(row.has("messages"), "made of", fmt::format("{} messages, {} tools", row.count("messages"), row.count("tools")));
  add(row.has("output_tokens"), "answer", fmt::format("{} tokens", row.count("output_tokens")));
  add(row.has("cost_nano"), "cost", row.usd("cost_nano"));
  add(!row.has("cost_nano") && row.has("equivalent_nano"), "cost",
      fmt::format("none billed; {} by the price list", row.usd("equivalent_nano")));
  add(row.has("saved_nano"), "cache saved", row.usd("saved_nano"));
  add(row.has("miss_cause"), "cache miss", miss_text(row));
  add(row.has("cache_expires_at"), "cache holds",
      fmt::format("{} tokens until {}, worth {}", row.count("cached_tokens"), row.text("cache_expires_at"),
                  row.usd("at_stake_nano")));
  add(row.has("context_share"), "context",
      fmt::format("{:.0f} % of {} tokens", row.real("context_share") * 100, row.count("context_window")));
  add(row.has("price_cliff"), "dearer above", fmt::format("{} tokens", row.count("price_cliff")));
  add(row.number("compacted") != 0, "compacted", "the conversation was replaced by something shorter");
  add(row.number("attempt") > 0, "tried before",
      fmt::format("{} times; first as call {}", row.count("attempt"), row.text("retry_of")));
  add(row.has("waste_kind"), "for nothing", fmt::format("{}, {}", row.usd("waste_nano"), row.text("waste_kind")));
  add(row.has("tokens_per_second"), "speed", fmt::format("{:.0f} tokens/s", row.real("tokens_per_second")));
  add(row.number("stalls") > 0, "stalled",
      fmt::format("{} times, for {} at most", row.count("stalls"), minutes_text(row.real("longest_gap_ms") / 1000)));
  return lines;
}

}  // namespace tabacus::app
