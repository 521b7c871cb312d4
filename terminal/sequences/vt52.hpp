// Into a VT52 and out of it again.
#pragma once

namespace tabacus::terminal {

struct SequenceContext;

/// Look, character sets and the modes that a VT52 has not are put by.
void enter_vt52(SequenceContext& context);
/// And brought back. Nothing happens where there is no VT52.
void leave_vt52(SequenceContext& context);

}  // namespace tabacus::terminal
