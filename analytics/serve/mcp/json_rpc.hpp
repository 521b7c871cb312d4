// Messages of JSON-RPC 2.0 as the Model Context Protocol uses them: one object each, no batches. Pure; what comes in
// may be anything. Source: jsonrpc.org/specification, MCP 2025-11-25 "Base Protocol".
#pragma once

#include <string>
#include <string_view>

#include "analytics/serve/json_value.hpp"

namespace tabacus::analytics::serve {

/// Longer messages are refused unread.
inline constexpr std::size_t kMaxMessageBytes = 1024 * 1024;

// Error codes: of JSON-RPC, then of the Model Context Protocol.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;
inline constexpr int kResourceNotFound = -32002;  ///< before 2026-07-28
inline constexpr int kHeaderMismatch = -32020;    ///< from 2026-07-28 on, as the next
inline constexpr int kUnsupportedVersion = -32022;

struct RpcError {
  int code = kInternalError;
  std::string message;
  Json data = nullptr;
};

struct RpcMessage {
  Json id;  ///< a text or a number; null: it wants no answer
  std::string method;
  Json params = Json::object();
  [[nodiscard]] bool is_notification() const { return id.is_null(); }
};

/// What a message was read as: a request or notification, an answer (which nobody here waits for), or a mistake that is
/// answered.
struct RpcReading {
  enum class Kind : std::uint8_t { Message, Answer, Mistake } kind = Kind::Mistake;
  RpcMessage message;
  RpcError mistake;  ///< with the id in `message`, where it could be read
};
[[nodiscard]] RpcReading read_message(std::string_view text);

[[nodiscard]] Json result_message(const Json& id, Json result);
[[nodiscard]] Json error_message(const Json& id, const RpcError& error);

}  // namespace tabacus::analytics::serve
