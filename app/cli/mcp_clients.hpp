// Entries for tabacus in the settings of agents that speak the Model Context Protocol: made and taken out only when the
// user asks. The functions over texts are pure; what is in a file beside the entry stays.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::app {

/// How an agent is to start the server.
struct McpEntry {
  std::string command;
  std::vector<std::string> arguments;
};

/// A text with or without our entry.
using McpEdit = Result<std::string> (*)(std::string_view text, const McpEntry* entry);

struct McpClient {
  std::string_view name;  ///< "claude"
  std::filesystem::path (*file)(const std::filesystem::path& home);
  McpEdit edit;
};

/// THE LIST of agents.
[[nodiscard]] std::span<const McpClient> mcp_clients();

// Null takes the entry out; a text without one stays as it is, byte for byte. InvalidInput: the text is not what the
// agent takes, or says it in a way that cannot be edited without loss; the message gives what to write by hand.

/// "mcpServers" of a JSON object: Claude Code, Cursor, Gemini.
[[nodiscard]] Result<std::string> edit_json_servers(std::string_view text, const McpEntry* entry);
/// The table [mcp_servers.tabacus]: Codex.
[[nodiscard]] Result<std::string> edit_toml_servers(std::string_view text, const McpEntry* entry);

enum class McpChange { Written, AlreadyThere, Removed, NotThere };

/// Edits the file in place, which keeps its rights and, if it is a link, stays one. Written makes a file that is
/// missing.
[[nodiscard]] Result<McpChange> change_mcp_file(const std::filesystem::path& file, McpEdit edit, const McpEntry* entry);

}  // namespace tabacus::app
