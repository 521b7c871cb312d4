// soak_proxy [--minutes N] [--streams N] [--tabacus PROGRAM]: a real `tabacus run` under a crowd of calls, while
// clients go away or are slow, an upstream is dead, the database is locked and its disk full, and the program is killed
// and started again. Afterwards no byte was wrong, memory did not grow, and every call that ended is in the database,
// but for those that ended within a commit's interval before the kill. Ends with 1 where that does not hold.
//   soak_proxy lock FILE SECONDS     holds the database's write lock
//   soak_proxy upstream CERTIFICATE KEY
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

#include "analytics/api/reader.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "tests/bench/proxy/client.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/proxy/upstream.hpp"
#include "tests/soak/players.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::soak;
using std::chrono::milliseconds;

// What a kill may cost: PRIVACY and the contract promise no more.
constexpr std::int64_t kCommitIntervalNs = 250'000'000;
constexpr double kMemoryGrowthKib = 12 * 1024;

struct Options {
  double minutes = 20;
  int streams = 1000;
  std::filesystem::path tabacus{};
};

int hold_lock(const char* file, int seconds) {
  sqlite3* database = nullptr;
  if (::sqlite3_open(file, &database) != SQLITE_OK) return 1;
  ::sqlite3_busy_timeout(database, 5000);
  if (::sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) return 1;
  std::this_thread::sleep_for(std::chrono::seconds{seconds});
  ::sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
  ::sqlite3_close(database);
  return 0;
}

/// A file system so small that it can be filled.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& where) : where_{where} {
    std::filesystem::create_directories(where);
    mounted_ = ::mount("tmpfs", where.c_str(), "tmpfs", 0, "size=512m,mode=0700") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(where_.c_str(), MNT_DETACH);
  }
  [[nodiscard]] bool can_be_filled() const { return mounted_; }
  void fill() const {
    std::ofstream filler{where_ / "filler"};
    const std::string block(64 * 1024, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void empty() const { std::filesystem::remove(where_ / "filler"); }

 private:
  const std::filesystem::path where_;
  bool mounted_ = false;
};

class Soak {
 public:
  Soak(const Options& options, std::filesystem::path work)
      : options_{options}, work_{std::move(work)}, disk_{work_ / "disk"}, players_{options.streams, 1} {
    start_upstream();
  }

  /// The faults, each at its share of the time.
  void run() {
    start_tabacus();
    play_until(0.20, "all is well");
    testing::Process locker{
        {bench::own_path(), "lock", database(), std::to_string(static_cast<int>(share_s(30, 0.2)))}};
    play_until(0.45, "the database was locked by another process");
    (void)locker.wait();
    if (disk_.can_be_filled()) {
      disk_.fill();
      play_for(share_s(20, 0.15));
      disk_.empty();
    } else {
      fmt::print(
          "soak: a small disk cannot be mounted here, so it is not filled (run as root or under unshare -Urm)\n");
    }
    play_until(0.70, "its disk was full");
    kill_tabacus();
    play_until(0.95, "killed and started again");
    end_calls();
  }

  bool report() {
    compare_with_database();
    compare_memory();
    const Tally& tally = players_.tally;
    fmt::print("soak: {} whole, {} slow, {} aborted, {} refused, {} cut by the kill; {:.0f} MB checked\n", tally.whole,
               tally.slow, tally.aborted, tally.refused, tally.killed, static_cast<double>(tally.bytes) / 1e6);
    for (const std::string& fault : tally.faults) fmt::print("soak: FAULT {}\n", fault);
    return tally.faults.empty();
  }

 private:
  [[nodiscard]] std::filesystem::path data() const { return work_ / "disk" / "data"; }
  [[nodiscard]] std::filesystem::path database() const { return data() / "calls.db"; }
  [[nodiscard]] double total_s() const { return options_.minutes * 60; }
  /// So many seconds, but in a short run no more than that share of it.
  [[nodiscard]] double share_s(double seconds, double share) const { return std::min(seconds, share * total_s()); }

  void start_upstream() {
    const std::string certificate = work_ / "certificate.pem";
    const std::string key = work_ / "key.pem";
    testing::Process openssl{{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                              "-nodes", "-days", "2", "-subj", "/CN=soak", "-keyout", key, "-out", certificate}};
    if (openssl.wait() != 0) bench::give_up("make a certificate");
    upstream_ =
        std::make_unique<testing::Process>(std::vector<std::string>{bench::own_path(), "upstream", certificate, key});
    const std::string line = upstream_->read_line();
    upstream_url_ = fmt::format("http://127.0.0.1:{}", line.substr(0, line.find(' ')));
  }

  void start_tabacus() {
    bench::Tabacus started =
        bench::start_tabacus({.program = options_.tabacus,
                              .home = work_,
                              .directory = data(),
                              .anthropic_upstream = upstream_url_,
                              .openai_upstream = fmt::format("http://127.0.0.1:{}/v1", dead_port_)});
    tabacus_ = std::move(started.process);
    players_.use(started.target);
  }

  void kill_tabacus() {
    killed_at_ns_ = bench::now_ns();
    players_.pause();
    tabacus_->signal(SIGKILL);
    players_.play(milliseconds{500});
    tabacus_.reset();
    restarted_at_ns_ = bench::now_ns();
    start_tabacus();
  }

  void play_for(double seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) {
      players_.play(milliseconds{1000});
      const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
      memory_.emplace_back(elapsed / total_s(), bench::memory_kib(tabacus_->pid(), "VmRSS"));
    }
  }

  void play_until(double share, std::string_view what) {
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    play_for(share * total_s() - elapsed);
    fmt::print("soak: {:3.0f} % {}: {} calls ended, {} faults, {:.0f} MB\n", share * 100, what,
               players_.tally.ended.size(), players_.tally.faults.size(), memory_.back().second / 1024);
    std::fflush(stdout);
  }

  void end_calls() {
    for (int i = 0; i < 120 && !players_.all_ended(); ++i) players_.play(milliseconds{500}, false);
    tabacus_->signal(SIGTERM);
    (void)tabacus_->wait();
    if (!tabacus_->err().empty()) fmt::print("soak: tabacus said:\n{}", tabacus_->err());
  }

  [[nodiscard]] std::map<std::int64_t, std::int64_t> stored_tokens() {
    std::map<std::int64_t, std::int64_t> stored;
    const auto reader = analytics::Reader::open(data());
    if (!reader) {
      players_.tally.faults.push_back(reader.error().message);
      return stored;
    }
    constexpr std::size_t kPage = 50'000;
    for (std::int64_t after = 0;;) {
      const auto table = (*reader)->sql(
          fmt::format("SELECT c.call_id, u.response_id, c.out_total FROM calls c JOIN usage u USING (call_id) "
                      "WHERE c.call_id > {} AND u.response_id LIKE 'msg_%' ORDER BY c.call_id LIMIT {}",
                      after, kPage),
          kPage);
      if (!table) players_.tally.faults.push_back(table.error().message);
      if (!table || table->rows.empty()) return stored;
      for (const auto& row : table->rows) {
        const std::int64_t id = parse_int(std::get<std::string>(row[1]).substr(4)).value_or(0);
        const auto* tokens = std::get_if<std::int64_t>(&row[2]);
        if (!stored.emplace(id, tokens != nullptr ? *tokens : -1).second)
          players_.tally.faults.push_back(fmt::format("call {} is stored twice", id));
        after = std::get<std::int64_t>(row[0]);
      }
    }
  }

  void compare_with_database() {
    const auto stored = stored_tokens();
    std::size_t missing = 0;
    std::size_t excused = 0;
    std::int64_t oldest_ns = 0;
    std::size_t wrong = 0;
    for (const auto& [id, ended] : players_.tally.ended) {
      const auto found = stored.find(id);
      if (found != stored.end()) {
        wrong += ended.part == Part::Whole && found->second != ended.events ? 1 : 0;
        continue;
      }
      // What was relayed before the kill may be read, and end, after it.
      const std::int64_t before_kill = killed_at_ns_ - ended.at_ns;
      if (before_kill <= kCommitIntervalNs && ended.at_ns < restarted_at_ns_) {
        oldest_ns = std::max(oldest_ns, before_kill), ++excused;
        continue;
      }
      ++missing;
      fmt::print("soak: call {} is missing: it ended {} ms before the kill, part {}\n", id, before_kill / 1'000'000,
                 static_cast<int>(ended.part));
    }
    fmt::print("soak: of {} calls {} are missing, {} have wrong tokens; the kill took {}, the oldest {} ms before it\n",
               players_.tally.ended.size(), missing, wrong, excused, oldest_ns / 1'000'000);
    if (missing + wrong > 0) players_.tally.faults.push_back("the database and the clients disagree");
  }

  /// Before the kill against the calm after the lock: earlier the page cache of the database (8 MiB) is filling.
  void compare_memory() {
    const auto most = [&](double from, double to) {
      double kib = 0;
      for (const auto& [share, value] : memory_)
        if (share >= from && share < to) kib = std::max(kib, value);
      return kib;
    };
    const double early = most(0.30, 0.45);
    const double late = most(0.60, 0.70);
    fmt::print("soak: memory {:.0f} MB early, {:.0f} MB late, {:.0f} MB at most\n", early / 1024, late / 1024,
               most(0, 1) / 1024);
    if (late > early + kMemoryGrowthKib) players_.tally.faults.push_back("memory grew");
  }

  const Options options_;
  const std::filesystem::path work_;
  const SmallDisk disk_;
  Players players_;
  const std::uint16_t dead_port_ = bench::free_port();
  std::string upstream_url_;
  std::unique_ptr<testing::Process> upstream_;
  std::unique_ptr<testing::Process> tabacus_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::int64_t killed_at_ns_ = 0;
  std::int64_t restarted_at_ns_ = 0;
  std::vector<std::pair<double, double>> memory_;  // share of the time, KiB
};

int put_under_stress(const Options& options) {
  char pattern[] = "/tmp/tabacus-soak-XXXXXX";
  if (::mkdtemp(pattern) == nullptr) bench::give_up("make a directory in /tmp");
  const ScopeExit remove{[&] {
    std::error_code ignored;
    std::filesystem::remove_all(pattern, ignored);
  }};
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  Soak soak{options, pattern};
  soak.run();
  const bool good = soak.report();
  fmt::print("soak: {}\n", good ? "passed" : "FAILED");
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words{argv + 1, argv + argc};
  if (words.size() == 3 && words[0] == "upstream") bench::run_upstream(words[1], words[2]);
  if (words.size() == 3 && words[0] == "lock")
    return hold_lock(words[1].c_str(), static_cast<int>(parse_int(words[2]).value_or(1)));
  Options options{.tabacus = std::filesystem::path{bench::own_path()}.parent_path().parent_path() / "tabacus"};
  bool understood = words.size() % 2 == 0;
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "--minutes")
      options.minutes = std::strtod(words[i + 1].c_str(), nullptr);
    else if (words[i] == "--streams")
      options.streams = static_cast<int>(parse_int(words[i + 1]).value_or(0));
    else if (words[i] == "--tabacus")
      options.tabacus = words[i + 1];
    else
      understood = false;
  }
  if (understood && options.minutes > 0 && options.streams > 0) return put_under_stress(options);
  fmt::print(stderr, "usage: soak_proxy [--minutes N] [--streams N] [--tabacus PROGRAM]\n");
  return 2;
}
