// How the engine is at a moment: its tabs, the calls under way, the database, what was lost. Values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "analytics/model/budget.hpp"
#include "analytics/model/running_call.hpp"
#include "analytics/model/tab_stats.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {

enum class TabKind : std::uint8_t {
  Pty,       ///< a tab of a window, or a command under `run`
  Endpoint,  ///< a port for programs outside: an IDE, a daemon, another terminal
};

/// Whether calls are recorded. In each state they pass.
enum class Recording : std::uint8_t {
  On,
  Paused,  ///< calls that began since are not recorded
  Off,     ///< the same for every tab, and new tabs get no port
};

struct TabStatus {
  TabId tab;
  TabKind kind = TabKind::Pty;
  std::string title;
  std::uint16_t port = 0;
  Recording recording = Recording::On;
  TabStats stats;
  std::vector<RunningCall> running;
  std::vector<BudgetState> budgets;  ///< that its calls are held to
  bool is_closed = false;            ///< but programs that it started live on, and its port with them
};

struct DatabaseStatus {
  std::filesystem::path file;
  std::int64_t bytes = 0;  ///< with its write-ahead log
  std::int64_t calls_written = 0;
  std::string trouble;  ///< why nothing can be stored at present; empty: it can
};

/// Kept bodies.
struct BodiesStatus {
  std::string mode = "off";    ///< "memory", "disk"
  std::filesystem::path file;  ///< of "disk"
  std::int64_t bytes = 0;      ///< with its write-ahead log
  std::int64_t kept = 0;       ///< calls
  std::int64_t dropped = 0;    ///< calls whose bodies could not be taken
  std::string trouble;         ///< why none can be kept at present; empty: they can
};

/// The prices that calls are charged by.
struct PriceStatus {
  std::string as_of;   ///< "2026-08-19"
  std::string source;  ///< "shipped + user"
};

struct EngineStatus {
  Recording recording = Recording::On;  ///< of tabs opened from now on
  std::vector<TabStatus> tabs;          ///< in the order of their opening
  DatabaseStatus database;
  BodiesStatus bodies;
  PriceStatus prices;
  bool meter_answers = true;  ///< false: it is behind, and `running` is empty
  std::int64_t meter_faults = 0;
  std::int64_t tap_gaps = 0;
  std::int64_t calls_dropped = 0;
  std::vector<std::string> warnings;
};

}  // namespace tabacus::analytics
