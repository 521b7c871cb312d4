// Composition root of analytics: which part runs on which thread, and in which order they start and stop. Knows no
// rule of its own.
#include "analytics/api/engine.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "analytics/capture/capability.hpp"
#include "analytics/capture/capture_server.hpp"
#include "analytics/metering/meter.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/store/writer.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

/// How long running exchanges may go on once the engine closes.
constexpr std::chrono::milliseconds kCloseGrace{2000};

/// Settings of lowest precedence for Gemini CLI: with a base URL set it wants an auth type from somewhere.
constexpr std::string_view kGeminiDefaults = R"({"security":{"auth":{"selectedType":"gemini-api-key"}}})";

net::DialOptions dial_options() {
  net::DialOptions options;
  // OpenSSL reads SSL_CERT_FILE by itself; the agents' runtimes also honour this one.
  const char* extra = std::getenv("NODE_EXTRA_CA_CERTS");
  if (extra != nullptr && *extra != '\0') options.extra_ca_files.emplace_back(extra);
  return options;
}

class MeteringEngine final : public Engine {
 public:
  explicit MeteringEngine(EngineOptions options);
  ~MeteringEngine() override { close(); }

  Result<TabEndpoint> open_tab(TabOptions options) override;
  void close_tab(TabId tab) override;
  void rename_tab(TabId tab, std::string title) override { store_->rename_tab(tab, std::move(title)); }
  std::shared_ptr<const TabStats> stats(TabId tab) const override { return board_.latest(tab); }
  EngineHealth health() const override;
  void close() override;

 private:
  void warn(std::string sentence);
  void write_gemini_defaults(const std::filesystem::path& file);

  const SystemClock clock_;
  const std::unique_ptr<StoreWriter> store_;
  StatsBoard board_;
  Tap tap_;
  CaptureServer capture_;
  std::string gemini_defaults_file_;  // constant after construction

  mutable std::mutex mutex_;
  std::vector<std::string> warnings_;  // guarded by mutex_
  bool closed_ = false;                // guarded by mutex_

  std::jthread meter_;  // last: it uses what stands above
};

MeteringEngine::MeteringEngine(EngineOptions options)
    : store_{StoreWriter::open({.file = options.directory / "calls.db"})},
      board_{std::move(options.on_stats_changed)},
      capture_{tap_, clock_, dial_options()} {
  write_gemini_defaults(options.directory / "gemini-defaults.json");
  meter_ = std::jthread{[this] { Meter{PriceBook::shipped(), board_, {store_.get()}}.run(tap_); }};
  pthread_setname_np(meter_.native_handle(), "meter");
}

void MeteringEngine::warn(std::string sentence) {
  const std::lock_guard lock{mutex_};
  if (std::ranges::find(warnings_, sentence) == warnings_.end()) warnings_.push_back(std::move(sentence));
}

void MeteringEngine::write_gemini_defaults(const std::filesystem::path& file) {
  const auto written = write_private_file(file, kGeminiDefaults);
  if (written)
    gemini_defaults_file_ = file.string();
  else
    warn(fmt::format("gemini -p will not start in a tab: {}", written.error().message));
}

Result<TabEndpoint> MeteringEngine::open_tab(TabOptions options) {
  TabRoutes found = routes_for(providers(), options.inherited);
  for (std::string& sentence : found.warnings) warn(std::move(sentence));
  const std::string token = random_token(kTokenLength);
  const auto port = capture_.open_tab({options.tab, options.session, token, found.routes});
  if (!port) return fail(port.error());
  store_->register_tab({options.tab, std::move(options.title), std::nullopt, *port, clock_.wall()});
  return TabEndpoint{*port, environment_for(found.routes, options.inherited, {*port, token, gemini_defaults_file_})};
}

void MeteringEngine::close_tab(TabId tab) {
  capture_.close_tab(tab);
  store_->close_tab(tab, clock_.wall());
}

EngineHealth MeteringEngine::health() const {
  StoreHealth store = store_->health();
  EngineHealth health;
  health.tap_gaps = capture_.tap_gaps();
  health.calls_dropped = store.calls_dropped;
  const std::lock_guard lock{mutex_};
  health.warnings = warnings_;
  health.warnings.insert(health.warnings.end(), store.warnings.begin(), store.warnings.end());
  return health;
}

/// In the direction in which calls flow, so that each part is drained before the next one ends.
void MeteringEngine::close() {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(closed_, true)) return;
  }
  capture_.close(kCloseGrace);
  tap_.close();
  meter_.join();
  store_->close();
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  const auto made = make_private_directory(options.directory);
  if (!made) return fail(made.error(), "open the analytics directory");
  return std::unique_ptr<Engine>{std::make_unique<MeteringEngine>(std::move(options))};
}

}  // namespace tabacus::analytics
