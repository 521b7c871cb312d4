// A running instance as it describes itself over the control socket, and as the other end reads it. Pure; what is read
// may be anything.
#pragma once

#include <string>
#include <string_view>

#include "analytics/api/status.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::app {

/// Which process answers.
struct Instance {
  std::string kind;  ///< "window", "run", "endpoint"
  std::int64_t pid = 0;
  std::string version;
  SystemTime started_at{};
};

struct InstanceStatus {
  Instance instance;
  analytics::EngineStatus engine;
};

/// At most so many calls under way are listed per tab; their number is always whole.
inline constexpr std::size_t kMaxRunningListed = 200;

/// One line, the whole reply. Times in it are RFC 3339, money is in nanodollars; null: not known.
[[nodiscard]] std::string status_reply(const InstanceStatus& status);
/// One tab and what its calls are held to.
[[nodiscard]] std::string budgets_line(const analytics::TabStatus& tab);
/// Only the calls under way, in one list.
[[nodiscard]] std::string calls_reply(const InstanceStatus& status);

/// InvalidInput: it is no status of version 1. What is missing or of another type keeps its default.
[[nodiscard]] Result<InstanceStatus> parse_status_reply(std::string_view line);

[[nodiscard]] std::string_view name_of(analytics::Recording recording);

}  // namespace tabacus::app
