// Lists of numbers as LEB128 bytes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::analytics {

void append_varint(std::string& out, std::uint64_t number);
/// Empty: the bytes are no such list.
[[nodiscard]] std::optional<std::vector<std::uint64_t>> read_varints(std::string_view bytes);

}  // namespace tabacus::analytics
