// Resets that other sequences bring with them.
#pragma once

namespace tabacus::terminal {

struct SequenceContext;

/// DECSTR.
void soft_reset(SequenceContext& context);

}  // namespace tabacus::terminal
