// What may be kept of texts that come from outside. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::analytics {

/// An id or a code fit to be stored: printable ASCII without blanks, at most 128 bytes. Anything else gives an empty
/// text: where a code should stand, a sentence may quote a key or a prompt.
[[nodiscard]] std::string safe_word(std::string_view text);

/// A code that may be shown and stored: as safe_word, and nothing that looks like a credential.
[[nodiscard]] std::string safe_code(std::string_view text);

}  // namespace tabacus::analytics
