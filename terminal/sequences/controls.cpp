// C0 controls: ECMA-48, 8.3.
#include "terminal/sequences/sequence.hpp"

namespace tabacus::terminal {

void handle_control(SequenceContext& context, unsigned char byte) {
  Screen& screen = context.screen;
  switch (byte) {
    case 0x07:
      context.host.bell();
      break;
    case 0x08:
      screen.move_left(1);
      break;
    case 0x09:
      screen.tab_forward(1);
      break;
    case 0x0A:
    case 0x0B:
    case 0x0C:
      screen.index();
      if (screen.modes().newline) screen.carriage_return();
      break;
    case 0x0D:
      screen.carriage_return();
      break;
    case 0x0E:
      screen.charsets().shifted_in = 1;
      break;
    case 0x0F:
      screen.charsets().shifted_in = 0;
      break;
    default:
      break;
  }
}

}  // namespace tabacus::terminal
