// The Model Context Protocol's server, of both eras: that with an `initialize` (2025-11-25 and before) and the one in
// which each request tells its version (2026-07-28). A message in, an answer out; what carries them is not its
// business. One thread. Source: modelcontextprotocol.io/specification.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analytics/serve/mcp/json_rpc.hpp"
#include "analytics/serve/mcp/tool.hpp"

namespace tabacus::analytics::serve {

inline constexpr std::string_view kModernVersion = "2026-07-28";
inline constexpr std::string_view kLegacyVersion = "2025-11-25";

/// What HTTP tells beside the message; each is trimmed and empty where there was none.
struct McpHeaders {
  std::string protocol_version;
  std::string method;
  std::string name;
};

struct McpReply {
  std::optional<Json> message;  ///< none: a notification, or an answer to nobody
  int http_status = 200;
};

/// So many calls of tools at once, and so many a second for ever.
class RateLimit {
 public:
  explicit RateLimit(SteadyTime now) : last_{now} {}
  [[nodiscard]] bool allows(SteadyTime now);

 private:
  static constexpr double kBurst = 400;
  static constexpr double kPerSecond = 50;
  double left_ = kBurst;
  SteadyTime last_;
};

class McpServer {
 public:
  McpServer(ServeContext context, std::span<const Tool* const> tools);

  [[nodiscard]] McpReply answer(std::string_view text, const McpHeaders* headers = nullptr);

 private:
  enum class Era : std::uint8_t { Legacy, Modern };
  struct Asked;
  using Outcome = tl::expected<Json, RpcError>;

  Outcome dispatch(const Asked& asked);
  Outcome initialize(const Json& params);
  Outcome call_tool(const Json& params);
  Outcome read_resource(const Asked& asked);
  [[nodiscard]] Json tool_list() const;
  [[nodiscard]] Json discovery() const;
  [[nodiscard]] Json server_info() const;

  ServeContext context_;
  std::span<const Tool* const> tools_;
  RateLimit limit_;
};

}  // namespace tabacus::analytics::serve
