#include "terminal/c1_controls.hpp"

#include <cstddef>

namespace tabacus::terminal {

std::string with_eight_bit_controls(std::string_view bytes) {
  constexpr std::string_view kLetters = "OP[]\\";
  if (bytes.size() <= 2) return std::string{bytes};
  std::string shortened;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool is_control = bytes[i] == '\x1B' && i + 1 < bytes.size() && kLetters.find(bytes[i + 1]) != kLetters.npos;
    shortened += is_control ? static_cast<char>(bytes[++i] + 0x40) : bytes[i];
  }
  return shortened;
}

}  // namespace tabacus::terminal
