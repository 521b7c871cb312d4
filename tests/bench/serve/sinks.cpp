// How fast waiting calls reach a collector that takes all at once, and a real ClickHouse where one is installed, which
// is sent everything twice and must count it once.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "analytics/api/followers.hpp"
#include "analytics/api/telemetry.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/database.hpp"
#include "base/text.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/serve/parts.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/process.hpp"

namespace tabacus::bench {
namespace {

using namespace analytics;

constexpr std::int64_t kCalls = 200'000;
constexpr std::chrono::minutes kPatience{3};

void take_everything(test::RawSocket& client, int) {
  for (;;) {
    const std::string head = test::read_head(client);
    const std::size_t at = head.find("Content-Length: ");
    if (at == std::string::npos) return;
    static_cast<void>(client.read_exactly(std::stoul(head.substr(at + 16))));
    if (!client.send(test::plain_answer("{}"))) return;
  }
}

void start_over(const std::filesystem::path& directory) {
  auto database = Database::open(directory / kCallsFileName, Database::Mode::ReadWrite, std::chrono::seconds{5});
  if (!database || !database->execute("UPDATE cursors SET seq = 0")) give_up("set a follower back");
}

/// Calls a second until nothing waits.
double sent_per_second(const TelemetryOptions& options) {
  start_over(options.directory);
  const std::int64_t began = now_ns();
  auto telemetry = Telemetry::start(options, Telemetry::Until::NothingWaits);
  if (!telemetry || !*telemetry) give_up("start the senders");
  if (!(*telemetry)->wait(kPatience)) give_up("send everything");
  const double seconds = static_cast<double>(now_ns() - began) / 1e9;
  telemetry->reset();
  const auto reader = Reader::open(options.directory);
  for (const FollowerState& state : followers(**reader).value())
    if (state.behind != 0) give_up(fmt::format("{} leaves {} behind: {}", state.name, state.behind, state.trouble));
  return static_cast<double>(kCalls) / seconds;
}

class ClickhouseServer {
 public:
  explicit ClickhouseServer(const std::filesystem::path& directory) : port_{free_port()}, native_{free_port()} {
    std::filesystem::create_directories(directory);
    std::ofstream{directory / "users.xml"}
        << "<yandex><profiles><default/></profiles><users><default><password/><networks><ip>127.0.0.1</ip></networks>"
           "<profile>default</profile><quota>default</quota></default></users><quotas><default/></quotas></yandex>";
    std::ofstream{directory / "config.xml"} << fmt::format(
        "<yandex><logger><level>error</level><log>{0}/log</log><errorlog>{0}/errors</errorlog></logger>"
        "<listen_host>127.0.0.1</listen_host><http_port>{1}</http_port><tcp_port>{2}</tcp_port><path>{0}/data/</path>"
        "<tmp_path>{0}/tmp/</tmp_path><users_config>{0}/users.xml</users_config><default_profile>default</"
        "default_profile>"
        "<default_database>default</default_database><mark_cache_size>5368709120</mark_cache_size></yandex>",
        directory.native(), port_, native_);
    process_ = std::make_unique<testing::Process>(
        std::vector<std::string>{kProgram, "--config-file=" + (directory / "config.xml").native()});
    for (int i = 0; i < 300 && ask("SELECT 1") != "1"; ++i) std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }

  static constexpr const char* kProgram = "/usr/sbin/clickhouse-server";

  [[nodiscard]] std::string ask(const std::string& sql) const {
    testing::Process client{{"clickhouse-client", "--host", "127.0.0.1", "--port", fmt::format("{}", native_),
                             "--multiquery", "--query", sql}};
    return client.wait() == 0 ? std::string{trim(client.out())} : std::string{};
  }
  [[nodiscard]] std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }

 private:
  std::uint16_t port_;
  std::uint16_t native_;
  std::unique_ptr<testing::Process> process_;
};

void measure_clickhouse(const Settings& settings, TelemetryOptions options, ServeReport& report) {
  constexpr std::string_view kFigure = "ClickHouse, rows/s";
  if (::access(ClickhouseServer::kProgram, X_OK) != 0) return report.left_out(kFigure, "clickhouse-server is missing");
  const ClickhouseServer server{settings.work / "clickhouse"};
  static_cast<void>(server.ask(clickhouse_schema(options)));
  options.clickhouse_url = server.url();
  report.figure(kFigure, sent_per_second(options), 100'000, Better::More);
  report.figure("ClickHouse, the same rows again, rows/s", sent_per_second(options));
  const std::string counted = server.ask("SELECT count() FROM tabacus_calls FINAL");
  report.figure("ClickHouse, rows of 200,000 calls sent twice", static_cast<double>(parse_int(counted).value_or(0)));
  if (counted != fmt::format("{}", kCalls)) give_up("count each call once: " + counted);
}

}  // namespace

void measure_sinks(const Settings& settings, ServeReport& report) {
  TelemetryOptions options{.directory = settings.work / "sinks", .version = "bench"};
  options.host_name = "host";
  options.user_name = "user";
  fill_store(options.directory, kCalls, {"clickhouse", "otlp-metrics", "otlp-spans"});
  const auto only = [&](const char* name) {
    auto database =
        Database::open(options.directory / kCallsFileName, Database::Mode::ReadWrite, std::chrono::seconds{5});
    if (!database ||
        !database->execute(fmt::format("DELETE FROM cursors; INSERT INTO cursors(name, seq) VALUES('{}', 0)", name)))
      give_up("choose a follower");
  };
  test::FakeUpstream collector{take_everything};
  only("otlp-spans");
  TelemetryOptions spans = options;
  spans.otlp_url = collector.url();
  spans.otlp_metrics = false;
  report.figure("OTLP, spans/s packed", sent_per_second(spans), 20'000, Better::More);
  spans.otlp_gzip = false;
  report.figure("OTLP, spans/s plain", sent_per_second(spans));
  only("clickhouse");
  measure_clickhouse(settings, options, report);
}

}  // namespace tabacus::bench
