// Select graphic rendition as a function: parameters and a style in, a style out. Pure.
#pragma once

#include <string>

#include "terminal/parser.hpp"
#include "terminal/style.hpp"

namespace tabacus::terminal {

/// ECMA-48 8.3.117, with ITU T.416 colours in all the ways they are written (38;2;r;g;b, 38:2:r:g:b, 38:2::r:g:b),
/// underline styles 4:0 to 4:5 and underline colour 58. Unknown numbers are skipped with their sub-parameters.
[[nodiscard]] Style apply_sgr(Style style, const Parameters& parameters);

/// The parameters that give `style` from a reset pen: "0;1;38:2::1:2:3".
[[nodiscard]] std::string sgr_parameters(const Style& style);

}  // namespace tabacus::terminal
