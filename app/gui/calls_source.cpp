#include "app/gui/calls_source.hpp"

#include <pthread.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "app/gui/meter/widget.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

constexpr std::chrono::seconds kTimeLimit{5};
/// Calls are committed within a quarter of a second.
constexpr std::chrono::milliseconds kCommitPause{100};
constexpr int kCommitTries = 20;
constexpr std::size_t kMostLines = 20'000;
constexpr std::size_t kMostLineBytes = 2'000;
constexpr int kBarCells = 32;
constexpr std::size_t kTextColumns = 110;  // what commands fit their answers to
constexpr std::size_t kMostBars = 400;

std::optional<std::int64_t> integer(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* number = std::get_if<double>(&value)) return static_cast<std::int64_t>(*number);
  return std::nullopt;
}

std::string text(const Value& value) {
  const auto* words = std::get_if<std::string>(&value);
  return words != nullptr ? display_safe(*words) : std::string{};
}

/// Times are SQLite's to make local.
constexpr std::string_view kColumns =
    "call_id, strftime(CASE WHEN date(call_id / 8e6, 'unixepoch', 'localtime') = date('now', 'localtime') THEN "
    "'%H:%M:%S' ELSE '%m-%d %H:%M' END, call_id / 8e6, 'unixepoch', 'localtime'), coalesce(model, model_requested), "
    "outcome, error_type, tab_title, status, prompt_tokens, cache_read_tokens, output_tokens, cost_nano, "
    "CAST(duration_ms AS INTEGER), usage_state";

CallRow row_of(const std::vector<Value>& values) {
  CallRow row;
  row.id = integer(values[0]).value_or(0);
  row.clock = text(values[1]);
  row.model = text(values[2]);
  row.outcome = text(values[3]);
  row.error = text(values[4]);
  row.tab = text(values[5]);
  row.status = integer(values[6]);
  row.prompt = integer(values[7]);
  row.cached = integer(values[8]);
  row.output = integer(values[9]);
  row.cost_nano = integer(values[10]);
  row.duration_ms = integer(values[11]);
  row.is_estimate = text(values[12]) == "estimated";
  return row;
}

std::string where_of(CallScope scope, const std::string& tab) {
  if (scope == CallScope::Tab) return fmt::format("tab_id = '{}'", tab);
  if (scope == CallScope::Session)
    return fmt::format(
        "session = (SELECT session FROM v_calls WHERE call_id = (SELECT max(call_id) FROM v_calls WHERE "
        "tab_id = '{}'))",
        tab);
  return "1";
}

std::vector<std::string> safe_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (lines.size() == kMostLines) break;
    lines.push_back(display_safe(cut_utf8(line, kMostLineBytes)));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// Eighths of a cell, so that small sums differ too.
std::string bar_of(double share) {
  constexpr const char* kParts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = std::clamp(static_cast<int>(share * kBarCells * 8 + 0.5), share > 0 ? 1 : 0, kBarCells * 8);
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  return bar + kParts[eighths % 8];
}

struct Chart {
  std::string_view title;
  std::string_view question;  ///< a name and a number a row
  std::string (*value_text)(std::int64_t);
};

std::string money_text(std::int64_t nano) { return format_money(Nanodollars{nano}); }
std::string tokens_text(std::int64_t count) { return render::count_text(count); }
std::string time_text(std::int64_t ms) { return render::duration_text(std::chrono::milliseconds{ms}); }

constexpr Chart kCharts[] = {
    {"Cost by hour, today",
     "SELECT strftime('%H:00', call_id / 8e6, 'unixepoch', 'localtime') AS h, sum(cost_nano) FROM v_calls WHERE "
     "call_id "
     ">= strftime('%s', 'now', 'localtime', 'start of day', 'utc') * 8000000 GROUP BY h ORDER BY h",
     money_text},
    {"Cost by day",
     "SELECT day, sum(cost_nano) FROM v_day WHERE day >= date('now', '-29 days') GROUP BY day ORDER BY day",
     money_text},
    {"Tokens by day",
     "SELECT day, sum(input_tokens + cache_read_tokens + cache_write_tokens + output_tokens) FROM v_day WHERE day >= "
     "date('now', '-29 days') GROUP BY day ORDER BY day",
     tokens_text},
    {"Latency by day, median",
     "SELECT day, CAST(latency_quantile(histogram_sum(latencies), 0.5) / 1e3 AS INTEGER) FROM v_day WHERE day >= "
     "date('now', '-29 days') GROUP BY day ORDER BY day",
     time_text},
    {"Cost by model, 30 days",
     "SELECT model, sum(cost_nano) FROM v_day WHERE day >= date('now', '-29 days') GROUP BY model ORDER BY 2 DESC "
     "LIMIT "
     "10",
     money_text},
    {"Cost by command of the shell, 30 days",
     "SELECT ifnull(program, '–'), sum(cost_nano) FROM v_command WHERE began_at >= date('now', '-29 days') GROUP BY "
     "program ORDER BY 2 DESC LIMIT 10",
     money_text}};

void draw(const Chart& chart, const Table& sums, std::vector<std::string>& lines) {
  lines.emplace_back(chart.title);
  std::int64_t most = 1;
  std::size_t longest = 5;
  for (const auto& row : sums.rows) {
    most = std::max(most, integer(row[1]).value_or(0));
    longest = std::max(longest, std::min<std::size_t>(30, text(row[0]).size()));
  }
  for (const auto& row : sums.rows) {
    const auto sum = integer(row[1]);
    const std::string bar = sum ? bar_of(static_cast<double>(*sum) / static_cast<double>(most)) : "";
    lines.push_back(fmt::format("  {:<{}}  {} {}", std::string{cut_utf8(text(row[0]), longest)}, longest, bar,
                                sum ? chart.value_text(*sum) : "–"));
  }
  if (sums.rows.empty()) lines.emplace_back("  nothing yet");
  lines.emplace_back();
}

}  // namespace

CallsSource::CallsSource(LoadedConfig config, std::filesystem::path directory, std::string tab,
                         std::function<void()> on_change)
    : config_{std::move(config)},
      directory_{std::move(directory)},
      tab_{std::move(tab)},
      on_change_{std::move(on_change)},
      thread_{[this] { run(); }} {
  ::pthread_setname_np(thread_.native_handle(), "panel");
}

CallsSource::~CallsSource() {
  {
    const std::lock_guard lock{mutex_};
    stops_ = true;
  }
  changed_.notify_all();
}

/// Only the latest of a name is worth doing.
void CallsSource::post(Job job) {
  {
    const std::lock_guard lock{mutex_};
    std::erase_if(jobs_, [&](const Job& old) { return old.name == job.name; });
    jobs_.push_back(std::move(job));
  }
  changed_.notify_all();
}

void CallsSource::run() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [this] { return stops_ || !jobs_.empty(); });
    if (stops_) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job.run();
    on_change_();
    lock.lock();
  }
}

void CallsSource::load(CallScope scope) {
  post({"rows", [this, scope] { read_rows(scope, false); }});
}
void CallsSource::refresh() {
  post({"refresh", [this] {
          for (int tries = 0; tries < kCommitTries && !read_rows(scope_, true); ++tries)
            if (wait_or_stop(kCommitPause)) return;
        }});
}
/// True: there is something else to do.
bool CallsSource::wait_or_stop(std::chrono::milliseconds pause) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, pause, [this] { return stops_ || !jobs_.empty(); });
}

void CallsSource::ask(std::string title, std::vector<std::string> command) {
  post({"text", [this, title = std::move(title), command = std::move(command)] { run_command(title, command); }});
}
void CallsSource::tell(std::string title, Telling tell) {
  post({"text", [this, title = std::move(title), tell = std::move(tell)] {
          const auto gives_up = [this] {
            const std::lock_guard lock{mutex_};
            return stops_;
          };
          put({title, tell(gives_up)});
        }});
}
void CallsSource::chart() {
  post({"text", [this] { draw_charts(); }});
}

std::shared_ptr<const CallRows> CallsSource::rows() const {
  const std::lock_guard lock{mutex_};
  return rows_;
}

std::shared_ptr<const CallText> CallsSource::text() const {
  const std::lock_guard lock{mutex_};
  return text_;
}

void CallsSource::put(CallText text) {
  auto made = std::make_shared<const CallText>(std::move(text));
  const std::lock_guard lock{mutex_};
  text_ = std::move(made);
}

analytics::Reader* CallsSource::reader() {
  if (reader_ != nullptr) return reader_.get();
  auto opened = analytics::Reader::open(directory_);
  if (!opened) return nullptr;
  reader_ = std::move(*opened);
  reader_->set_time_limit(kTimeLimit);
  return reader_.get();
}

bool CallsSource::read_rows(CallScope scope, bool only_newer) {
  const auto before = rows();
  scope_ = scope;
  CallRows found;
  analytics::Reader* const from = reader();
  if (from == nullptr) {
    found.problem = "there is no database yet: no call was metered";
  } else {
    const std::int64_t after = only_newer && !before->rows.empty() ? before->rows.front().id : 0;
    const auto answer =
        from->sql(fmt::format("SELECT {} FROM v_calls WHERE {} AND call_id > {} ORDER BY call_id DESC LIMIT {}",
                              kColumns, where_of(scope, tab_), after, kMostRows),
                  kMostRows);
    if (!answer) found.problem = display_safe(answer.error().message);
    if (answer)
      for (const auto& values : answer->rows) found.rows.push_back(row_of(values));
  }
  if (only_newer) {
    if (found.rows.empty()) return false;
    found.rows.insert(found.rows.end(), before->rows.begin(), before->rows.end());
    if (found.rows.size() > kMostRows) found.rows.resize(kMostRows);
  }
  auto made = std::make_shared<const CallRows>(std::move(found));
  const std::lock_guard lock{mutex_};
  rows_ = std::move(made);
  return true;
}

void CallsSource::run_command(const std::string& title, const std::vector<std::string>& command) {
  const auto all = cli_commands();
  const auto found = std::ranges::find(all, command.front(), [](const Command* one) { return one->name; });
  if (found == all.end()) return put({title, {"this build has no command '" + command.front() + "'"}});
  std::ostringstream out;
  std::ostringstream err;
  CommandContext context{
      .out = out, .err = err, .width = kTextColumns, .clock = clock_, .config = config_, .screen = {}};
  std::vector<std::string> words{command.begin() + 1, command.end()};
  words.emplace_back("--directory");
  words.push_back(directory_);
  const auto done = (*found)->run(context, words);
  std::vector<std::string> lines = safe_lines(std::move(out).str());
  for (std::string& line : safe_lines(std::move(err).str())) lines.push_back(std::move(line));
  if (!done) lines.push_back(display_safe(done.error().message));
  put({title, std::move(lines)});
}

void CallsSource::draw_charts() {
  CallText charts{"Charts", {}};
  analytics::Reader* const from = reader();
  if (from == nullptr) return put({"Charts", {"there is no database yet: no call was metered"}});
  for (const Chart& chart : kCharts) {
    const auto sums = from->sql(chart.question, kMostBars);
    if (sums)
      draw(chart, *sums, charts.lines);
    else
      charts.lines.push_back(fmt::format("{}: {}", chart.title, display_safe(sums.error().message)));
  }
  put(std::move(charts));
}

}  // namespace tabacus::app
