#include "app/gui/meter/figures_reader.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

/// Records are committed within a quarter of a second.
constexpr std::chrono::milliseconds kCommitPause{100};
constexpr int kCommitTries = 20;
constexpr std::chrono::seconds kTimeLimit{2};
constexpr std::size_t kMostRows = 64;
constexpr std::string_view kUsualOf = "51";  // latest calls of the model

std::optional<std::int64_t> integer(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  return std::nullopt;
}
std::optional<double> real(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto whole = integer(value)) return static_cast<double>(*whole);
  return std::nullopt;
}
std::string text(const Value& value) {
  const auto* words = std::get_if<std::string>(&value);
  return words != nullptr ? *words : std::string{};
}
std::optional<Nanodollars> money(const Value& value) {
  const auto amount = integer(value);
  return amount ? std::optional{Nanodollars{*amount}} : std::nullopt;
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// The one row of an answer; empty where there is none, or the question failed.
std::vector<Value> row_of(analytics::Reader& reader, const std::string& question) {
  auto answer = reader.sql(question, kMostRows);
  return answer && !answer->rows.empty() ? std::move(answer->rows.front()) : std::vector<Value>{};
}

std::string last_call(const std::string& tab) {
  return fmt::format("(SELECT max(call_id) FROM v_calls WHERE tab_id = '{}')", tab);
}

void take_session(analytics::Reader& reader, const std::string& session, StoredFigures& figures) {
  analytics::CallFilter filter;
  filter.session = session;
  filter.limit = kMostRows;
  const auto agents = reader.agents(filter);
  if (!agents) return;
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(agents->columns, name) - agents->columns.begin());
  };
  const std::size_t agent = column("agent");
  const std::size_t label = column("label");
  const std::size_t calls = column("calls");
  const std::size_t cost = column("cost_nano");
  const std::size_t whose = column("session");
  if (std::max({agent, label, calls, cost, whose}) >= agents->columns.size()) return;
  for (const auto& row : agents->rows) {
    const std::string id = text(row[agent]);
    if (id.empty() || text(row[whose]) != session) continue;
    const std::string name = text(row[label]);
    figures.agents.push_back(
        {name.empty() ? id.substr(0, 12) : name, integer(row[calls]).value_or(0), money(row[cost])});
  }
  std::ranges::stable_sort(figures.agents, std::ranges::greater{}, &StoredFigures::Agent::cost);
}

void take_usual(analytics::Reader& reader, const std::string& last, StoredFigures& figures) {
  const auto calls = reader.sql(
      fmt::format(
          "SELECT ttft_ms, tokens_per_second FROM v_calls WHERE model = (SELECT model FROM v_calls WHERE call_id "
          "= {}) AND outcome = 'ok' ORDER BY call_id DESC LIMIT {}",
          last, kUsualOf),
      kMostRows);
  if (!calls) return;
  std::vector<double> first_tokens;
  std::vector<double> speeds;
  for (const auto& row : calls->rows) {
    if (const auto ms = real(row[0])) first_tokens.push_back(*ms);
    if (const auto speed = real(row[1])) speeds.push_back(*speed);
  }
  if (const auto ms = median(std::move(first_tokens)))
    figures.usual_first_token = std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double, std::milli>{*ms});
  figures.usual_speed = median(std::move(speeds));
}

}  // namespace

FiguresReader::FiguresReader(std::filesystem::path directory, std::function<void()> on_change)
    : directory_{std::move(directory)}, on_change_{std::move(on_change)}, thread_{[this] { run(); }} {
  ::pthread_setname_np(thread_.native_handle(), "figures");
}

FiguresReader::~FiguresReader() {
  {
    const std::lock_guard lock{mutex_};
    stops_ = true;
  }
  changed_.notify_all();
}

void FiguresReader::want(TabId tab, std::int64_t calls) {
  {
    const std::lock_guard lock{mutex_};
    std::erase_if(wanted_, [&](const Wanted& old) { return old.tab == tab; });
    wanted_.push_back({tab, calls});
  }
  changed_.notify_all();
}

std::shared_ptr<const StoredFigures> FiguresReader::latest(TabId tab) const {
  const std::lock_guard lock{mutex_};
  const auto found = latest_.find(tab);
  return found == latest_.end() ? nullptr : found->second;
}

void FiguresReader::run() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [this] { return stops_ || !wanted_.empty(); });
    if (stops_) return;
    Wanted wanted = wanted_.front();
    wanted_.pop_front();
    lock.unlock();
    auto figures = ask(wanted);
    lock.lock();
    if (figures) {
      auto& latest = latest_[wanted.tab];
      const bool is_new = latest == nullptr || *latest != *figures;
      if (is_new) latest = std::make_shared<const StoredFigures>(std::move(*figures));
      if (is_new) on_change_();
    } else if (++wanted.tries < kCommitTries) {
      changed_.wait_for(lock, kCommitPause, [this] { return stops_; });
      const bool is_asked_anew = std::ranges::find(wanted_, wanted.tab, &Wanted::tab) != wanted_.end();
      if (!is_asked_anew) wanted_.push_back(wanted);
    }
  }
}

std::optional<StoredFigures> FiguresReader::ask(const Wanted& wanted) {
  if (reader_ == nullptr) {
    auto opened = analytics::Reader::open(directory_);
    if (!opened) return std::nullopt;
    reader_ = std::move(*opened);
    reader_->set_time_limit(kTimeLimit);
  }
  const std::string tab = wanted.tab.text();
  StoredFigures figures;
  const auto calls = row_of(*reader_, fmt::format("SELECT calls FROM v_tab WHERE tab_id = '{}'", tab));
  figures.calls = calls.empty() ? 0 : integer(calls[0]).value_or(0);
  if (figures.calls < wanted.calls) return std::nullopt;
  if (const auto day = row_of(*reader_, "SELECT sum(cost_nano) FROM v_day WHERE day = date('now', 'localtime')");
      !day.empty())
    figures.day_cost = money(day[0]);
  const std::string last = last_call(tab);
  const auto session =
      row_of(*reader_, fmt::format("SELECT session, cost_nano, retries, client, source FROM v_session WHERE session = "
                                   "(SELECT session FROM v_calls WHERE call_id = {})",
                                   last));
  if (!session.empty()) {
    figures.session_cost = money(session[1]);
    figures.retries = integer(session[2]).value_or(0);
    take_session(*reader_, text(session[0]), figures);
    figures.client = text(session[3]);
    if (text(session[4]) == "client") figures.session = text(session[0]);
  }
  if (const auto priced = row_of(*reader_, fmt::format("SELECT price_version FROM v_calls WHERE call_id = {}", last));
      !priced.empty())
    figures.prices_as_of = text(priced[0]);
  const auto miss = row_of(*reader_, fmt::format("SELECT miss_cause, missed_nano FROM v_why WHERE call_id = {} AND "
                                                 "miss_cause <> 'initial'",
                                                 last));
  if (!miss.empty()) {
    figures.miss_cause = text(miss[0]);
    figures.missed = money(miss[1]);
  }
  if (const auto why = row_of(*reader_, fmt::format("SELECT attempt FROM v_why WHERE call_id = {}", last));
      !why.empty())
    figures.attempt = integer(why[0]).value_or(0);
  take_usual(*reader_, last, figures);
  return figures;
}

}  // namespace tabacus::app
