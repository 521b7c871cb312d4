// Modes that more than their own sequences change.
#pragma once

namespace tabacus::terminal {

struct SequenceContext;

/// Mouse, paste, focus, keys and synchronized output as a shell expects them: after a program that ended without
/// putting them back.
void reset_input_modes(SequenceContext& context);

}  // namespace tabacus::terminal
