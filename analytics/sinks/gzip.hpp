// A text in gzip's form (RFC 1952), made quickly rather than small. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::analytics::sinks {

[[nodiscard]] std::string gzip_of(std::string_view text);

}  // namespace tabacus::analytics::sinks
