// What a proxy adds to a call: ours, with metering and recording on, beside a direct connection, a plain copy, nginx,
// haproxy and mitmproxy, in one run. Targets take turns within each round, so that noise falls on all alike; medians.
//   bench_proxy [--quick] [--tabacus PROGRAM] [SCENARIO...]     a table, then a JSON line per scenario
// The other roles are started by this one: bench_proxy upstream CERTIFICATE KEY | copy UPSTREAM_PORT
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "analytics/api/reader.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "tests/bench/proxy/bars.hpp"
#include "tests/bench/proxy/copy_proxy.hpp"
#include "tests/bench/proxy/crowd.hpp"
#include "tests/bench/proxy/scenarios.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/proxy/upstream.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::bench;

struct Options {
  bool quick = false;
  std::filesystem::path tabacus{};
  std::vector<std::string_view> wanted{};  // empty: all
};

struct Recorded {
  std::int64_t calls = 0;
  std::int64_t unread = 0;  // without usage although the answer had it
};

constexpr std::string_view kColumns[] = {"direct", "copy", "nginx", "haproxy", "mitmproxy", "tabacus"};

void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void make_certificate(const std::string& certificate, const std::string& key) {
  testing::Process openssl{{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-days", "2", "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                            "-keyout", key, "-out", certificate}};
  if (openssl.wait() != 0) give_up("make a certificate: " + openssl.err());
}

/// The median of all rounds; of memory the most, because what a process has taken once it takes no second time.
FiguresByTarget summarize(const std::map<std::string, std::map<std::string, std::vector<double>>>& samples) {
  FiguresByTarget all;
  for (const auto& [target, figures] : samples)
    for (const auto& [figure, values] : figures) {
      const bool is_memory = figure.ends_with("_mb") || figure.starts_with("kib_");
      all[target][figure] = percentile(values, is_memory ? 1 : 0.5);
    }
  return all;
}

Recorded recorded_in(const std::filesystem::path& directory) {
  const auto reader = analytics::Reader::open(directory);
  if (!reader) return {};
  const auto table =
      (*reader)->sql("SELECT count(*), sum(outcome = 'lossy' OR usage_state = 'missing') FROM v_calls", 1);
  if (!table || table->rows.empty()) return {};
  const auto cell = [&](std::size_t i) {
    const auto* value = std::get_if<std::int64_t>(&table->rows[0][i]);
    return value != nullptr ? *value : 0;
  };
  return {cell(0), cell(1)};
}

std::string cell(const std::optional<double>& value) {
  if (!value) return "-";
  return fmt::format("{:.{}f}", *value, *value >= 1000 || *value <= -1000 ? 0 : *value >= 10 ? 1 : 2);
}

void print_table(const Scenario& scenario, const FiguresByTarget& all, const Recorded& recorded) {
  fmt::print("\n{} {}\n{:<26}", scenario.name, scenario.title, "");
  for (const std::string_view column : kColumns) fmt::print("{:>10}", column);
  fmt::print("{:>9}{:>9}{:>9}\n", "x nginx", "pass", "stretch");
  for (const Bar& bar : bars()) {
    if (bar.scenario != scenario.name) continue;
    fmt::print("  {:<24}", bar.label);
    for (const std::string_view column : kColumns) fmt::print("{:>10}", cell(read(bar, all, std::string{column})));
    const auto verdict = judge(bar, all);
    const auto nginx = read(bar, all, "nginx");
    fmt::print("{:>9}", verdict && nginx && *nginx > 0 ? fmt::format("{:.2f}", verdict->value / *nginx) : "-");
    if (verdict) fmt::print("{:>9}{:>9}  {}", cell(verdict->pass), cell(verdict->stretch), verdict->word);
    fmt::print("\n");
  }
  fmt::print("  recorded: {} calls, {} of them without usage\n", recorded.calls, recorded.unread);
}

std::string json_of(const Scenario& scenario, const FiguresByTarget& all, const Recorded& recorded) {
  std::string targets;
  for (const auto& [target, figures] : all) {
    std::string fields;
    for (const auto& [figure, value] : figures)
      fields += fmt::format("{}\"{}\":{:.4g}", fields.empty() ? "" : ",", figure, value);
    targets += fmt::format("{}\"{}\":{{{}}}", targets.empty() ? "" : ",", target, fields);
  }
  std::string verdicts;
  for (const Bar& bar : bars())
    if (const auto verdict = bar.scenario == scenario.name ? judge(bar, all) : std::nullopt)
      verdicts += fmt::format("{}\"{}\":\"{}\"", verdicts.empty() ? "" : ",", bar.figure, verdict->word);
  return fmt::format(
      R"({{"bench":"proxy","scenario":"{}","targets":{{{}}},"verdicts":{{{}}},"recorded":{},"unread":{}}})",
      scenario.name, targets, verdicts, recorded.calls, recorded.unread);
}

class Bench {
 public:
  Bench(const Options& options, std::filesystem::path work) : options_{options}, work_{std::move(work)} {
    ports_.certificate = work_ / "certificate.pem";
    make_certificate(ports_.certificate, work_ / "key.pem");
    upstream_ = std::make_unique<testing::Process>(
        std::vector<std::string>{own_path(), "upstream", ports_.certificate, work_ / "key.pem"});
    const std::string line = upstream_->read_line();
    const auto ports = split(line, ' ');
    if (ports.size() != 2) give_up("start the upstream");
    ports_.plain = static_cast<std::uint16_t>(parse_int(ports[0]).value_or(0));
    ports_.tls = static_cast<std::uint16_t>(parse_int(ports[1]).value_or(0));
  }

  /// False: a bar was missed.
  bool run(const Scenario& scenario) {
    Lineup lineup{work_ / scenario.name, options_.tabacus, ports_, scenario.upstream,
                  options_.quick ? Peers::Fast : scenario.peers};
    const Target upstream{.name = "upstream", .port = ports_.plain};
    const Scale scale{options_.quick, &upstream};
    std::map<std::string, std::map<std::string, std::vector<double>>> samples;
    const int rounds = options_.quick ? std::min(scenario.rounds, 2) : scenario.rounds;
    for (int round = 0; round < rounds; ++round)
      for (const Target& target : lineup.targets())
        for (const auto& [figure, value] : scenario.measure(target, scale))
          samples[target.name][figure].push_back(value);
    lineup.stop_tabacus();
    const FiguresByTarget all = summarize(samples);
    const Recorded recorded = recorded_in(lineup.targets().back().directory);
    print_table(scenario, all, recorded);
    std::fflush(stdout);
    json_ += json_of(scenario, all, recorded) + '\n';
    return std::ranges::none_of(bars(), [&](const Bar& bar) {
      const auto verdict = bar.scenario == scenario.name ? judge(bar, all) : std::nullopt;
      return verdict && verdict->word == "BEHIND";
    });
  }

  [[nodiscard]] const std::string& json() const { return json_; }

 private:
  const Options options_;
  const std::filesystem::path work_;
  UpstreamPorts ports_;
  std::unique_ptr<testing::Process> upstream_;
  std::string json_;
};

int compare(const Options& options) {
  char pattern[] = "/tmp/tabacus-bench-XXXXXX";
  if (::mkdtemp(pattern) == nullptr) give_up("make a directory in /tmp");
  const ScopeExit remove{[&] {
    std::error_code ignored;
    std::filesystem::remove_all(pattern, ignored);
  }};
  raise_descriptor_limit();
  Bench bench{options, pattern};
  bool all_met = true;
  for (const Scenario& scenario : scenarios())
    if (options.wanted.empty() || std::ranges::find(options.wanted, scenario.name) != options.wanted.end())
      all_met = bench.run(scenario) && all_met;
  fmt::print("\n{}", bench.json());
  return all_met ? 0 : 3;
}

int compare(std::span<char*> arguments) {
  Options options{.tabacus = std::filesystem::path{own_path()}.parent_path().parent_path() / "tabacus"};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--quick") {
      options.quick = true;
    } else if (argument == "--tabacus" && i + 1 < arguments.size()) {
      options.tabacus = arguments[++i];
    } else if (std::ranges::find(scenarios(), argument, &Scenario::name) != scenarios().end()) {
      options.wanted.push_back(argument);
    } else {
      fmt::print(stderr, "usage: bench_proxy [--quick] [--tabacus PROGRAM] [SCENARIO...]; scenarios:\n");
      for (const Scenario& scenario : scenarios()) fmt::print(stderr, "  {:<8}{}\n", scenario.name, scenario.title);
      return 2;
    }
  }
  return compare(options);
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> arguments{argv + 1, static_cast<std::size_t>(argc - 1)};
  const std::string_view role = argc > 1 ? argv[1] : "";
  if (role == "upstream" && argc == 4) run_upstream(argv[2], argv[3]);
  if (role == "copy" && argc == 3) run_copy_proxy(static_cast<std::uint16_t>(parse_int(argv[2]).value_or(0)));
  return compare(arguments);
}
