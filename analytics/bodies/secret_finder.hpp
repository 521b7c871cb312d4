// Finds what must not be kept in texts that pass: keys and tokens by their shapes, values by the names in front of
// them, private keys as blocks. In one walk over the text, in time linear in its length; any bytes are a text. What it
// takes for a secret and is none costs a reader a word; what it misses is stored: in doubt it takes. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tabacus::analytics {

struct FoundSecret {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view kind;  ///< "anthropic-key", "jwt", "private-key"; for people, valid for ever

  friend bool operator==(const FoundSecret&, const FoundSecret&) = default;
};

/// In order, not overlapping. A secret ends before quotes and backslashes, so that a JSON text stays one when it is
/// replaced by a word.
[[nodiscard]] std::vector<FoundSecret> find_secrets(std::string_view text);

/// Of those, what has the shape of a secret, whatever stands in front of it: what a name alone makes one ("password: ")
/// is mostly a word about passwords. For those who are warned, not for what is kept.
[[nodiscard]] std::vector<FoundSecret> find_shaped_secrets(std::string_view text);

}  // namespace tabacus::analytics
