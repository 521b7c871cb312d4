#include "analytics/store/varints.hpp"

namespace tabacus::analytics {

void append_varint(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>((number & 0x7F) | 0x80);
  out += static_cast<char>(number);
}

std::optional<std::vector<std::uint64_t>> read_varints(std::string_view bytes) {
  std::vector<std::uint64_t> numbers;
  std::uint64_t number = 0;
  int shift = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (shift > 63) return std::nullopt;
    number |= std::uint64_t{byte & 0x7Fu} << shift;
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    numbers.push_back(number);
    number = 0;
    shift = 0;
  }
  if (shift != 0) return std::nullopt;
  return numbers;
}

}  // namespace tabacus::analytics
