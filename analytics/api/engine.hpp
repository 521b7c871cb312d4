// Everything a terminal needs to meter its tabs. Values in, values out; every member may be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/model/tab_stats.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// A base URL variable as the program that opens the tab has it: {"ANTHROPIC_BASE_URL", "https://gw.example/a"}.
using Environment = std::vector<std::pair<std::string, std::string>>;

struct EngineOptions {
  std::filesystem::path directory;         ///< holds calls.db; made with mode 0700 when missing
  std::function<void()> on_stats_changed;  ///< called on the meter thread; must not block
};

struct TabOptions {
  TabId tab;
  TabSessionId session;
  std::string title;
  std::string working_directory;
  Environment inherited;  ///< the environment the tab would have without us; base URLs in it become upstreams
};

struct TabEndpoint {
  std::uint16_t port = 0;   ///< on 127.0.0.1
  Environment environment;  ///< to set in the tab's shell
};

/// Things the user should see: "calls.db was corrupt and is now calls.db.corrupt-...".
struct EngineHealth {
  std::vector<std::string> warnings;
  std::int64_t tap_gaps = 0;       ///< chunks the meter could not take in time
  std::int64_t calls_dropped = 0;  ///< records the database could not take
};

class Engine {
 public:
  /// Starts every thread. Io: the directory cannot be made. A database that cannot be opened is a warning in
  /// `health`, not a failure: traffic goes on without it.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> open(EngineOptions options);
  virtual ~Engine() = default;  ///< close() with its default deadline

  /// Binds the tab's port; it listens when this returns. Exhausted: no port; Conflict: the tab is open already.
  [[nodiscard]] virtual Result<TabEndpoint> open_tab(TabOptions options) = 0;
  virtual void close_tab(TabId tab) = 0;
  virtual void rename_tab(TabId tab, std::string title) = 0;
  /// Null before the tab's first call.
  [[nodiscard]] virtual std::shared_ptr<const TabStats> stats(TabId tab) const = 0;
  [[nodiscard]] virtual EngineHealth health() const = 0;
  /// Lets running exchanges end for up to two seconds, breaks off the rest, commits everything. Idempotent. A name
  /// that is being resolved then is not waited for here; the destructor joins the thread that runs getaddrinfo, which
  /// nothing can cut short.
  virtual void close() = 0;
};

}  // namespace tabacus::analytics
