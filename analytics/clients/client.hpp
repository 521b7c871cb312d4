// What is known of agent programs: how they show themselves in a request, and where their ids stand. A table; pure.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "analytics/model/http_head.hpp"

namespace tabacus::analytics {

/// One agent program. Header names are lower case; empty where it sends none.
struct ClientSignature {
  std::string_view name;             ///< stored in the database; never renamed: "claude-code"
  std::string_view product;          ///< beginning of its User-Agent; the version follows
  std::string_view required_header;  ///< must be there too, where the product alone is no proof
  std::array<std::string_view, 2> session_headers;
  std::string_view agent_header;  ///< id of the sub-agent
  std::string_view parent_header;
  std::string_view role_header = {};  ///< what a sub-agent without an id is for: "review"
};

/// All of them; the first that matches a request is its client.
[[nodiscard]] std::span<const ClientSignature> client_signatures();

struct Client {
  const ClientSignature* signature = nullptr;  ///< null: unknown
  std::string version;                         ///< as in the User-Agent; empty when it names none
};
[[nodiscard]] Client identify_client(const Headers& headers);
/// For a request that does not tell: the client whose program has this name. Empty: none.
[[nodiscard]] std::string_view client_of_process(std::string_view name);

}  // namespace tabacus::analytics
