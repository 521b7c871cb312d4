#include "app/cli/mcp_clients.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kName = "tabacus";
constexpr std::string_view kTable = "[mcp_servers.tabacus]";
constexpr std::size_t kMaxBytes = 64 * 1024 * 1024;  // Claude Code keeps the history of all projects in its file

// Codex starts servers with a short list of variables; these say which tab asks, and where its calls are kept.
constexpr std::array<std::string_view, 5> kVariables{"TABACUS_TAB_ID", "TABACUS_SESSION_ID", "XDG_DATA_HOME",
                                                     "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"};

fs::path named_or(const char* variable, const fs::path& otherwise) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? fs::path{value} : otherwise;
}

fs::path claude_file(const fs::path& home) { return named_or("CLAUDE_CONFIG_DIR", home) / ".claude.json"; }
fs::path codex_file(const fs::path& home) { return named_or("CODEX_HOME", home / ".codex") / "config.toml"; }
fs::path cursor_file(const fs::path& home) { return home / ".cursor/mcp.json"; }
fs::path gemini_file(const fs::path& home) { return home / ".gemini/settings.json"; }

constexpr std::array kClients{
    McpClient{"claude", claude_file, edit_json_servers}, McpClient{"codex", codex_file, edit_toml_servers},
    McpClient{"cursor", cursor_file, edit_json_servers}, McpClient{"gemini", gemini_file, edit_json_servers}};

Json json_of(const McpEntry& entry) {
  return {{"type", "stdio"}, {"command", entry.command}, {"args", entry.arguments}, {"env", Json::object()}};
}

/// Blanks in front of the first member; two where the text is one line.
int indent_of(std::string_view text) {
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return 2;
  const std::size_t first = text.find_first_not_of(' ', line + 1);
  const std::size_t blanks = first == std::string_view::npos ? 0 : first - line - 1;
  return blanks > 0 && blanks <= 8 ? static_cast<int>(blanks) : 2;
}

std::string toml_list(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + json_quoted(word);
  return '[' + list + ']';
}

std::string toml_of(const McpEntry& entry) {
  return fmt::format("{}\ncommand = {}\nargs = {}\nenv_vars = {}\n", kTable, json_quoted(entry.command),
                     toml_list(entry.arguments), toml_list({kVariables.begin(), kVariables.end()}));
}

/// Where our table and its own tables stand, with the blank lines before them; empty where there are none.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::optional<Span> our_table(std::string_view text) {
  std::optional<Span> found;
  std::size_t last_line = 0;  // behind the last one that is not blank
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string_view line = trim(text.substr(at, end - at));
    if (line.starts_with('[')) {
      const bool is_ours = line.starts_with(kTable) || line.starts_with("[mcp_servers.tabacus.");
      if (is_ours && !found) found = Span{last_line, end};
      if (!is_ours && found) return found;
    }
    if (!line.empty()) last_line = end;
    if (found && !line.empty() && !line.starts_with('#')) found->end = end;  // a comment is the next table's
    at = end;
  }
  return found;
}

/// Codex takes the same in other forms, which a line by line edit would break.
bool says_it_otherwise(std::string_view text) {
  std::string_view table;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (line.starts_with('[')) table = line;
    if (table.empty() && line.starts_with("mcp_servers")) return true;
    if (table == "[mcp_servers]" && line.starts_with(kName)) return true;
  }
  return false;
}

}  // namespace

std::span<const McpClient> mcp_clients() { return kClients; }

Result<std::string> edit_json_servers(std::string_view text, const McpEntry* entry) {
  const bool is_empty = trim(text).empty();
  Json settings = is_empty ? Json::object() : Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const bool is_usable =
      settings.is_object() && (!settings.contains("mcpServers") || settings["mcpServers"].is_object());
  if (!is_usable) {
    const Json example = {{std::string{kName}, entry != nullptr ? json_of(*entry) : Json::object()}};
    return fail(ErrorCode::InvalidInput,
                fmt::format("it is no plain JSON object (comments would be lost); by hand: \"mcpServers\": {}",
                            example.dump()));
  }
  const bool is_there = settings.contains("mcpServers") && settings["mcpServers"].contains(kName);
  if (entry == nullptr && !is_there) return std::string{text};
  if (entry != nullptr) {
    Json wanted = json_of(*entry);
    if (is_there && settings["mcpServers"][std::string{kName}] == wanted) return std::string{text};
    settings["mcpServers"][std::string{kName}] = std::move(wanted);
  } else {
    settings["mcpServers"].erase(std::string{kName});
    if (settings["mcpServers"].empty()) settings.erase("mcpServers");
  }
  return settings.dump(indent_of(text), ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<std::string> edit_toml_servers(std::string_view text, const McpEntry* entry) {
  if (says_it_otherwise(text))
    return fail(ErrorCode::InvalidInput,
                fmt::format("it names MCP servers in another form than tables; by hand:\n{}",
                            entry != nullptr ? toml_of(*entry) : std::string{"take the entry 'tabacus' out"}));
  const auto ours = our_table(text);
  if (entry == nullptr && !ours) return std::string{text};
  std::string rest{text};
  if (ours) rest.erase(ours->begin, ours->end - ours->begin);
  if (entry == nullptr) return rest;
  if (!rest.empty() && !rest.ends_with('\n')) rest += '\n';
  if (!rest.empty() && !rest.ends_with("\n\n")) rest += '\n';
  std::string edited = rest + toml_of(*entry);
  return edited;
}

Result<McpChange> change_mcp_file(const fs::path& file, McpEdit edit, const McpEntry* entry) {
  std::error_code failed;
  const bool is_there = fs::exists(file, failed);
  const fs::path real = is_there ? fs::canonical(file, failed) : file;
  const auto text = is_there ? read_regular_file(real, kMaxBytes) : Result<std::string>{std::string{}};
  if (!text) return fail(text.error());
  auto edited = edit(*text, entry);
  if (!edited) return fail(edited.error(), file.native());
  if (*edited == *text) return entry != nullptr ? McpChange::AlreadyThere : McpChange::NotThere;
  struct stat before {};
  const bool has_rights = is_there && ::stat(real.c_str(), &before) == 0;
  if (!is_there) fs::create_directories(file.parent_path(), failed);
  if (auto written = write_private_file(real, *edited); !written) return fail(written.error());
  if (has_rights) ::chmod(real.c_str(), before.st_mode & 07777);
  return entry != nullptr ? McpChange::Written : McpChange::Removed;
}

}  // namespace tabacus::app
