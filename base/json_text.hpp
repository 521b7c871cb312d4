// Text as a JSON string (RFC 8259), for the few places that print JSON without building a document. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus {

/// With quotes around it. Ill-formed UTF-8 becomes U+FFFD; C0, DEL and C1 controls are escaped, so that the line is
/// safe to show on a terminal.
[[nodiscard]] std::string json_quoted(std::string_view text);
/// The same behind what `out` holds: for those who write many.
void append_json_quoted(std::string& out, std::string_view text);

}  // namespace tabacus
