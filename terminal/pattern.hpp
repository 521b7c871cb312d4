// What a search looks for: plain text or a regular expression, matched in time linear in the text whatever the pattern
// (a set of states, no backtracking), because the text is a program's. Pure.
//
// Expressions: literals, . [a-z] [^...] \d \w \s \D \W \S \b \t, ^ $, ( ) (?: ), |, and the repeats * + ? {m} {m,}
// {m,n}, with ? behind them lazy. No back references and no look-around.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace tabacus::terminal {

enum class PatternKind : std::uint8_t { Text, Regex };
/// Smart: as Ignore unless the pattern holds an upper case letter.
enum class PatternCase : std::uint8_t { Smart, Ignore, Match };

/// Older: up, towards the start of the text.
enum class SearchDirection : std::uint8_t { Older, Newer };

class Pattern {
 public:
  /// InvalidInput: not UTF-8, empty, longer than 1,000 bytes, or an expression that is none or far too large.
  [[nodiscard]] static Result<Pattern> compile(std::string_view utf8, PatternKind kind, PatternCase letter_case);
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;

  /// The first match that starts at or after `from` and is not empty: [first, last).
  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> find(std::u32string_view text,
                                                                        std::size_t from = 0) const;

 private:
  struct Program;
  explicit Pattern(std::unique_ptr<const Program> program);
  std::unique_ptr<const Program> program_;
};

}  // namespace tabacus::terminal
