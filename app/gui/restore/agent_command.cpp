#include "app/gui/restore/agent_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace tabacus::app {
namespace {

constexpr std::size_t kMostIdBytes = 128;

/// How an agent is told which conversation is meant, as its own --help says (2026-11).
struct Resumable {
  std::string_view program;
  std::string_view client;
  std::array<std::string_view, 4> words_before_id;  ///< any of these stands in front of the id
  std::string_view resume;                          ///< the command in front of the id
  std::string_view without_id;                      ///< the command where no id is known; empty: there is none
};

constexpr std::array kResumable{
    Resumable{"claude", "claude-code", {"--resume", "-r", "--session-id"}, "claude --resume", ""},
    Resumable{"codex", "codex", {"resume"}, "codex resume", ""},
    Resumable{"gemini", "gemini-cli", {"--session-id"}, "gemini --resume", "gemini --resume latest"},
    Resumable{"opencode", "opencode", {"--session", "-s"}, "opencode --session", ""},
};

constexpr std::array<std::string_view, 5> kInterpreters{"node", "bun", "deno", "MainThread", "nodejs"};

const Resumable* find(std::string_view program) {
  const auto found = std::ranges::find(kResumable, program, &Resumable::program);
  return found != kResumable.end() ? &*found : nullptr;
}

/// "claude" of "/usr/bin/claude" and "gemini" of "dist/gemini.js".
std::string program_name(const std::string& word) {
  const std::filesystem::path path{word};
  const std::string extension = path.extension();
  return extension == ".js" || extension == ".mjs" || extension == ".cjs" ? path.stem() : path.filename();
}

/// The id behind or in one of the words that name it; empty: none does.
std::string session_in(const Resumable& agent, std::span<const std::string> words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    for (const std::string_view name : agent.words_before_id) {
      if (name.empty()) continue;
      std::string id;
      if (words[i] == name && i + 1 < words.size()) id = words[i + 1];
      if (words[i].size() > name.size() && words[i].starts_with(name) && words[i][name.size()] == '=')
        id = words[i].substr(name.size() + 1);
      if (is_session_id(id)) return id;
    }
  return {};
}

}  // namespace

std::optional<AgentSession> agent_of(std::span<const std::string> words) {
  if (words.empty()) return std::nullopt;
  std::size_t at = 0;
  if (std::ranges::find(kInterpreters, program_name(words[0])) != kInterpreters.end())
    while (++at < words.size() && words[at].starts_with('-')) continue;
  if (at >= words.size()) return std::nullopt;
  const Resumable* const agent = find(program_name(words[at]));
  if (agent == nullptr) return std::nullopt;
  return AgentSession{std::string{agent->program}, session_in(*agent, words.subspan(at + 1))};
}

bool is_session_id(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !text.empty() && text.size() <= kMostIdBytes && text.front() != '-' && std::ranges::all_of(text, is_plain);
}

std::string resume_command(const AgentSession& agent) {
  const Resumable* const how = find(agent.program);
  if (how == nullptr) return {};
  if (is_session_id(agent.session)) return fmt::format("{} {}", how->resume, agent.session);
  return std::string{how->without_id};
}

std::string_view client_name(std::string_view program) {
  const Resumable* const how = find(program);
  return how != nullptr ? how->client : std::string_view{};
}

}  // namespace tabacus::app
