// Which agent a process is, by its command line, and the words that make it go on with a conversation of its own. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::app {

struct AgentSession {
  std::string program;  ///< "claude": the name on the PATH
  std::string session;  ///< the agent's own id of the conversation; empty: not known
  friend bool operator==(const AgentSession&, const AgentSession&) = default;
};

/// The agent that runs with these words, itself or as a script of node and its like; its session where the words name
/// one. Empty: none that can be gone on with.
[[nodiscard]] std::optional<AgentSession> agent_of(std::span<const std::string> words);

/// Whether an id may stand in a command: letters, digits, "-", "_" and ".", no "-" in front. What was captured is
/// foreign text.
[[nodiscard]] bool is_session_id(std::string_view text);

/// "claude --resume 0190…", for a shell. Empty: the program is none of ours, or it needs an id and has none that may
/// stand in a command.
[[nodiscard]] std::string resume_command(const AgentSession& agent);

/// Its name in the database ("claude-code"), whose sessions resume_command() can take; empty: none.
[[nodiscard]] std::string_view client_name(std::string_view program);

}  // namespace tabacus::app
