// Functions of Xlib, from the library that SDL has open already: linked, it would cost every command its start.
#pragma once

#include <dlfcn.h>

namespace tabacus::app {

/// Null: there is no libX11, or it has no such function.
template <typename Function>
Function* find_in_xlib(const char* name) {
  static void* const kLibrary = ::dlopen("libX11.so.6", RTLD_LAZY | RTLD_LOCAL);
  return kLibrary != nullptr ? reinterpret_cast<Function*>(::dlsym(kLibrary, name)) : nullptr;
}

}  // namespace tabacus::app
