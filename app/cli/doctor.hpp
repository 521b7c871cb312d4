// What is on, where it lies, what is wrong. Looking changes nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analytics/api/engine.hpp"
#include "app/cli/finding.hpp"
#include "app/config/config.hpp"
#include "base/clock.hpp"

namespace tabacus::app {

enum class DatabaseState : std::uint8_t { Absent, Sound, Damaged, Unreadable };

struct DatabaseReport {
  std::filesystem::path file;
  DatabaseState state = DatabaseState::Absent;
  std::string trouble;  ///< empty when sound or absent
  std::int64_t bytes = 0;
  std::optional<std::int64_t> schema;
  std::optional<std::int64_t> calls;
  std::string newest_call;                       ///< RFC 3339; empty when there is none
  std::vector<std::filesystem::path> set_aside;  ///< damaged copies kept beside it
};

/// A tab that the database does not know as closed and on whose port something listens.
struct ListenerReport {
  std::string tab_id;
  std::string title;
  std::int64_t port = 0;
};

/// Where the doctor is asked: in a tab, or in any shell.
struct Surroundings {
  analytics::Environment environment = {};
  std::filesystem::path home = {};  ///< of the agents' settings; empty: not looked for
  std::filesystem::path working_directory = {};
  SystemTime now{};
};

struct Diagnosis {
  bool analytics_enabled = false;
  std::filesystem::path config_file;
  bool config_found = false;
  std::vector<std::string> config_problems;
  DatabaseReport database;
  std::vector<ListenerReport> listeners;
  std::size_t instances = 0;  ///< windows, `run`s and endpoints that answer
  std::string caller_check;   ///< "netlink", "/proc", "none"
  Findings findings;

  /// Whether something needs the user.
  [[nodiscard]] bool is_healthy() const;
};

[[nodiscard]] Diagnosis examine(const LoadedConfig& config, const std::filesystem::path& analytics_directory,
                                const Surroundings& surroundings);

}  // namespace tabacus::app
