// What the simulated provider says: a pure function of the request, so that a test can tell beforehand what was sent.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics::simulator {

struct SimulatedRequest {
  std::string method;
  std::string path;   ///< without query
  std::string query;  ///< without question mark
  std::string body;
  std::string fault;             ///< value of the header x-simulate
  std::string socket_fault;      ///< the same for upgrades alone: WORD of a path that begins with /simulate-WORD/
  std::string accepted_codings;  ///< value of the header accept-encoding
  bool is_anthropic = false;     ///< it has the header anthropic-version: some paths are those of two APIs
  std::uint64_t number = 0;      ///< counts requests; makes ids differ
};

/// Tokens as the answer tells them. Input buckets are disjoint; reasoning lies inside output.
struct SimulatedUsage {
  std::int64_t input_uncached = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;
  std::int64_t output = 0;
  std::int64_t reasoning = 0;

  [[nodiscard]] std::int64_t input_total() const { return input_uncached + cache_read + cache_write; }
};

/// How an answer is made to fail: by a model of the name "simulate-WORD" or the header "x-simulate: WORD".
struct Fault {
  int status = 0;                  ///< WORD is a status: that error instead of an answer
  bool cuts = false;               ///< "cut": the connection breaks half-way
  bool slow = false;               ///< "slow": ten times the delay between events
  bool breaks = false;             ///< "error": an error event half-way in the stream
  bool drops = false;              ///< "drop": the connection ends before the head
  bool stalls = false;             ///< "stall": nothing more half-way, until the client leaves
  bool truncates = false;          ///< "truncate": the connection ends inside a chunk that promised more
  bool garbles = false;            ///< "garbage": half-way something that is no JSON
  std::string coding;              ///< "gzip", "deflate", "br", "zstd", "identity": whatever the client accepts
  std::optional<int> times;        ///< "WORD;times=N", or the model "simulate-WORD-once": later ones are answered well
  std::optional<int> retry_after;  ///< "429;retry-after=7": seconds
};

struct ToolCall {
  std::string name;
  std::string argument;  ///< name of its only argument: "command"; empty: it takes bare text
  std::string command;
};

/// The tool of Claude Code that finds others, which are then offered.
inline constexpr std::string_view kSearchTool = "ToolSearch";
/// The tool of Codex that runs JavaScript, in which all others are functions; some of those are not even named to the
/// model.
inline constexpr std::string_view kScriptTool = "functions.exec";

/// What a request asks for, whatever its dialect.
struct Conversation {
  std::string model;
  bool streams = false;
  std::size_t turns = 0;                   ///< messages in the request
  std::string last_user_text;              ///< all texts of the last user message
  std::optional<std::string> tool_result;  ///< the last message is the result of a tool
  std::string called_tool;                 ///< which one, where the dialect tells it by name
  std::vector<std::string> tools;          ///< names of those offered
  std::size_t request_bytes = 0;
  std::optional<std::string> structured;  ///< the answer must be JSON: one of the form asked for
};

/// The answer, dialect still to come.
struct Script {
  std::vector<std::string> text;  ///< pieces, as a stream sends them
  std::optional<ToolCall> tool;
  SimulatedUsage usage;
};

/// A prompt of the form "run: CMD" becomes a call of the shell tool, if one is offered; "ask: NAME" one of the tool
/// whose name ends so, with {"scope": "tab"}. Where it is not offered, it is first found by kSearchTool, or called
/// by a program for kScriptTool.
[[nodiscard]] Script script_for(const Conversation& conversation);
/// Words may be joined: "gzip+slow;times=2". A header of any other word ("none") switches the model's fault off.
[[nodiscard]] Fault fault_for(std::string_view model, std::string_view header);

/// One piece of an answer's body and the usage told up to it.
struct Piece {
  std::string bytes;
  std::optional<SimulatedUsage> told;
};

struct SimulatedAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<Piece> pieces;  ///< of a stream; else one
  bool streams = false;
  std::string model;  ///< counted in the totals under this name; empty: not a call
  Fault fault;
};

/// The part of a fault that lies in the bytes of the answer.
void apply_fault(SimulatedAnswer& answer);

// The dialects. Each answers the paths of its API; empty when a path is not its own.
[[nodiscard]] std::optional<SimulatedAnswer> answer_as_anthropic(const SimulatedRequest& request);
[[nodiscard]] std::optional<SimulatedAnswer> answer_as_openai(const SimulatedRequest& request);
[[nodiscard]] std::optional<SimulatedAnswer> answer_as_gemini(const SimulatedRequest& request);
/// What lies beside the model calls under chatgpt.com/backend-api.
[[nodiscard]] std::optional<SimulatedAnswer> answer_as_chatgpt(const SimulatedRequest& request);
/// The same for Google's Code Assist: accounts and settings.
[[nodiscard]] std::optional<SimulatedAnswer> answer_as_code_assist(const SimulatedRequest& request);

}  // namespace tabacus::analytics::simulator
