// Reports that are also sent without being asked for.
#pragma once

namespace tabacus::terminal {

struct SequenceContext;

/// CSI ? 997 ; 1 n: dark, 2: light.
void report_color_scheme(SequenceContext& context);

}  // namespace tabacus::terminal
