// C0 controls: ECMA-48, 8.3. DEL is one too, but a character where a set of 96 is shown: ECMA-35, 6.3.
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
    case 0x7F:
      if (const CharacterSet* set = screen.charsets().next(); set != nullptr && set->size == CharsetSize::Of96)
        screen.print_ascii("\x7F");
      break;
    default:
      break;
  }
}

}  // namespace tabacus::terminal
