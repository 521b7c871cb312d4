// The styles in use, each under its StyleId. One thread.
#pragma once

#include <array>
#include <cstdint>

#include "terminal/intern_table.hpp"
#include "terminal/style.hpp"

namespace tabacus::terminal {

struct StyleHash {
  std::size_t operator()(const Style& style) const;
};

/// An InternTable with a small cache in front: programs switch among a few styles, thousands of times a frame.
class StyleTable : public InternTable<Style, StyleHash> {
 public:
  StyleTable();

  /// Numbers kept for number_of_coarse.
  static constexpr std::size_t kReserved = 6144;

  /// kNone when the style is new and only the reserved numbers are free.
  [[nodiscard]] std::uint32_t number_of(const Style& style);
  /// Of a style that came too late: its colours from the palette of 256, or none at all when even those ran out.
  [[nodiscard]] std::uint32_t number_of_coarse(const Style& style);
  /// After a sweep, numbers may have been freed.
  void forget_cached() { cached_.fill(0); }

 private:
  std::array<StyleId, 1024> cached_{};  // by hash; 0 is a valid answer for the default style only
};

}  // namespace tabacus::terminal
