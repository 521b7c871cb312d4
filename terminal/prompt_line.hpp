// A prompt of the shell that is still in the text (OSC 133), with what was typed behind it. A value.
#pragma once

#include <cstdint>
#include <string>

namespace tabacus::terminal {

struct PromptLine {
  std::uint64_t line = 0;          ///< stays its number while it is kept
  std::string text;                ///< as it stands there: hostile
  std::uint64_t output_lines = 0;  ///< of the command, as far as they were marked (OSC 133 C)
};

}  // namespace tabacus::terminal
