// The slots below a tab's prefix, /TOKEN/<slot>/..., and the variables that send programs there. A table; pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "analytics/clients/variables.hpp"

namespace tabacus::analytics {

/// How the path below a slot becomes that of the upstream.
enum class PathRule : std::uint8_t {
  Dialect,   ///< with the version where the API wants it, whether the client appends "/messages" or "/v1/messages"
  Verbatim,  ///< behind the upstream's own path, byte for byte: the client does to our URL what it would do to that one
};

/// One slot. A row whose `variable` is empty is for clients that are told their base URL in other ways.
struct Slot {
  std::string_view name;           ///< path segment: "openai"; never renamed while a tab may be open
  std::string_view variable = {};  ///< "OPENAI_BASE_URL"
  std::string_view suffix = {};    ///< what programs expect behind the slot while the upstream is the default: "/v1"
  std::string_view provider;       ///< whose API: the word by which a user includes or excludes it
  std::string_view dialect;        ///< slot of the family whose decoder reads it
  /// Without a base URL of the user's. Empty: `upstream_in` says; without that, there is no slot.
  std::string_view upstream = {};
  std::string (*upstream_in)(const Variables&) = nullptr;  ///< where a region decides; empty: cannot tell
  bool (*applies)(const Variables&) = nullptr;             ///< null: always
  PathRule own_paths = PathRule::Verbatim;                 ///< below a base URL that the user has set
  /// Says the same to other programs. While the user has set only that one, this one stays unset: programs that know
  /// both would leave his gateway.
  std::string_view sibling = {};
};

[[nodiscard]] std::span<const Slot> slots();
[[nodiscard]] const Slot* find_slot(std::string_view name);

/// Which providers take part. Words are those of Slot::provider or of a slot itself.
struct ProviderChoice {
  std::vector<std::string> only;    ///< empty: all
  std::vector<std::string> except;  ///< wins

  [[nodiscard]] bool takes(std::string_view provider, std::string_view slot) const;
};

}  // namespace tabacus::analytics
