// The characters that Xlib takes to be ours.
#pragma once

namespace tabacus::app {

/// Xlib sets a window's title, and composes what is typed, in the characters of the program's locale: in that of C, in
/// which every program starts, a title with anything but ASCII is not set at all. From now on it is the user's, if that
/// is one of UTF-8, else C.UTF-8; numbers and dates stay those of C. Before any other thread runs.
void use_utf8_text();

}  // namespace tabacus::app
