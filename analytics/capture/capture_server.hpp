// The ports of all tabs, on a thread of their own ("net"). Every member may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "analytics/capture/budget_gate.hpp"
#include "analytics/capture/services.hpp"
#include "analytics/capture/tab_listener.hpp"
#include "analytics/net/io_thread.hpp"

namespace tabacus::analytics {

class CaptureServer {
 public:
  /// `tap` and `clock` outlive this. `health` is asked on the net thread for the health page and must not block.
  /// `tunnels` outlives this too. `tls` null: the ports speak plain HTTP only.
  CaptureServer(Tap& tap, const Clock& clock, net::DialOptions dial, std::function<OwnHealth()> health = {},
                TunnelSink* tunnels = nullptr, std::shared_ptr<const net::TlsServer> tls = nullptr);
  ~CaptureServer();  ///< close() without grace

  /// The tab's port; it listens when this returns. `fixed_port` 0: the kernel chooses, and none that was a tab's
  /// before. Exhausted: no port; Conflict: the tab is open, or the port is taken; Closed: after close().
  [[nodiscard]] Result<std::uint16_t> open_tab(CaptureTab tab, std::uint16_t fixed_port = 0);
  /// Whether root may call, where it is not our own user. Before the first tab.
  void set_root_calls(RootCalls root) { services_.root_calls = root; }
  /// From now on calls are held to what `ledger` says, which outlives this. `ask_for_sums`: see BudgetGate::Questions.
  /// Before the first tab.
  void hold_to(BudgetLedger& ledger, std::function<void()> ask_for_sums);
  /// The ledger has changed: calls that wait are judged again.
  void judge_again();
  /// The tab's first process, by which its callers are told from others'.
  void set_tab_process(TabId tab, pid_t shell) { callers_.set_shell(tab, shell); }
  /// Any thread, as long as this lives.
  [[nodiscard]] PlaceFinder& places() { return callers_; }
  /// Its port stays open while a process that the tab started lives. Then connections are broken off; what ran is told
  /// to the tap. `ended` is called on another thread once the port is being closed so; never after close().
  void close_tab(TabId tab, std::function<void()> ended = {});
  /// Closes every port; running exchanges may end within `grace`. The tap is told of every end before this returns,
  /// unless one outlasts `grace` by half a second: it is dropped, and nobody waits for it.
  /// Idempotent; not from two threads at once.
  void close(std::chrono::milliseconds grace);

  /// Chunks that the tap refused.
  [[nodiscard]] std::int64_t tap_gaps() const { return services_.tap_gaps.load(std::memory_order_relaxed); }
  /// Whether it refused one within the last ten seconds.
  [[nodiscard]] bool is_meter_behind() const;

 private:
  [[nodiscard]] Result<std::shared_ptr<TabListener>> open_fresh_port(const CaptureTab& tab);
  void close_port(TabId tab);
  [[nodiscard]] std::future<void> begin_close(std::shared_ptr<TabListener> listener, std::chrono::milliseconds grace);

  net::IoThread thread_{"net"};
  net::Dialer dialer_;
  CaptureServices services_;

  std::mutex mutex_;
  std::map<TabId, std::shared_ptr<TabListener>> listeners_;  // guarded by mutex_
  std::vector<std::future<void>> closing_;                   // guarded by mutex_
  std::set<std::uint16_t> used_ports_;                       // guarded by mutex_
  bool closed_ = false;                                      // guarded by mutex_

  std::unique_ptr<BudgetGate> budgets_;  // constant once the first tab is open; used on the net thread
  CallerFinder callers_;                 // last: its thread uses what stands above
};

}  // namespace tabacus::analytics
