// Aligned tables for people: columns that fit the width, numbers to the right, colour where it is wanted. Pure but for
// the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus::app {

/// What a row is to the eye; nothing where there is no colour.
enum class Tone : std::uint8_t { Plain, Dim, Bold, Good, Warn, Bad };

enum class Paint : std::uint8_t { Never, Color };

struct TextTable {
  struct Column {
    std::string heading;
    bool is_number = false;
    /// Where a line is too narrow for all, columns of the highest rank are left out first; those of rank 0 stay.
    std::uint8_t rank = 0;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<Tone> tones = {};  ///< of the first rows; the others are Plain
};

/// Cells that a text takes in a terminal.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Cut with "…" to `width` cells.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t width);

/// `text` between the escape sequences of a tone.
[[nodiscard]] std::string toned(std::string_view text, Tone tone, Paint paint);

/// Lines of at most `width` cells as far as columns may be left out and text may be cut with "…"; numbers are not cut.
void print_text_table(std::ostream& out, const TextTable& table, std::size_t width, Paint paint = Paint::Never);

}  // namespace tabacus::app
