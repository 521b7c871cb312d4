// Everything a terminal needs to meter its tabs. Values in, values out; every member may be called from any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/api/prices.hpp"
#include "analytics/api/status.hpp"
#include "analytics/model/budget.hpp"
#include "analytics/model/retention.hpp"
#include "analytics/model/shell_command.hpp"
#include "analytics/model/tab_stats.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct KeptCall;  // api/bodies.hpp

/// A base URL variable as the program that opens the tab has it: {"ANTHROPIC_BASE_URL", "https://gw.example/a"}.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// Whether a tab's port is also an HTTP proxy, for programs that take no base URL.
enum class ForwardProxy : std::uint8_t {
  Off,
  /// Of clients that take no base URL, told at their start by the shim: what passes is counted, and calls to
  /// EngineOptions::decrypt_hosts are read. The tab's other programs are told nothing.
  Clients,
  Count,    ///< of all programs: what passes is carried unread, and counted
  Decrypt,  ///< likewise, and calls to providers and to EngineOptions::decrypt_hosts are read
};

/// Whether what calls send and get is kept.
enum class Bodies : std::uint8_t {
  Off,     ///< no buffer, no file; what a database of bodies holds is deleted
  Memory,  ///< the latest, as long as the engine runs
  Disk,    ///< in bodies.db beside calls.db
};

struct EngineOptions {
  std::filesystem::path directory;              ///< holds calls.db; made with mode 0700 when missing
  std::function<void()> on_stats_changed = {};  ///< called on a thread of the engine's or of who pauses; must not block
  std::filesystem::path ca_file = {};           ///< PEM; upstreams may also be certified by these authorities
  bool writes_key_log = false;                  ///< TLS secrets go to the file that SSLKEYLOGFILE names
  bool allow_root = false;                      ///< root may call too; refused otherwise, as every other user is
  ForwardProxy forward_proxy = ForwardProxy::Off;
  /// Host names and addresses to decrypt: beside the providers' own with Decrypt, these alone with Clients.
  std::vector<std::string> decrypt_hosts = {};
  /// Providers or slots whose calls are metered in tabs opened from now on ("openai", "code-assist"); empty: all.
  std::vector<std::string> providers = {};
  /// Providers or slots left alone: their variables stay as they are, their slots answer 404. Wins.
  std::vector<std::string> excluded_providers = {};
  /// The program `tabacus-shim`, under whose links agents that take no variable are wired; empty: they are not.
  std::filesystem::path shim_program = {};
  bool codex_takes_http = false;  ///< Codex is started with HTTP instead of its WebSocket
  /// Streams of OpenAI's chat completions whose clients do not ask for their usage are asked by us: a member is added
  /// to the request, and the event that this brings is kept from the client.
  bool asks_for_usage = false;
  PriceFiles price_files = {};  ///< read again when they change; one that cannot be used is a warning
  Retention retention = {};     ///< how long what is stored is kept
  Bodies bodies = Bodies::Off;  ///< masked before they are kept
  BodyRetention body_retention = {};
  bool searches_bodies = false;  ///< their words are indexed, so that CallFilter::text finds them
  BudgetRules budgets = {};      ///< what may be spent; without limits nothing is held
  /// Told of what has the shape of a key or a token in a prompt of the tab, each once ("github-token"); empty: prompts
  /// are not looked through. Called on a thread of the engine's; must not block.
  std::function<void(TabId tab, std::string_view kind)> on_secret = {};
  /// Who hands calls on (Telemetry), by name: calls wait for these to have taken them.
  std::vector<std::string> followers = {};
};

struct TabOptions {
  TabId tab;
  TabSessionId session;
  std::string title;
  std::string working_directory;
  Environment inherited;     ///< the environment the tab would have without us; base URLs in it become upstreams
  std::string profile = {};  ///< the user's kind of tab that it is; empty: none
  /// What it may spend, in place of BudgetRules' limit of tabs, where BudgetRules::tabs_have_own; empty: that limit.
  BudgetLimit budget = {};

  // What an endpoint may fix.
  TabKind kind = TabKind::Pty;
  std::uint16_t fixed_port = 0;   ///< 0: the kernel chooses
  std::string token = {};         ///< the secret of an earlier time, so that its URLs stay good; empty: a new one
  bool takes_bare_paths = false;  ///< the prefix may be left out; uid, Host and Origin are checked all the same
  std::string provider = {};      ///< the port is this one's alone ("anthropic"); empty: all providers'
  std::string upstream = {};      ///< where its calls go instead, as a URL
};

struct TabEndpoint {
  std::uint16_t port = 0;   ///< on 127.0.0.1
  Environment environment;  ///< to set in the tab's shell
  /// To set, beyond that, for a program started past the shim that is to use the port as its proxy; empty: it is none.
  Environment proxy_environment = {};
  /// What a client that uses https has to trust; empty: the port speaks plain HTTP only.
  std::filesystem::path certificate_file = {};
};

struct ReplayedCall {
  int status = 0;
  std::string error;  ///< of a refusal, its answer's beginning
};

/// Things the user should see: "calls.db was corrupt and is now calls.db.corrupt-...".
struct EngineHealth {
  std::vector<std::string> warnings;
  std::int64_t tap_gaps = 0;       ///< chunks the meter could not take in time
  std::int64_t calls_dropped = 0;  ///< records, tunnels among them, that the database could not take
};

class Engine {
 public:
  /// Starts every thread. Io: the directory cannot be made. A database that cannot be opened is a warning in
  /// `health`, not a failure: traffic goes on without it.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> open(EngineOptions options);
  virtual ~Engine() = default;  ///< close() with its default deadline

  /// Binds the tab's port; it listens when this returns. Exhausted: no port; Conflict: the tab is open already, or the
  /// fixed port is another's, who is named where that can be told; InvalidInput: no such provider, no such URL;
  /// Unsupported: switched off.
  [[nodiscard]] virtual Result<TabEndpoint> open_tab(TabOptions options) = 0;
  /// The first process of the tab, as soon as it runs: callers that do not descend from it are marked as outside.
  virtual void set_tab_process(TabId tab, pid_t shell) = 0;
  /// The port stays open while a process that carries this tab's TABACUS_TAB_ID lives; until then the tab can be
  /// paused and resumed, and status tells of it.
  virtual void close_tab(TabId tab) = 0;
  virtual void rename_tab(TabId tab, std::string title) = 0;
  /// A shell in the tab ran a command (OSC 133). Kept where calls began meanwhile.
  virtual void command_ended(TabId tab, ShellCommand command) = 0;
  /// Null before the tab's first call.
  [[nodiscard]] virtual std::shared_ptr<const TabStats> stats(TabId tab) const = 0;
  [[nodiscard]] virtual EngineHealth health() const = 0;
  /// What was sent and answered in a call, on disk or among the latest in memory. NotFound: it is not kept.
  [[nodiscard]] virtual Result<KeptCall> kept_call(std::int64_t call_id) const = 0;
  /// Sends a kept call's request again as a call of the tab, with the credentials that the tab's calls to the same
  /// upstream had last; blocks until it is answered, or `gives_up` says so. They are held in memory for an hour, and
  /// only while bodies are kept. NotFound: the tab, the call's request or such credentials are not there; Unsupported:
  /// it was made on a WebSocket; InvalidInput: what is kept is not all that was sent.
  [[nodiscard]] virtual Result<ReplayedCall> replay(TabId tab, std::int64_t call_id,
                                                    const std::function<bool()>& gives_up) = 0;
  /// What the tab's calls are held to, narrowest first, as far as it is known; empty without limits.
  [[nodiscard]] virtual std::vector<BudgetState> budgets(TabId tab) const = 0;
  /// Lets the calls of the tab go on: raises the budget of that scope that they are held to. Without a scope, each that
  /// is spent; without an amount, by a quarter of what it was, or what it takes to be above what is spent.
  /// What was raised is told. NotFound: no such budget, or none is spent.
  [[nodiscard]] virtual Result<std::vector<BudgetState>> raise_budget(TabId tab, std::optional<BudgetScope> scope,
                                                                      const BudgetLimit& by) = 0;
  /// The whole picture. Waits up to a quarter of a second for the meter's word on the calls under way.
  [[nodiscard]] virtual EngineStatus status() = 0;

  /// Calls that begin from now on pass without being read or stored; those under way are recorded to their end. Empty:
  /// every tab, and those to come. NotFound: no such tab.
  [[nodiscard]] virtual Result<void> pause(std::optional<TabId> tab) = 0;
  /// Conflict: switched off. NotFound: no such tab.
  [[nodiscard]] virtual Result<void> resume(std::optional<TabId> tab) = 0;
  /// As pausing every tab, and no new tab gets a port. Tabs keep theirs, so that the programs in them go on.
  virtual void switch_off() = 0;
  virtual void switch_on() = 0;  ///< resumes every tab
  /// Of a tab; empty: of those to come.
  [[nodiscard]] virtual Recording recording(std::optional<TabId> tab) const = 0;
  /// Lets running exchanges end for up to two seconds, breaks off the rest, commits everything. Idempotent. A name
  /// that is being resolved then is not waited for.
  virtual void close() = 0;
};

}  // namespace tabacus::analytics
