// Pasted text made safe to type. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tabacus::terminal {

enum class PasteMode : std::uint8_t { Plain, Bracketed };

/// Drops what could act as a key or end the bracket: "ESC [ 201 ~", C0 other than TAB, LF and CR, DEL, C1. Plain: line
/// ends become CR, as if typed. Bracketed: within ESC [ 200 ~ and ESC [ 201 ~.
[[nodiscard]] std::string encode_paste(std::string_view text, PasteMode mode);

}  // namespace tabacus::terminal
