// What may be kept of texts that come from outside. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::analytics {

/// An id or a code fit to be stored: printable ASCII without blanks, at most 128 bytes. Anything else gives an empty
/// text: where a code should stand, a sentence may quote a key or a prompt.
[[nodiscard]] std::string safe_word(std::string_view text);

/// Whether a code may be shown and stored: at most 64 of the letters, digits and `_-.:` that codes are made of, none of
/// which JSON escapes, and nothing that looks like a credential.
[[nodiscard]] bool is_safe_code(std::string_view text);

/// The code where it is a safe one, else nothing.
[[nodiscard]] std::string safe_code(std::string_view text);

}  // namespace tabacus::analytics
