#include "analytics/simulator/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::simulator {
namespace {

/// Shell tools of the agents we know, with the argument that holds the command.
struct ShellTool {
  std::string_view name;
  std::string_view argument;
};
constexpr std::array<ShellTool, 6> kShellTools{{{"Bash", "command"},
                                                {"bash", "command"},
                                                {"shell", "command"},
                                                {"exec_command", "cmd"},
                                                {"run_shell_command", "command"},
                                                {"run_terminal_cmd", "command"}}};

constexpr std::array<std::string_view, 24> kWords{
    "the", "function", "returns", "early",  "when", "its",   "input", "is",    "empty",  "so",    "a",    "test",
    "for", "that",     "case",    "covers", "both", "paths", "and",   "keeps", "builds", "green", "from", "now"};

constexpr std::int64_t kBytesPerToken = 4;

std::int64_t tokens_of(std::size_t bytes) {
  return (static_cast<std::int64_t>(bytes) + kBytesPerToken - 1) / kBytesPerToken;
}

/// FNV-1a: the same on every machine.
std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::string first_line(std::string_view text, std::size_t limit) {
  const std::string_view line = trim(text.substr(0, text.find('\n')));
  std::size_t size = std::min(line.size(), limit);
  while (size > 0 && size < line.size() && (static_cast<unsigned char>(line[size]) & 0xC0U) == 0x80U) --size;
  return std::string{line.substr(0, size)};
}

/// What follows `word` at the start of a line.
std::optional<std::string> asked_for(std::string_view word, std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view asked = trim(line);
    if (asked.starts_with(word)) return std::string{trim(asked.substr(word.size()))};
  }
  return std::nullopt;
}

bool offers(const Conversation& conversation, std::string_view tool) {
  return std::ranges::find(conversation.tools, tool) != conversation.tools.end();
}

/// The function whose name ends so, found among those that are there when the program runs.
ToolCall scripted_call(std::string_view name, std::string_view arguments) {
  return {std::string{kScriptTool}, "",
          fmt::format("const found = ALL_TOOLS.find((tool) => tool.name.endsWith({}));\n"
                      "const answer = await tools[found.name]({});\n"
                      "text(JSON.stringify(answer.structuredContent ?? answer));\n",
                      json_quoted(name), arguments)};
}

/// Agents offer tools of MCP servers under longer names: "mcp__tabacus__usage_summary".
std::optional<ToolCall> served_tool_call(const Conversation& conversation) {
  const auto wanted = asked_for("ask: ", conversation.last_user_text);
  if (!wanted || wanted->empty()) return std::nullopt;
  for (const std::string& name : conversation.tools)
    if (name.ends_with(*wanted)) return ToolCall{name, "scope", "tab"};
  if (conversation.tool_result) return std::nullopt;
  if (offers(conversation, kSearchTool)) return ToolCall{std::string{kSearchTool}, "query", *wanted};
  if (offers(conversation, kScriptTool)) return scripted_call(*wanted, R"({ scope: "tab" })");
  return std::nullopt;
}

std::optional<ToolCall> tool_call_for(const Conversation& conversation) {
  const bool has_found = conversation.tool_result && conversation.called_tool == kSearchTool;
  if ((conversation.tool_result && !has_found) || conversation.structured) return std::nullopt;
  if (auto served = served_tool_call(conversation)) return served;
  if (has_found) return std::nullopt;
  const auto command = asked_for("run: ", conversation.last_user_text);
  if (!command || command->empty()) return std::nullopt;
  for (const ShellTool& tool : kShellTools)
    if (offers(conversation, tool.name)) return ToolCall{std::string{tool.name}, std::string{tool.argument}, *command};
  if (offers(conversation, kScriptTool))
    return scripted_call("exec_command", fmt::format("{{ cmd: {} }}", json_quoted(*command)));
  return std::nullopt;
}

std::vector<std::string> text_for(const Conversation& conversation, bool calls_tool) {
  if (conversation.structured) return {*conversation.structured};
  if (calls_tool) return {"I will run ", "that command."};
  if (conversation.tool_result) return {"The command ", "printed: ", first_line(*conversation.tool_result, 200)};
  std::uint32_t state = hash_of(conversation.last_user_text);
  std::vector<std::string> pieces{"Simulated", " answer:"};
  for (std::uint32_t left = 12 + state % 28; left > 0; --left) {
    state = state * 1664525U + 1013904223U;
    pieces.push_back(std::string{" "}.append(kWords[(state >> 16U) % kWords.size()]));
  }
  pieces.emplace_back(".");
  return pieces;
}

/// The first turn fills the cache, later ones read what earlier ones wrote.
SimulatedUsage usage_for(const Conversation& conversation, const Script& script) {
  SimulatedUsage usage;
  const std::int64_t prompt = tokens_of(conversation.request_bytes);
  if (conversation.turns > 1) {
    usage.cache_read = prompt * 3 / 4;
    usage.cache_write = prompt / 8;
  } else {
    usage.cache_write = prompt * 3 / 4;
  }
  usage.input_uncached = prompt - usage.cache_read - usage.cache_write;
  std::size_t bytes = script.tool ? script.tool->command.size() + 40 : 0;
  for (const std::string& piece : script.text) bytes += piece.size();
  usage.output = tokens_of(bytes);
  return usage;
}

}  // namespace

Script script_for(const Conversation& conversation) {
  Script script;
  script.tool = tool_call_for(conversation);
  script.text = text_for(conversation, script.tool.has_value());
  script.usage = usage_for(conversation, script);
  return script;
}

}  // namespace tabacus::analytics::simulator
