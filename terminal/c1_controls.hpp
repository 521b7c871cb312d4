// The C1 controls that begin and end sequences, in the eight bits that S8C1T asks for. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::terminal {

/// `bytes` with each SS3, DCS, CSI, OSC and ST as one byte instead of ESC and a letter. What is no longer than such a
/// control is none, but a key with Alt.
[[nodiscard]] std::string with_eight_bit_controls(std::string_view bytes);

}  // namespace tabacus::terminal
