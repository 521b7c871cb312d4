// Which character set each of G0 to G3 holds and which of them GL shows. Pure. The tables come from libvterm by
// VtermBackend; here is only the bookkeeping.
#pragma once

#include <array>
#include <cstdint>

namespace tabacus::terminal {

/// What bytes 0x20 to 0x7E print; null is ASCII.
using CharsetTable = std::array<char32_t, 95>;

struct Charsets {
  std::array<const CharsetTable*, 4> designated{};  ///< tables live as long as the VtermBackend
  std::uint8_t shifted_in = 0;                      ///< 0 to 3: what GL shows
  std::int8_t single_shift = -1;                    ///< 2 or 3 for the next character only

  [[nodiscard]] bool is_ascii() const { return designated[shifted_in] == nullptr && single_shift < 0; }
  /// The table for the next character; uses up a single shift.
  const CharsetTable* take() {
    const auto index = static_cast<std::size_t>(single_shift >= 0 ? single_shift : shifted_in);
    single_shift = -1;
    return designated[index];
  }
  friend bool operator==(const Charsets&, const Charsets&) = default;
};

}  // namespace tabacus::terminal
