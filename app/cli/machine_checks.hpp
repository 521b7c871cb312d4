// What files, ports, processes and running instances say about the meter. Looking changes nothing.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/api/engine.hpp"
#include "analytics/api/followers.hpp"
#include "app/cli/finding.hpp"
#include "app/control/instance_status.hpp"

namespace tabacus::app {

/// Whatever in the analytics directory others may read or another user owns.
[[nodiscard]] Findings check_permissions(const std::filesystem::path& analytics_directory);

/// Certificates of ours that have expired, are about to, or cannot be used, while something runs that shows them.
[[nodiscard]] Findings check_certificates(const std::filesystem::path& analytics_directory, SystemTime now);

/// The place of the control sockets; nothing to say where it is missing.
[[nodiscard]] Findings check_runtime_directory();

/// Ports that endpoints had the last time and that another program has now.
[[nodiscard]] Findings check_endpoint_ports(const std::filesystem::path& analytics_directory);

/// How the user of a caller is found on this machine: "netlink", "/proc" or, with neither, "none".
[[nodiscard]] std::string_view caller_check();
[[nodiscard]] Findings check_callers(std::string_view mode);

/// The agent program that a command line runs, also through an interpreter: "claude", "gemini"; empty: none known.
/// Pure.
[[nodiscard]] std::string_view agent_of(std::span<const std::string_view> words);

/// An agent's process in a metered tab.
struct AgentProcess {
  pid_t pid = 0;
  std::string_view agent;
  std::string tab_id;
  std::chrono::seconds age{0};
};
/// Of this user, from /proc.
[[nodiscard]] std::vector<AgentProcess> agent_processes();

/// Losses, trouble, closed ports, and agents that have run for a minute in a tab without a call. `listening` empty: not
/// known. Pure.
[[nodiscard]] Findings check_instances(std::span<const InstanceStatus> instances, std::span<const AgentProcess> agents,
                                       const std::optional<std::set<std::uint16_t>>& listening);

/// A pane of tmux has the variables of the tab in which its server was started. Pure.
[[nodiscard]] Findings check_multiplexer(const analytics::Environment& environment,
                                         std::span<const InstanceStatus> instances);

/// Those outside who are told of calls and take none at present. Pure.
[[nodiscard]] Findings check_followers(std::span<const analytics::FollowerState> followers);

/// Of the newest price list in use; `as_of` is its date. Pure.
[[nodiscard]] Findings check_price_age(std::string_view as_of, SystemTime now);

}  // namespace tabacus::app
