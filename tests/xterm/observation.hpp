// What a terminal shows and answers after some bytes: of the engine and of an xterm in the same words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "real_xterm.hpp"
#include "terminal/options.hpp"

namespace tabacus::xterm {

struct Seen {
  char32_t text = U' ';  ///< of a cluster its first; of a wide character's second half 0
  std::string look;      ///< as the parameters of SGR; of a cell that nothing was printed in only the background
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Observation {
  std::string replies;    ///< to the bytes
  std::string cursor;     ///< DECCIR: place, rendition, protection, pending wrap, character sets
  std::string tab_stops;  ///< DECTABSR
  std::string modes;      ///< DECRQM of those that both know, and settings by DECRQSS
  std::vector<Seen> cells;
};

/// Both begin as after a reset.
[[nodiscard]] Observation observe_engine(std::string_view bytes, terminal::Size size);
[[nodiscard]] Result<Observation> observe_xterm(RealXterm& xterm, std::string_view bytes, terminal::Size size);

/// Empty when they agree; else what differs first, and how.
[[nodiscard]] std::string first_difference(const Observation& ours, const Observation& theirs, terminal::Size size);

/// Controls by name: "ESC [ m".
[[nodiscard]] std::string visible(std::string_view bytes);

}  // namespace tabacus::xterm
