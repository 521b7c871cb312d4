// Size reports that are also sent without being asked for.
#pragma once

namespace tabacus::terminal {

struct SequenceContext;

/// Mode 2048: CSI 48 ; rows ; columns ; pixels high ; pixels wide t.
void report_resize(SequenceContext& context);

}  // namespace tabacus::terminal
