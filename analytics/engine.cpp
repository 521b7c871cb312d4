// Composition root of analytics: which part runs on which thread, and in which order they start and stop. Knows no
// rule of its own.
#include "analytics/api/engine.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>

#include "analytics/api/bodies.hpp"
#include "analytics/bodies/secret_finder.hpp"
#include "analytics/capture/capability.hpp"
#include "analytics/capture/capture_server.hpp"
#include "analytics/capture/endpoint_routes.hpp"
#include "analytics/capture/forward_setup.hpp"
#include "analytics/capture/tls_setup.hpp"
#include "analytics/kept_call.hpp"
#include "analytics/kept_memory.hpp"
#include "analytics/metering/meter.hpp"
#include "analytics/price_lists.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/replay.hpp"
#include "analytics/store/bodies_file.hpp"
#include "analytics/store/body_writer.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "base/hash_key.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

void tell_secrets(std::string_view text, const std::function<void(std::string_view, std::string_view)>& found) {
  for (const FoundSecret& secret : find_shaped_secrets(text))
    found(text.substr(secret.begin, secret.end - secret.begin), secret.kind);
}

constexpr log::Category kLog{"engine"};

/// How long running exchanges may go on once the engine closes.
constexpr std::chrono::milliseconds kCloseGrace{2000};

/// How long status waits for the meter, which a busy machine may keep from its turn; well within a control reply.
constexpr std::chrono::milliseconds kPatienceForMeter{1000};

TabOrigin origin_of(TabKind kind) { return kind == TabKind::Endpoint ? TabOrigin::Endpoint : TabOrigin::Pty; }

/// A long answer is streamed for minutes.
constexpr std::chrono::minutes kReplayPatience{15};

/// What bodies may take of memory before they are kept.
constexpr std::int64_t kBodyBudget = std::int64_t{64} * 1024 * 1024;

std::unique_ptr<BodyWriter> open_bodies(const EngineOptions& options) {
  if (options.bodies == Bodies::Off) return nullptr;
  BodyWriterOptions writer;
  if (options.bodies == Bodies::Disk) writer.file = options.directory / kBodiesFileName;
  writer.key = hash_key_in(options.directory / "hash.key").value_or(random_hash_key());
  writer.retention = options.body_retention;
  writer.search = options.searches_bodies ? BodySearch::On : BodySearch::Off;
  return BodyWriter::open(std::move(writer));
}

class MeteringEngine final : public Engine {
 public:
  explicit MeteringEngine(EngineOptions options);
  ~MeteringEngine() override { close(); }

  Result<TabEndpoint> open_tab(TabOptions options) override;
  void set_tab_process(TabId tab, pid_t shell) override;
  void close_tab(TabId tab) override;
  void rename_tab(TabId tab, std::string title) override;
  void command_ended(TabId tab, ShellCommand command) override;
  std::shared_ptr<const TabStats> stats(TabId tab) const override { return board_.latest(tab); }
  EngineHealth health() const override;
  Result<KeptCall> kept_call(std::int64_t call_id) const override;
  Result<ReplayedCall> replay(TabId tab, std::int64_t call_id, const std::function<bool()>& gives_up) override;
  EngineStatus status() override;
  Result<void> pause(std::optional<TabId> tab) override;
  Result<void> resume(std::optional<TabId> tab) override;
  void switch_off() override { switch_to(false); }
  void switch_on() override { switch_to(true); }
  Recording recording(std::optional<TabId> tab) const override;
  std::vector<BudgetState> budgets(TabId tab) const override { return ledger_.states_of(tab); }
  Result<std::vector<BudgetState>> raise_budget(TabId tab, std::optional<BudgetScope> scope,
                                                const BudgetLimit& by) override;
  void close() override;

 private:
  struct OpenTab {
    TabKind kind;
    std::string title;
    std::uint16_t port;  ///< 0: about to be opened
    std::shared_ptr<std::atomic<bool>> paused;
    std::uint64_t number;    ///< in the order of opening
    bool is_closed = false;  ///< but its programs live on, and so does its port
    std::string token = {};
    Routes routes = {};
    std::shared_ptr<LiveCredentials> credentials = {};  ///< null: no bodies are kept that could be sent again
  };

  [[nodiscard]] PriceBook take_prices(const PriceWatch& watch);
  void warn(std::string sentence);
  void forget_bodies_unless_kept();
  [[nodiscard]] ForwardSetup::Ready prepare_forwarding(const TabOptions& options);
  [[nodiscard]] TabEndpoint told_of_proxy(TabEndpoint endpoint, const Variables& inherited, const std::string& token,
                                          const Variables& trust) const;
  [[nodiscard]] Result<std::shared_ptr<std::atomic<bool>>> enter_tab(const TabOptions& options);
  void forget_tab(TabId tab, std::uint64_t number);
  [[nodiscard]] Result<void> set_paused_locked(std::optional<TabId> tab, bool paused);
  void switch_to(bool on);
  void tell_changed() const;
  [[nodiscard]] bool has_budgets() const { return !ledger_.rules().empty(); }
  void tell_budgets_changed();
  [[nodiscard]] Recording recording_locked(std::optional<TabId> tab) const;
  [[nodiscard]] OwnHealth own_health() const;
  [[nodiscard]] BodiesStatus bodies_status() const;
  [[nodiscard]] Result<TabRoutes> routes_of(const TabOptions& options);

  const SystemClock clock_;
  const std::filesystem::path database_;
  const std::function<void()> on_changed_;
  const ProviderChoice choice_;
  const TabFiles files_;
  const bool codex_takes_http_;
  const bool asks_for_usage_;
  BudgetLedger ledger_;
  const Bodies keeps_bodies_;
  const std::unique_ptr<BodyWriter> bodies_;  // null: none are kept
  const std::unique_ptr<StoreWriter> store_;
  StatsBoard board_;
  Tap tap_;
  HashKey hash_key_;  // constant once constructed
  const TlsSetup tls_;
  CaptureServer capture_;
  const ForwardProxy forward_proxy_;
  ForwardSetup forward_;

  mutable std::mutex mutex_;
  std::vector<std::string> warnings_;  // guarded by mutex_
  PriceStatus prices_;                 // guarded by mutex_
  bool closed_ = false;                // guarded by mutex_
  bool is_on_ = true;                  // guarded by mutex_
  bool pauses_new_ = false;            // guarded by mutex_
  std::map<TabId, OpenTab> tabs_;      // guarded by mutex_
  std::uint64_t opened_ = 0;           // guarded by mutex_

  std::atomic<CaptureServer*> budgets_wake_{nullptr};  // once the ports are there

  std::jthread meter_;  // last: it uses what stands above
};

MeteringEngine::MeteringEngine(EngineOptions options)
    : database_{options.directory / "calls.db"},
      on_changed_{std::move(options.on_stats_changed)},
      choice_{std::move(options.providers), std::move(options.excluded_providers)},
      files_{write_tab_files(options.directory, options.shim_program)},
      codex_takes_http_{options.codex_takes_http},
      asks_for_usage_{options.asks_for_usage},
      ledger_{std::move(options.budgets), clock_, [this] { tell_budgets_changed(); }},
      keeps_bodies_{options.bodies},
      bodies_{open_bodies(options)},
      store_{StoreWriter::open({.file = database_,
                                .retention = options.retention,
                                .followers = options.followers,
                                .bodies = bodies_.get(),
                                .budgets = has_budgets() ? &ledger_ : nullptr})},
      board_{on_changed_},
      hash_key_{random_hash_key()},
      tls_{prepare_tls({options.directory, options.ca_file, options.writes_key_log, clock_.wall()})},
      capture_{
          tap_,         clock_,     {.trust = tls_.trust, .key_log = tls_.key_log}, [this] { return own_health(); },
          store_.get(), tls_.server},
      forward_proxy_{options.forward_proxy},
      forward_{options.directory, forward_proxy_ == ForwardProxy::Decrypt
                                      ? hosts_to_decrypt(std::move(options.decrypt_hosts))
                                      : std::move(options.decrypt_hosts)} {
  if (has_budgets()) {
    capture_.hold_to(ledger_, [this] { store_->ask_for_sums(); });
    budgets_wake_ = &capture_;
  }
  capture_.set_root_calls(options.allow_root ? RootCalls::Taken : RootCalls::Refused);
  if (const auto key = hash_key_in(options.directory / "hash.key"))
    hash_key_ = *key;
  else
    warn(fmt::format("what is known of prompts is forgotten when tabacus ends: {}", key.error().message));
  for (const std::string& sentence : tls_.warnings) warn(sentence);
  for (const std::string& sentence : files_.warnings) warn(sentence);
  forget_bodies_unless_kept();
  PriceWatch watch{std::move(options.price_files)};
  PriceBook book = take_prices(watch);
  meter_ = std::jthread{[this, book = std::move(book), watch = std::move(watch), directory = options.directory,
                         on_secret = std::move(options.on_secret)]() mutable {
    // The ledger first: what a call costs counts before it can be committed.
    std::vector<CallSink*> sinks{store_.get()};
    if (has_budgets()) sinks.insert(sinks.begin(), &ledger_);
    Meter meter{std::move(book), board_, std::move(sinks), hash_key_, &capture_.places()};
    if (has_budgets()) meter.settle_with(ledger_);
    if (bodies_) meter.keep_bodies(std::make_shared<BodyBudget>(kBodyBudget));
    if (on_secret) meter.memory().watch_secrets(tell_secrets, std::move(on_secret));
    meter.ask_for_prices([&]() -> std::optional<PriceBook> {
      if (!watch.has_changed()) return std::nullopt;
      return take_prices(watch);
    });
    if (auto recalled = recall_calls(meter.memory(), directory, clock_.wall()); !recalled)
      warn(fmt::format("causes of cache misses are told as of new sessions: {}", recalled.error().message));
    meter.run(tap_);
    if (auto kept = keep_calls(meter.memory(), directory); !kept) log::warn(kLog, "{}", kept.error().message);
  }};
  pthread_setname_np(meter_.native_handle(), "meter");
}

PriceBook MeteringEngine::take_prices(const PriceWatch& watch) {
  const PriceLists lists = load_price_lists(watch.files());
  for (const std::string& sentence : lists.warnings) warn(sentence);
  PriceBook book = lists.book();
  const std::lock_guard lock{mutex_};
  prices_ = {lists.as_of(), book.version()->source};
  return book;
}

void MeteringEngine::warn(std::string sentence) {
  const std::lock_guard lock{mutex_};
  if (std::ranges::find(warnings_, sentence) == warnings_.end()) warnings_.push_back(std::move(sentence));
}

/// Switching bodies off deletes what was kept.
void MeteringEngine::forget_bodies_unless_kept() {
  const std::filesystem::path directory = database_.parent_path();
  if (keeps_bodies_ == Bodies::Disk || !identity_of(directory / kBodiesFileName)) return;
  const auto deleted = delete_bodies_file(directory);
  if (!deleted)
    warn(fmt::format("bodies are no longer kept, but those of before remain: {}", deleted.error().message));
  else if (*deleted)
    warn("bodies are no longer kept (analytics.bodies); those of before were deleted");
}

Result<TabRoutes> MeteringEngine::routes_of(const TabOptions& options) {
  const Findings own = find_base_urls({options.inherited, options.working_directory, read_client_file});
  for (const std::string& sentence : own.warnings) warn(sentence);
  TabRoutes found = routes_for(providers(), options.inherited, choice_, own.base_urls);
  for (std::string& sentence : found.warnings) warn(std::move(sentence));
  if (auto kept = keep_slot(found.routes, options.provider); !kept) return fail(kept.error());
  if (auto sent = send_to(found.routes, options.upstream); !sent) return fail(sent.error());
  return found;
}

/// Without an authority the tab's proxy still counts.
ForwardSetup::Ready MeteringEngine::prepare_forwarding(const TabOptions& options) {
  const bool decrypts = forward_proxy_ == ForwardProxy::Decrypt || forward_proxy_ == ForwardProxy::Clients;
  if (!decrypts || !forward_.has_hosts()) return {};
  auto ready = forward_.prepare(options.tab.text(), options.inherited, clock_.wall());
  if (ready) {
    for (std::string& sentence : ready->warnings) warn(std::move(sentence));
    return std::move(*ready);
  }
  warn(fmt::format("calls through a tab's proxy are carried unread: {}", ready.error().message));
  return {};
}

/// Before the port opens: a pause that comes meanwhile holds for its first call.
Result<std::shared_ptr<std::atomic<bool>>> MeteringEngine::enter_tab(const TabOptions& options) {
  const std::lock_guard lock{mutex_};
  if (closed_) return fail(ErrorCode::Closed, fmt::format("open tab {}: the engine is closed", options.tab.text()));
  if (!is_on_) return fail(ErrorCode::Unsupported, "analytics is switched off");
  if (tabs_.contains(options.tab))
    return fail(ErrorCode::Conflict, fmt::format("tab {} is open already", options.tab.text()));
  auto paused = std::make_shared<std::atomic<bool>>(pauses_new_);
  tabs_[options.tab] = {options.kind, options.title, 0, paused, ++opened_};
  return paused;
}

void MeteringEngine::forget_tab(TabId tab, std::uint64_t number) {
  const std::lock_guard lock{mutex_};
  if (const auto found = tabs_.find(tab); found != tabs_.end() && found->second.number == number) tabs_.erase(found);
}

Result<TabEndpoint> MeteringEngine::open_tab(TabOptions options) {
  options.inherited = without_outer_proxy(options.inherited);
  const auto found = routes_of(options);
  if (!found) return fail(found.error());
  const Routes& routes = found->routes;
  const std::string token = options.token.empty() ? random_token(kTokenLength) : options.token;
  ForwardSetup::Ready forward = prepare_forwarding(options);
  const auto paused = enter_tab(options);
  if (!paused) return fail(paused.error());
  ledger_.set_tab_limit(options.tab, options.budget);
  CaptureTab capture{options.tab, options.session, token, routes, *paused, options.takes_bare_paths};
  capture.authority = std::move(forward.authority);
  capture.is_forward_proxy = forward_proxy_ != ForwardProxy::Off;
  capture.proxy = found->proxy;
  capture.asks_for_usage = asks_for_usage_;
  if (keeps_bodies_ != Bodies::Off) capture.credentials = std::make_shared<LiveCredentials>();
  const auto credentials = capture.credentials;
  const auto port = capture_.open_tab(std::move(capture), options.fixed_port);
  {
    const std::lock_guard lock{mutex_};
    if (!port)
      tabs_.erase(options.tab);
    else if (const auto tab = tabs_.find(options.tab); tab != tabs_.end()) {
      tab->second.port = *port;
      tab->second.token = token;
      tab->second.routes = routes;
      tab->second.credentials = credentials;
    }
  }
  if (!port) return fail(port.error());
  store_->register_tab({options.tab, std::move(options.title), std::nullopt, *port, clock_.wall(),
                        origin_of(options.kind), std::move(options.profile)});
  TabPort opened{*port, token, files_, codex_takes_http_, tls_.certificate_file.string()};
  // What an endpoint prints is for shells and programs elsewhere: their PATH is not ours.
  if (options.kind == TabKind::Endpoint) opened.files.shims.clear();
  Environment environment = environment_for(routes, options.inherited, opened);
  if (options.takes_bare_paths)
    environment = without_prefix(std::move(environment), routes, fmt::format("http://127.0.0.1:{}/{}", *port, token));
  TabEndpoint endpoint{*port, std::move(environment)};
  endpoint.certificate_file = tls_.certificate_file;
  return told_of_proxy(std::move(endpoint), options.inherited, token, forward.trust);
}

TabEndpoint MeteringEngine::told_of_proxy(TabEndpoint endpoint, const Variables& inherited, const std::string& token,
                                          const Variables& trust) const {
  const std::string proxy = forward_proxy_ != ForwardProxy::Off ? proxy_url(endpoint.port, token) : std::string{};
  if (!proxy.empty()) endpoint.proxy_environment = proxy_variables(endpoint.environment, inherited, proxy, trust);
  if (forward_proxy_ == ForwardProxy::Clients) {
    replace_variables(endpoint.environment, client_proxy_hints(inherited, proxy, trust));
    return endpoint;
  }
  replace_variables(endpoint.environment, client_proxy_hints(inherited, {}, {}));
  if (!proxy.empty()) replace_variables(endpoint.environment, endpoint.proxy_environment);
  return endpoint;
}

void MeteringEngine::set_tab_process(TabId tab, pid_t shell) {
  capture_.set_tab_process(tab, shell);
  store_->register_tab({tab, {}, shell, std::nullopt, clock_.wall()});
}

void MeteringEngine::close_tab(TabId tab) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock{mutex_};
    const auto found = tabs_.find(tab);
    if (found == tabs_.end() || std::exchange(found->second.is_closed, true)) return;
    number = found->second.number;
  }
  store_->close_tab(tab, clock_.wall());
  capture_.close_tab(tab, [this, tab, number] {
    forget_tab(tab, number);
    ledger_.forget(tab);
    tell_changed();
  });
}

void MeteringEngine::rename_tab(TabId tab, std::string title) {
  store_->rename_tab(tab, title);
  const std::lock_guard lock{mutex_};
  if (const auto found = tabs_.find(tab); found != tabs_.end()) found->second.title = std::move(title);
}

void MeteringEngine::command_ended(TabId tab, ShellCommand command) { store_->command_ended(tab, std::move(command)); }

Result<void> MeteringEngine::set_paused_locked(std::optional<TabId> tab, bool paused) {
  if (tab && !tabs_.contains(*tab)) return fail(ErrorCode::NotFound, fmt::format("no tab {} is open", tab->text()));
  if (!tab) pauses_new_ = paused;
  for (auto& [id, open] : tabs_)
    if (!tab || id == *tab) open.paused->store(paused);
  return {};
}

void MeteringEngine::tell_changed() const {
  if (on_changed_) on_changed_();
}

/// The writer's thread may tell of sums before the ports are there.
void MeteringEngine::tell_budgets_changed() {
  if (CaptureServer* capture = budgets_wake_.load()) capture->judge_again();
  tell_changed();
}

Result<std::vector<BudgetState>> MeteringEngine::raise_budget(TabId tab, std::optional<BudgetScope> scope,
                                                              const BudgetLimit& by) {
  const auto raised = scope ? ledger_.raise_scope(tab, *scope, by) : ledger_.raise_spent(tab, by);
  if (!raised) return fail(raised.error());
  std::vector<BudgetState> states;
  for (const BudgetRaise& raise : *raised) {
    if (raise.state.account.scope != BudgetScope::Tab)
      store_->raise_budget(raise.state.account, raise.by, clock_.wall());
    states.push_back(raise.state);
  }
  return states;
}

Result<void> MeteringEngine::pause(std::optional<TabId> tab) {
  {
    const std::lock_guard lock{mutex_};
    if (auto done = set_paused_locked(tab, true); !done) return done;
  }
  tell_changed();
  return {};
}

Result<void> MeteringEngine::resume(std::optional<TabId> tab) {
  {
    const std::lock_guard lock{mutex_};
    if (!is_on_) return fail(ErrorCode::Conflict, "analytics is switched off; switch it on first");
    if (auto done = set_paused_locked(tab, false); !done) return done;
  }
  tell_changed();
  return {};
}

/// In one step: no resume may come between the word and the tabs it is about.
void MeteringEngine::switch_to(bool on) {
  {
    const std::lock_guard lock{mutex_};
    is_on_ = on;
    static_cast<void>(set_paused_locked(std::nullopt, !on));
  }
  tell_changed();
}

Recording MeteringEngine::recording(std::optional<TabId> tab) const {
  const std::lock_guard lock{mutex_};
  return recording_locked(tab);
}

Recording MeteringEngine::recording_locked(std::optional<TabId> tab) const {
  if (!is_on_) return Recording::Off;
  const auto found = tab ? tabs_.find(*tab) : tabs_.end();
  const bool paused = found != tabs_.end() ? found->second.paused->load() : pauses_new_;
  return paused ? Recording::Paused : Recording::On;
}

OwnHealth MeteringEngine::own_health() const { return {store_->health().trouble, capture_.is_meter_behind()}; }

Result<ReplayedCall> MeteringEngine::replay(TabId tab, std::int64_t call_id, const std::function<bool()>& gives_up) {
  const std::string what = fmt::format("send call {} again", call_id);
  const auto kept = kept_call(call_id);
  if (!kept) return fail(kept.error(), what);
  const auto place = place_of_call(database_.parent_path(), call_id);
  if (!place) return fail(place.error(), what);
  OpenTab open;
  {
    const std::lock_guard lock{mutex_};
    const auto found = tabs_.find(tab);
    if (found == tabs_.end() || found->second.port == 0)
      return fail(ErrorCode::NotFound, fmt::format("{}: no tab {} is open", what, tab.text()));
    open = found->second;
  }
  const auto request =
      replay_at_port(*kept, *place, {open.port, open.token, open.routes, open.credentials.get()}, clock_.steady());
  if (!request) return fail(request.error(), what);
  const auto answer = send_to_port(open.port, *request, kReplayPatience, gives_up);
  if (!answer) return fail(answer.error(), what);
  return ReplayedCall{answer->status, answer->status >= 400 ? answer->body : std::string{}};
}

Result<KeptCall> MeteringEngine::kept_call(std::int64_t call_id) const {
  if (keeps_bodies_ == Bodies::Memory) {
    if (const auto kept = bodies_->recent(call_id)) return kept_call_of(call_id, *kept);
    return fail(ErrorCode::NotFound, fmt::format("no body is kept of call {}", call_id));
  }
  const auto reader = BodyReader::open(database_.parent_path());
  if (!reader) return fail(reader.error());
  return (*reader)->read(call_id);
}

BodiesStatus MeteringEngine::bodies_status() const {
  if (!bodies_) return {};
  const BodyHealth health = bodies_->health();
  BodiesStatus status{
      .mode = "memory", .file = {}, .kept = health.kept, .dropped = health.dropped, .trouble = health.trouble};
  if (keeps_bodies_ == Bodies::Memory) return status;
  status.mode = "disk";
  status.file = database_.parent_path() / kBodiesFileName;
  status.bytes = bytes_on_disk(status.file);
  return status;
}

EngineStatus MeteringEngine::status() {
  const std::uint64_t question = board_.next_question();
  const bool asked = tap_.offer({0, clock_.steady(), RunningAsked{question}});
  const auto running = asked ? board_.wait_for_answer(question, kPatienceForMeter) : std::nullopt;
  const StoreHealth store = store_->health();
  const EngineHealth lost = health();

  EngineStatus status;
  status.database = {database_, bytes_on_disk(database_), store.calls_written, store.trouble};
  status.bodies = bodies_status();
  status.meter_answers = running.has_value();
  status.meter_faults = board_.faults();
  status.tap_gaps = lost.tap_gaps;
  status.calls_dropped = lost.calls_dropped;
  status.warnings = lost.warnings;
  const std::lock_guard lock{mutex_};
  status.prices = prices_;
  status.recording = recording_locked(std::nullopt);
  std::vector<std::pair<TabId, OpenTab>> in_order{tabs_.begin(), tabs_.end()};
  std::ranges::sort(in_order, {}, [](const auto& entry) { return entry.second.number; });
  for (const auto& [id, open] : in_order) {
    if (open.port == 0) continue;
    const auto stats = board_.latest(id);
    TabStatus tab{id, open.kind,   open.title,    open.port, recording_locked(id), stats ? *stats : TabStats{},
                  {}, budgets(id), open.is_closed};
    if (running)
      std::ranges::copy_if(*running, std::back_inserter(tab.running), [&](const auto& call) { return call.tab == id; });
    status.tabs.push_back(std::move(tab));
  }
  return status;
}

EngineHealth MeteringEngine::health() const {
  StoreHealth store = store_->health();
  EngineHealth health;
  health.tap_gaps = capture_.tap_gaps();
  health.calls_dropped = store.calls_dropped;
  const std::lock_guard lock{mutex_};
  health.warnings = warnings_;
  health.warnings.insert(health.warnings.end(), store.warnings.begin(), store.warnings.end());
  if (!bodies_) return health;
  const BodyHealth bodies = bodies_->health();
  health.warnings.insert(health.warnings.end(), bodies.warnings.begin(), bodies.warnings.end());
  return health;
}

/// In the direction in which calls flow, so that each part is drained before the next one ends.
void MeteringEngine::close() {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(closed_, true)) return;
  }
  budgets_wake_ = nullptr;
  capture_.close(kCloseGrace);
  forward_.forget_tabs();
  tap_.close();
  meter_.join();
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [id, open] : tabs_)
      if (!open.is_closed) store_->close_tab(id, clock_.wall());
    tabs_.clear();
  }
  store_->close();
  if (bodies_) bodies_->close();
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
  const auto made = make_private_directory(options.directory);
  if (!made) return fail(made.error(), "open the analytics directory");
  const auto ours = check_own_directory(options.directory, OthersMay::Read);
  if (!ours) return fail(ours.error(), "open the analytics directory");
  return std::unique_ptr<Engine>{std::make_unique<MeteringEngine>(std::move(options))};
}

}  // namespace tabacus::analytics
