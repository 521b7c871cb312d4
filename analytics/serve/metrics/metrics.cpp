// Source: Prometheus "Exposition formats"; OpenMetrics 1.0, section 4.
#include "analytics/serve/metrics/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "analytics/store/histogram.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::serve {
namespace {

using Labels = std::span<const std::pair<std::string_view, std::string>>;

// Upper edges of buckets: powers of two of a microsecond, where the stored histograms have edges too, so that counts
// are exact.
constexpr int kFirstEdge = 10;  // 1.024 ms
constexpr int kLastEdge = 30;   // 18 minutes

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

class Writer {
 public:
  explicit Writer(MetricsForm form) : is_open_{form == MetricsForm::OpenMetrics} {}

  /// `name` of a counter without its _total.
  void family(std::string_view name, std::string_view type, std::string_view help) {
    const std::string_view suffix = type == "counter" && !is_open_ ? "_total" : "";
    text_ += fmt::format("# HELP {}{} {}\n# TYPE {}{} {}\n", name, suffix, help, name, suffix, type);
  }
  void sample(std::string_view name, Labels labels, std::string_view value) {
    text_ += name;
    for (std::size_t i = 0; i < labels.size(); ++i)
      text_ += fmt::format("{}{}=\"{}\"", i == 0 ? "{" : ",", labels[i].first, escaped(labels[i].second));
    text_ += fmt::format("{} {}\n", labels.empty() ? "" : "}", value);
  }
  void sample(std::string_view name, Labels labels, double value) { sample(name, labels, fmt::format("{}", value)); }
  /// Behind the sample written last: a call of those it counts. Only OpenMetrics has a place for it.
  void exemplar(std::string_view text) {
    if (!is_open_ || text.empty()) return;
    text_.pop_back();
    ((text_ += " # ") += text) += '\n';
  }

  std::string take() {
    if (is_open_) text_ += "# EOF\n";
    return std::move(text_);
  }

 private:
  bool is_open_;
  std::string text_;
};

std::string text_at(const std::vector<Value>& row, std::size_t column) {
  const auto* text = std::get_if<std::string>(&row[column]);
  return text != nullptr ? *text : std::string{};
}

/// Whole numbers as they are; billionths of a dollar as dollars in decimals, without a detour over reals.
std::string number_at(const std::vector<Value>& row, std::size_t column, bool is_nano) {
  const auto* number = std::get_if<std::int64_t>(&row[column]);
  const std::int64_t value = number != nullptr ? *number : 0;
  if (!is_nano) return fmt::format("{}", value);
  const auto size = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  return fmt::format("{}{}.{:09}", value < 0 ? "-" : "", size / 1'000'000'000, size % 1'000'000'000);
}

struct Counter {
  std::string_view name;
  std::string_view help;
  std::size_t column;  // of the question below
  bool is_nano = false;
  std::string_view kind = {};  // of tokens
};

constexpr std::string_view kSumsQuestion =
    "SELECT ifnull(provider, ''), ifnull(model, ''), ifnull(billing, ''), sum(calls), sum(errors), sum(without_usage), "
    "sum(unpriced), sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), "
    "sum(cost_nano), sum(equivalent_nano), sum(saved_nano), sum(waste_nano) FROM v_day GROUP BY 1, 2, 3 ORDER BY 1, 2, "
    "3";

constexpr std::string_view kNewestQuestion =
    "SELECT ifnull(v.model, ''), v.call_id, v.duration_ms, v.ttft_ms, t.trace_id FROM v_calls v LEFT JOIN traces t ON "
    "t.call_id = v.call_id ORDER BY v.call_id DESC LIMIT 300";

constexpr auto kCounters = std::to_array<Counter>({
    {"tabacus_calls", "LLM API calls", 3},
    {"tabacus_call_errors", "Calls that failed", 4},
    {"tabacus_calls_without_usage", "Calls whose tokens are not known", 5},
    {"tabacus_calls_unpriced", "Calls whose tokens are known and whose price is not", 6},
    {"tabacus_tokens", "Tokens by kind", 7, false, "input"},
    {"tabacus_tokens", "", 8, false, "cache_read"},
    {"tabacus_tokens", "", 9, false, "cache_write"},
    {"tabacus_tokens", "", 10, false, "output"},
    {"tabacus_cost_usd", "Billed, in US dollars", 11, true},
    {"tabacus_list_price_usd", "By the price list, whoever pays; never to be added to what was billed", 12, true},
    {"tabacus_wasted_usd", "Paid for nothing", 14, true},
});

void write_counters(Writer& out, const Table& sums) {
  for (const Counter& counter : kCounters) {
    if (!counter.help.empty()) out.family(counter.name, "counter", counter.help);
    for (const auto& row : sums.rows) {
      if (std::holds_alternative<std::monostate>(row[counter.column])) continue;  // not known is not zero
      std::vector<std::pair<std::string_view, std::string>> labels{
          {"provider", text_at(row, 0)}, {"model", text_at(row, 1)}, {"billing", text_at(row, 2)}};
      if (!counter.kind.empty()) labels.emplace_back("kind", counter.kind);
      out.sample(fmt::format("{}_total", counter.name), labels, number_at(row, counter.column, counter.is_nano));
    }
  }
}

/// A blob as the Reader tells it.
std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

/// The newest call of each bucket, by model and edge, as OpenMetrics writes it.
using Exemplars = std::map<std::pair<std::string, int>, std::string>;

/// `value`: the column with milliseconds.
Exemplars exemplars_of(const Table& calls, std::size_t value) {
  Exemplars exemplars;
  for (const auto& row : calls.rows) {
    const auto* id = std::get_if<std::int64_t>(&row[1]);
    const auto* ms = std::get_if<double>(&row[value]);
    if (id == nullptr || ms == nullptr || *ms < 0) continue;
    int edge = kFirstEdge;
    while (edge <= kLastEdge && *ms * 1000 > static_cast<double>(std::int64_t{1} << edge)) ++edge;
    const std::string trace = text_at(row, 4);
    exemplars.try_emplace({text_at(row, 0), edge},
                          fmt::format("{{call_id=\"{}\"{}}} {} {}.{:06}", *id,
                                      trace.empty() ? "" : fmt::format(",trace_id=\"{}\"", escaped(trace)), *ms / 1000,
                                      *id / 8'000'000, *id / 8 % 1'000'000));
  }
  return exemplars;
}

void write_histogram(Writer& out, std::string_view name, const std::string& model, const std::string& hex,
                     const Exemplars& exemplars) {
  const auto exemplar_at = [&](int edge) {
    const auto found = exemplars.find({model, edge});
    return found != exemplars.end() ? std::string_view{found->second} : std::string_view{};
  };
  const Histogram histogram = Histogram::decode(from_hex(hex));
  if (histogram.empty()) return;
  const std::pair<std::string_view, std::string> of{"model", model};
  for (int edge = kFirstEdge; edge <= kLastEdge; ++edge) {
    const std::int64_t us = std::int64_t{1} << edge;
    const std::array labels{
        of, std::pair<std::string_view, std::string>{"le", fmt::format("{}", static_cast<double>(us) / 1e6)}};
    out.sample(fmt::format("{}_bucket", name), labels, fmt::format("{}", histogram.count_below(us)));
    out.exemplar(exemplar_at(edge));
  }
  const std::array last{of, std::pair<std::string_view, std::string>{"le", "+Inf"}};
  out.sample(fmt::format("{}_bucket", name), last, fmt::format("{}", histogram.count()));
  out.exemplar(exemplar_at(kLastEdge + 1));
  out.sample(fmt::format("{}_sum", name), std::array{of}, histogram.sum_of_middles() / 1e6);
  out.sample(fmt::format("{}_count", name), std::array{of}, fmt::format("{}", histogram.count()));
}

/// `calls`: the newest, for exemplars.
void write_latencies(Writer& out, const Table& latencies, const Table& calls) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kKinds{
      {{"tabacus_call_duration_seconds", "How long calls took; its sum is good to a few percent"},
       {"tabacus_first_token_seconds", "Until the first token of a stream; its sum is good to a few percent"}}};
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
    out.family(kKinds[kind].first, "histogram", kKinds[kind].second);
    const Exemplars exemplars = exemplars_of(calls, 2 + kind);
    for (const auto& row : latencies.rows)
      write_histogram(out, kKinds[kind].first, text_at(row, 0), text_at(row, kind + 1), exemplars);
  }
}

void write_limits(Writer& out, const Table& limits) {
  out.family("tabacus_limit_used_ratio", "gauge", "Used share of a provider's limit, as it told last");
  for (const auto& row : limits.rows)
    if (const auto* used = std::get_if<double>(&row[3]))
      out.sample("tabacus_limit_used_ratio",
                 std::array<std::pair<std::string_view, std::string>, 3>{
                     {{"provider", text_at(row, 0)}, {"account", text_at(row, 1)}, {"window", text_at(row, 2)}}},
                 *used);
}

void write_budgets(Writer& out, const ServeOptions& options) {
  out.family("tabacus_budget_remaining_usd", "gauge", "What a budget of an open tab still has");
  if (!options.instances) return;
  for (const std::string& line : options.instances()) {
    const auto instance = parse_json(line);
    if (!instance) continue;
    for (const Json& tab : member(*instance, "tabs"))
      for (const Json& budget : member(tab, "budgets")) {
        const Json& limit = member(budget, "limit_nano");
        const Json& spent = member(budget, "spent_nano");
        if (!limit.is_number_integer() || !spent.is_number_integer()) continue;
        out.sample("tabacus_budget_remaining_usd",
                   std::array<std::pair<std::string_view, std::string>, 2>{
                       {{"tab_id", text_member(tab, "tab_id").value_or("")},
                        {"budget", text_member(budget, "budget").value_or("")}}},
                   number_at({limit.get<std::int64_t>() - spent.get<std::int64_t>()}, 0, true));
      }
  }
}

}  // namespace

MetricsForm metrics_form(std::string_view accept) {
  return to_lower_ascii(accept).find("application/openmetrics-text") != std::string::npos ? MetricsForm::OpenMetrics
                                                                                          : MetricsForm::Text;
}

std::string_view media_type(MetricsForm form) {
  return form == MetricsForm::OpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                          : "text/plain; version=0.0.4; charset=utf-8";
}

Result<std::string> metrics_text(ServeContext& context, MetricsForm form) {
  Writer out{form};
  out.family("tabacus_build_info", "gauge", "The program's version");
  out.sample("tabacus_build_info",
             std::array<std::pair<std::string_view, std::string>, 1>{{{"version", context.options.version}}}, "1");
  const auto sums = context.store.ask(kSumsQuestion);
  if (!sums && sums.error().code == ErrorCode::NotFound) return out.take();
  if (!sums) return fail(sums.error());
  write_counters(out, *sums);
  const auto latencies = context.store.ask(
      "SELECT ifnull(model, ''), histogram_sum(latencies), histogram_sum(first_token_latencies) FROM v_day GROUP BY 1 "
      "ORDER BY 1");
  if (!latencies) return fail(latencies.error());
  const auto calls = form == MetricsForm::OpenMetrics ? context.store.ask(kNewestQuestion) : Result<Table>{Table{}};
  write_latencies(out, *latencies, calls ? *calls : Table{});  // a file of an older tabacus has none
  const auto limits =
      context.store.ask("SELECT provider, account, limit_window, used_share FROM v_limits ORDER BY 1, 2, 3");
  if (!limits) return fail(limits.error());
  write_limits(out, *limits);
  write_budgets(out, context.options);
  return out.take();
}

}  // namespace tabacus::analytics::serve
