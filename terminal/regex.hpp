// A regular expression as a program for a machine of states (pattern.cpp runs it). Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::terminal {

struct CharacterRange {
  char32_t first;
  char32_t last;
};

struct CharacterSet {
  std::vector<CharacterRange> ranges;
  bool is_negated = false;

  [[nodiscard]] bool has(char32_t c) const {
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](CharacterRange range) { return range.first <= c && c <= range.last; });
  }
};

/// Letters, digits, _ and all that is not ASCII.
[[nodiscard]] constexpr bool is_word_character(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_' || c >= 0x80;
}

enum class RegexOp : std::uint8_t { Set, Any, Start, End, WordEdge, Split, Jump, Match };

struct RegexInstruction {
  RegexOp op;
  std::uint32_t next = 0;   ///< of a Split: where to go first
  std::uint32_t other = 0;  ///< of a Split: where to go then; of a Set: its number
};

struct RegexProgram {
  std::vector<RegexInstruction> code;
  std::vector<CharacterSet> sets;
};

/// InvalidInput: what is wrong with the expression, or that it is too large.
[[nodiscard]] Result<RegexProgram> compile_regex(std::u32string_view expression);

}  // namespace tabacus::terminal
