// The asking end of the control socket: commands reach the running windows, `run`s and endpoints of this user.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/control/protocol.hpp"
#include "base/result.hpp"

namespace tabacus::app {

/// What to say where ask_all finds nobody.
inline constexpr std::string_view kNothingRuns =
    "nothing that meters is running; a window does with --analytics or [analytics] enabled = true, and so do 'tabacus "
    "run' and 'tabacus endpoint'";

/// How long an instance may take for its reply.
inline constexpr std::chrono::milliseconds kReplyPatience{3000};

/// One line there, one back. NotFound: nobody listens there; PermissionDenied: another user does; TimedOut; Exhausted:
/// a reply of over 8 MiB; Closed: it ended without one.
[[nodiscard]] Result<std::string> ask(const std::filesystem::path& socket, std::string_view line,
                                      std::chrono::milliseconds patience = kReplyPatience);

struct InstanceReply {
  std::filesystem::path socket;
  Result<std::string> line;
};

/// Asks every running instance, one after the other. Sockets of ended ones are left out. PermissionDenied: the
/// directory of the sockets is not ours alone.
[[nodiscard]] Result<std::vector<InstanceReply>> ask_all(const ControlRequest& request);

}  // namespace tabacus::app
