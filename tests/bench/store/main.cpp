// What the database costs and how soon it answers:
// `bench_store [--calls N] [--days N] [--plain N] [--directory DIR] [--program TABACUS]`.
// Fills a database with N calls of a seeded generator through the real writer, then asks what people ask, beside the
// same in one plain table (of --plain calls; 0 leaves it out); with --program also what the program itself takes. One
// JSON line per figure; exit code 1 where one misses its bar.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <thread>

#include "analytics/api/reader.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/bench/store/generator.hpp"
#include "tests/bench/store/plain.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::bench {
namespace {

using namespace analytics;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSeed = 20'261'121;
constexpr std::int64_t kMaxWaiting = 20'000;
constexpr int kRounds = 9;
constexpr int kProcessRounds = 31;

struct Settings {
  std::int64_t calls = 1'000'000;
  std::int64_t days = 0;              ///< 0: so many that a day is as busy as one of 730 with ten million calls
  std::optional<std::int64_t> plain;  ///< as many as calls
  std::filesystem::path directory;
  std::string program;
};

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

[[noreturn]] void give_up(const Error& error) {
  fmt::print(stderr, "bench_store: {}\n", error.message);
  std::exit(2);
}

template <typename Value>
Value must(Result<Value> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}
void must(const Result<void>& result) {
  if (!result) give_up(result.error());
}

enum class Better : std::uint8_t { Less, More };

class Report {
 public:
  explicit Report(const Settings& settings) : settings_{settings} {}
  void figure(std::string_view name, double value, double bar, Better better, std::optional<double> plain = {}) {
    const bool passes = better == Better::Less ? value <= bar : value >= bar;
    misses_ += passes ? 0 : 1;
    fmt::print(
        R"({{"bench":"store","calls":{},"days":{},"figure":"{}","value":{:.3f},"bar":{},"passes":{},"plain":{}}})"
        "\n",
        settings_.calls, settings_.days, name, value, bar, passes, plain ? fmt::format("{:.3f}", *plain) : "null");
    std::fflush(stdout);
  }
  [[nodiscard]] int misses() const { return misses_; }

 private:
  const Settings& settings_;
  int misses_ = 0;
};

/// The best of some rounds, after one that warms.
double best_ms(const std::function<void()>& work) {
  work();
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = Clock::now();
    work();
    best = std::min(best, milliseconds_since(begin));
    if (best > 2'000) break;  // what takes seconds is not asked nine times
  }
  return best;
}

/// Calls a second, through the queue, the db thread and its commits.
double fill(const Settings& settings, SystemTime end) {
  StoreOptions options{.file = settings.directory / kCallsFileName, .queue_records = 2 * kMaxWaiting};
  options.retention = {.calls = 0, .raw_usage = 0, .limits = 0, .tunnels = 0};
  const auto writer = StoreWriter::open(options);
  Generator generator{kSeed, settings.calls, static_cast<int>(settings.days), end};
  const auto begin = Clock::now();
  const std::clock_t cpu = std::clock();
  for (std::int64_t i = 0; i < settings.calls; ++i) {
    writer->on_finished(generator.next());
    while (i % 1000 == 0 && i - writer->health().calls_written > kMaxWaiting)
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  if (!writer->flush(std::chrono::seconds{60}) || writer->health().calls_written != settings.calls)
    give_up(Error{ErrorCode::Io,
                  fmt::format("{} of {} calls were stored", writer->health().calls_written, settings.calls)});
  const double ms = milliseconds_since(begin);
  fmt::print(R"({{"bench":"store","figure":"ingest, CPU us/call with the generator's","value":{:.2f}}})"
             "\n",
             static_cast<double>(std::clock() - cpu) * 1e6 / CLOCKS_PER_SEC / static_cast<double>(settings.calls));
  return static_cast<double>(settings.calls) / ms * 1000;
}

std::optional<PlainTable> fill_plain(const Settings& settings, std::int64_t calls, SystemTime end, double& per_second) {
  if (calls == 0) return std::nullopt;
  PlainTable table = must(PlainTable::create(settings.directory / "plain.db"));
  Generator generator{kSeed, calls, static_cast<int>(settings.days), end};
  const auto begin = Clock::now();
  for (std::int64_t i = 0; i < calls; ++i) {
    must(table.insert(generator.next()));
    if (i % 500 == 499) must(table.commit());
  }
  must(table.commit());
  per_second = static_cast<double>(calls) / milliseconds_since(begin) * 1000;
  return table;
}

class Questions {
 public:
  Questions(const Settings& settings, std::optional<PlainTable> plain, SystemTime end, Report& report)
      : reader_{must(Reader::open(settings.directory))}, plain_{std::move(plain)}, end_{end}, report_{report} {}

  void ask_all() {
    const std::string tab = text(
        "SELECT n.uuid FROM totals t JOIN tab_names n ON n.id = t.id WHERE t.scope = 0 ORDER BY "
        "t.calls DESC LIMIT 1");
    const std::string session = text("SELECT session FROM v_session WHERE sub_agents > 1 ORDER BY calls DESC LIMIT 1");
    const std::int64_t session_id = number("SELECT session_id FROM sessions WHERE wire_id = '" + session + "'");
    ask_calls("last 50 calls of a tab, ms", &CallFilter::tab, tab,
              "SELECT * FROM api_calls WHERE tab_id = '{}' ORDER BY timestamp DESC LIMIT 50");
    ask_calls("last 50 calls of a session, ms", &CallFilter::session, session,
              "SELECT * FROM api_calls WHERE session_id = '{}' ORDER BY timestamp DESC LIMIT 50");
    report_.figure("sessions, the last 50, ms", best_ms([&] { must(reader_->sessions({})); }), 50, Better::Less);
    report_.figure("agents, the last 50, ms", best_ms([&] { must(reader_->agents({})); }), 50, Better::Less);
    ask("sub-agents of a session, ms", 1,
        fmt::format(
            "SELECT a.wire_id, t.calls, t.cost_nano FROM totals t LEFT JOIN agents a ON a.agent_id = t.part WHERE "
            "t.scope = 2 AND t.id = {}",
            session_id),
        fmt::format("SELECT agent_id, count(*), sum(cost_usd) FROM api_calls WHERE session_id = '{}' GROUP BY agent_id",
                    session));
    ask_totals("today, ms", 2, TotalsBy::Day, end_.time_since_epoch() % std::chrono::hours{24},
               "SELECT count(*), sum(cost_usd), sum(input_tokens) FROM api_calls WHERE date(timestamp) = date('{}')");
    ask_totals("30 days by model, ms", 30, TotalsBy::Model, std::chrono::hours{24 * 30},
               "SELECT model, count(*), sum(cost_usd) FROM api_calls WHERE timestamp >= '{}' GROUP BY model");
    ask_totals("365 days, day by day, ms", 30, TotalsBy::Day, std::chrono::hours{24 * 365},
               "SELECT date(timestamp), count(*), sum(cost_usd) FROM api_calls WHERE timestamp >= '{}' GROUP BY 1");
    const std::int64_t day = to_epoch_us(end_) / 86'400'000'000 - 6;
    ask("p95 latency by model over 7 days, ms", 20,
        fmt::format(
            "SELECT m.name, latency_quantile(histogram_sum(d.hist_total), 0.95) FROM rollup_day d JOIN model m ON "
            "m.id = d.model_id WHERE d.local_day >= {} GROUP BY d.model_id",
            day),
        fmt::format(
            "SELECT model, min(latency_ms) FROM (SELECT model, latency_ms, percent_rank() OVER (PARTITION BY model "
            "ORDER BY latency_ms) AS rank FROM api_calls WHERE timestamp >= '{}') WHERE rank >= 0.95 GROUP BY model",
            plain_time(from_epoch_us(day * 86'400'000'000))));
  }

 private:
  std::string text(const std::string& sql) {
    const Table table = must(reader_->sql(sql, 1));
    return std::get<std::string>(table.rows.at(0).at(0));
  }
  std::int64_t number(const std::string& sql) {
    return std::get<std::int64_t>(must(reader_->sql(sql, 1)).rows.at(0).at(0));
  }

  std::optional<double> plain_ms(const std::string& sql) {
    if (!plain_) return std::nullopt;
    Statement statement = must(plain_->database().prepare(sql));
    return best_ms([&] {
      statement.reset();
      must(statement.run());
    });
  }
  void ask(std::string_view name, double bar, const std::string& sql, const std::string& plain_sql) {
    const double ms = best_ms([&] { must(reader_->sql(sql, 100'000)); });
    report_.figure(name, ms, bar, Better::Less, plain_ms(plain_sql));
  }
  /// As `tabacus calls` asks.
  void ask_calls(std::string_view name, std::optional<std::string> CallFilter::*word, const std::string& value,
                 std::string plain_sql) {
    CallFilter filter;
    filter.*word = value;
    const double ms = best_ms([&] { must(reader_->calls(filter)); });
    plain_sql.replace(plain_sql.find("{}"), 2, value);
    report_.figure(name, ms, 1, Better::Less, plain_ms(plain_sql));
  }
  void ask_totals(std::string_view name, double bar, TotalsBy by, SystemTime::duration span, std::string plain_sql) {
    CallFilter filter;
    filter.since = end_ - span;
    const double ms = best_ms([&] { must(reader_->totals(by, filter)); });
    plain_sql.replace(plain_sql.find("{}"), 2, plain_time(end_ - span));
    report_.figure(name, ms, bar, Better::Less, plain_ms(plain_sql));
  }

  std::unique_ptr<Reader> reader_;
  std::optional<PlainTable> plain_;
  SystemTime end_;
  Report& report_;
};

struct Ended {
  double wall_ms = 0;
  double cpu_ms = 0;
  double peak_mib = 0;
};

/// One run of a program, its output thrown away.
Ended run_process(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto begin = Clock::now();
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  rusage used{};
  int status = 0;
  if (failed != 0 || ::wait4(child, &status, 0, &used) != child || status != 0)
    give_up(Error{ErrorCode::Io, fmt::format("{} did not run", words.front())});
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return {milliseconds_since(begin), ms(used.ru_utime) + ms(used.ru_stime), static_cast<double>(used.ru_maxrss) / 1024};
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

/// Rounds of the program and of one that does nothing, in turns, so that the machine's mood meets both.
void measure_status_line(const Settings& settings, Report& report) {
  std::vector<double> wall, cpu, nothing;
  for (int round = 0; round < kProcessRounds; ++round) {
    const Ended line =
        run_process({settings.program, "usage", "--format", "statusline", "--directory", settings.directory.native()});
    wall.push_back(line.wall_ms);
    cpu.push_back(line.cpu_ms);
    nothing.push_back(run_process({"true"}).wall_ms);
  }
  report.figure("status line as a process, ms", median(wall), 10, Better::Less, median(nothing));
  fmt::print(R"({{"bench":"store","figure":"status line, CPU ms","value":{:.2f}}})"
             "\n",
             median(cpu));
}

/// The peak of a child counts what its parent held before it became another program, so a fresh process of our own
/// starts the program and prints the peak: `bench_store --peak-of PROGRAM ARGS`.
int print_peak_of(std::vector<std::string> words) {
  fmt::print("{:.3f}\n", run_process(words).peak_mib);
  return 0;
}

double peak_mib_of(const std::vector<std::string>& words) {
  std::string command = "/proc/self/exe --peak-of";
  command.replace(0, std::string_view{"/proc/self/exe"}.size(),
                  std::filesystem::read_symlink("/proc/self/exe").native());
  for (const std::string& word : words) command += fmt::format(" '{}'", word);
  const std::unique_ptr<FILE, int (*)(FILE*)> answer{::popen(command.c_str(), "r"), ::pclose};
  double peak = 0;
  if (!answer || std::fscanf(answer.get(), "%lf", &peak) != 1)
    give_up(Error{ErrorCode::Io, fmt::format("{} did not run", command)});
  return peak;
}

/// Ten times the calls in the same memory.
void measure_export(const Settings& settings, Report& report) {
  const auto reader = must(Reader::open(settings.directory));
  double least = 0;
  for (const std::int64_t calls :
       {std::min<std::int64_t>(10'000, settings.calls / 10), std::min<std::int64_t>(100'000, settings.calls)}) {
    const Table first = must(reader->sql(
        fmt::format("SELECT started_at FROM v_calls WHERE call_id = (SELECT call_id FROM calls ORDER BY call_id DESC "
                    "LIMIT 1 OFFSET {})",
                    calls - 1),
        1));
    const auto begin = Clock::now();
    const double peak = peak_mib_of({settings.program, "export", "--format", "har", "--directory",
                                     settings.directory.native(), "--since", std::get<std::string>(first.rows[0][0])});
    const double ms = milliseconds_since(begin);
    if (least == 0)
      least = peak;
    else
      report.figure(fmt::format("HAR of {} calls, MiB beyond a tenth of them", calls), peak - least, 4, Better::Less);
    fmt::print(R"({{"bench":"store","figure":"HAR of {} calls","ms":{:.0f},"peak_mib":{:.1f}}})"
               "\n",
               calls, ms, peak);
  }
}

/// Of the table alone, copied into a file of its own in the order of its rows.
double bytes_per_row(const std::filesystem::path& directory, std::int64_t rows) {
  Database database =
      must(Database::open(directory / kCallsFileName, Database::Mode::ReadWrite, std::chrono::seconds{5}));
  const std::filesystem::path alone = directory / "calls_alone.db";
  must(write_private_file(alone, ""));
  Statement schema = must(database.prepare("SELECT sql FROM sqlite_master WHERE name = 'calls' AND type = 'table'"));
  must(schema.step());
  std::string create{schema.bytes(0)};
  create.replace(create.find("calls"), 5, "alone.calls");
  schema.reset();
  Statement named = must(database.prepare("SELECT group_concat(name, ', ') FROM pragma_table_info('calls')"));
  must(named.step());
  const std::string columns{named.bytes(0)};  // those that are computed are not among them
  named.reset();
  must(database.execute(
      fmt::format("ATTACH '{0}' AS alone; PRAGMA alone.page_size = 8192; PRAGMA alone.journal_mode = OFF;"
                  "{1}; INSERT INTO alone.calls({2}) SELECT {2} FROM main.calls; DETACH alone",
                  alone.native(), create, columns)));
  return static_cast<double>(std::filesystem::file_size(alone)) / static_cast<double>(rows);
}

/// As a program that has just started: no connection, no statement.
double first_figure_ms(const Settings& settings) {
  return best_ms([&] {
    const auto reader = must(Reader::open(settings.directory));
    must(reader->totals(TotalsBy::Tab, {}));
  });
}

int run(Settings settings) {
  const testing::TempDir temporary;
  if (settings.days == 0) settings.days = std::max<std::int64_t>(2, settings.calls * 730 / 10'000'000);
  if (settings.directory.empty()) settings.directory = temporary.path() / "analytics";
  Report report{settings};
  const SystemTime end = from_epoch_us(1'795'000'000'000'000);
  report.figure("ingest, calls/s", fill(settings, end), 50'000, Better::More);
  double plain_per_second = 0;
  auto plain = fill_plain(settings, settings.plain.value_or(settings.calls), end, plain_per_second);
  if (plain)
    fmt::print(R"({{"bench":"store","figure":"plain ingest, calls/s","value":{:.0f}}})"
               "\n",
               plain_per_second);
  Questions{settings, std::move(plain), end, report}.ask_all();
  report.figure("bytes per row of calls", bytes_per_row(settings.directory, settings.calls), 110, Better::Less);
  report.figure("open and first figure, ms", first_figure_ms(settings), 50, Better::Less);
  if (!settings.program.empty()) {
    measure_status_line(settings, report);
    measure_export(settings, report);
  }
  return report.misses() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tabacus::bench

int main(int count, char** words) {
  if (count > 2 && std::string_view{words[1]} == "--peak-of")
    return tabacus::bench::print_peak_of({words + 2, words + count});
  tabacus::bench::Settings settings;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view option = words[i];
    const auto number = tabacus::parse_int(words[i + 1]);
    if (option == "--directory")
      settings.directory = words[i + 1];
    else if (option == "--program")
      settings.program = words[i + 1];
    else if (option == "--calls" && number)
      settings.calls = std::max<std::int64_t>(1000, *number);
    else if (option == "--days" && number)
      settings.days = std::max<std::int64_t>(1, *number);
    else if (option == "--plain" && number)
      settings.plain = *number;
    else {
      fmt::print(stderr,
                 "usage: bench_store [--calls N] [--days N] [--plain N] [--directory DIR] [--program TABACUS]\n");
      return 2;
    }
  }
  return tabacus::bench::run(std::move(settings));
}
