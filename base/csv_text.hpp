// Text as a field of CSV (RFC 4180), harmless to the spreadsheet that opens it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus {

/// In quotes where RFC 4180 asks for them. Text that a spreadsheet would run as a formula (=, +, -, @ in front) gets a
/// ' before it; control, bidi and escape characters are made visible.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace tabacus
