// What an X11 display refuses costs one request, not the window with all its tabs. Main thread.
#pragma once

namespace tabacus::app {

/// To be called once SDL has reached the display: Xlib's own way, which SDL hands on to, is to end the program. Windows
/// go while others still answer them: of a program that asked for the selection, or ours, which another thread wakes.
void survive_x11_errors();

}  // namespace tabacus::app
