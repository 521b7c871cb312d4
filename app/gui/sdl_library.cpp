// SDL's functions, each handed on to the library that is loaded when the first of them is called. Linked the usual way
// it costs every command a third of its start, for the sound, window and bus libraries that it brings: a prompt that
// runs `tabacus usage --format statusline` draws nothing. Where there is no SDL the window cannot start, all else can.
#include <SDL.h>
#include <dlfcn.h>

#include <string>

namespace {

constexpr const char* kLibrary = "libSDL2-2.0.so.0";

void* library() {
  static void* const kHandle = ::dlopen(kLibrary, RTLD_LAZY | RTLD_LOCAL);
  return kHandle;
}

const char* why_there_is_none() {
  static const std::string kReason = [] {
    const char* reason = ::dlerror();
    return std::string{"load "} + kLibrary + ": " + (reason != nullptr ? reason : "it lacks a function");
  }();
  return kReason.c_str();
}

/// Null: there is no library, or it has no such function.
template <typename Function>
Function* real(const char* name) {
  void* const handle = library();
  return handle != nullptr ? reinterpret_cast<Function*>(::dlsym(handle, name)) : nullptr;
}

}  // namespace

// The linker finds these before any library's.
#define TABACUS_SDL_OR(otherwise, result, name, parameters, arguments)          \
  result name parameters {                                                      \
    static const auto kReal = real<decltype(name)>(#name);                      \
    return kReal != nullptr ? kReal arguments : static_cast<result>(otherwise); \
  }
#define TABACUS_SDL(result, name, parameters, arguments) TABACUS_SDL_OR(0, result, name, parameters, arguments)

extern "C" {

TABACUS_SDL_OR(-1, int, SDL_InitSubSystem, (Uint32 flags), (flags))
TABACUS_SDL_OR(why_there_is_none(), const char*, SDL_GetError, (), ())
TABACUS_SDL(void, SDL_QuitSubSystem, (Uint32 flags), (flags))
TABACUS_SDL(SDL_bool, SDL_SetHint, (const char* name, const char* value), (name, value))
TABACUS_SDL(SDL_bool, SDL_SetHintWithPriority, (const char* name, const char* value, SDL_HintPriority priority),
            (name, value, priority))
TABACUS_SDL(void, SDL_free, (void* memory), (memory))

TABACUS_SDL(SDL_Window*, SDL_CreateWindow, (const char* title, int x, int y, int width, int height, Uint32 flags),
            (title, x, y, width, height, flags))
TABACUS_SDL(void, SDL_DestroyWindow, (SDL_Window * window), (window))
TABACUS_SDL(Uint32, SDL_GetWindowFlags, (SDL_Window * window), (window))
TABACUS_SDL(void, SDL_GetWindowSize, (SDL_Window * window, int* width, int* height), (window, width, height))
TABACUS_SDL(void, SDL_SetWindowSize, (SDL_Window * window, int width, int height), (window, width, height))
TABACUS_SDL(void, SDL_GetWindowPosition, (SDL_Window * window, int* x, int* y), (window, x, y))
TABACUS_SDL(Uint32, SDL_GetWindowID, (SDL_Window * window), (window))
TABACUS_SDL(void, SDL_RaiseWindow, (SDL_Window * window), (window))
TABACUS_SDL(void, SDL_ShowWindow, (SDL_Window * window), (window))
TABACUS_SDL(void, SDL_HideWindow, (SDL_Window * window), (window))
TABACUS_SDL(void, SDL_SetWindowBordered, (SDL_Window * window, SDL_bool bordered), (window, bordered))
TABACUS_SDL(void, SDL_SetWindowAlwaysOnTop, (SDL_Window * window, SDL_bool on_top), (window, on_top))
TABACUS_SDL(void, SDL_SetWindowPosition, (SDL_Window * window, int x, int y), (window, x, y))
TABACUS_SDL_OR(-1, int, SDL_GetDisplayUsableBounds, (int display, SDL_Rect* bounds), (display, bounds))
TABACUS_SDL(void, SDL_SetWindowTitle, (SDL_Window * window, const char* title), (window, title))
TABACUS_SDL_OR(-1, int, SDL_SetWindowOpacity, (SDL_Window * window, float opacity), (window, opacity))
TABACUS_SDL(int, SDL_SetWindowFullscreen, (SDL_Window * window, Uint32 flags), (window, flags))

TABACUS_SDL(const char*, SDL_GetCurrentVideoDriver, (), ())
TABACUS_SDL_OR(-1, int, SDL_GetWindowDisplayIndex, (SDL_Window * window), (window))
TABACUS_SDL_OR(-1, int, SDL_GetCurrentDisplayMode, (int display, SDL_DisplayMode* mode), (display, mode))

TABACUS_SDL(void, SDL_GL_ResetAttributes, (), ())
TABACUS_SDL_OR(-1, int, SDL_GL_SetAttribute, (SDL_GLattr attribute, int value), (attribute, value))
TABACUS_SDL(SDL_GLContext, SDL_GL_CreateContext, (SDL_Window * window), (window))
TABACUS_SDL(void, SDL_GL_DeleteContext, (SDL_GLContext context), (context))
TABACUS_SDL_OR(-1, int, SDL_GL_MakeCurrent, (SDL_Window * window, SDL_GLContext context), (window, context))
TABACUS_SDL(void*, SDL_GL_GetProcAddress, (const char* name), (name))
TABACUS_SDL(void, SDL_GL_GetDrawableSize, (SDL_Window * window, int* width, int* height), (window, width, height))
TABACUS_SDL_OR(-1, int, SDL_GL_SetSwapInterval, (int interval), (interval))
TABACUS_SDL(void, SDL_GL_SwapWindow, (SDL_Window * window), (window))

TABACUS_SDL(Uint32, SDL_RegisterEvents, (int count), (count))
TABACUS_SDL(int, SDL_PollEvent, (SDL_Event * event), (event))
TABACUS_SDL(int, SDL_WaitEvent, (SDL_Event * event), (event))
TABACUS_SDL(int, SDL_WaitEventTimeout, (SDL_Event * event, int milliseconds), (event, milliseconds))
TABACUS_SDL_OR(-1, int, SDL_PushEvent, (SDL_Event * event), (event))
TABACUS_SDL(SDL_bool, SDL_HasEvent, (Uint32 type), (type))
TABACUS_SDL(Uint32, SDL_GetGlobalMouseState, (int* x, int* y), (x, y))
TABACUS_SDL(SDL_Keymod, SDL_GetModState, (), ())
TABACUS_SDL(SDL_Keycode, SDL_GetKeyFromName, (const char* name), (name))
TABACUS_SDL(void, SDL_StartTextInput, (), ())
TABACUS_SDL(void, SDL_SetTextInputRect, (const SDL_Rect* place), (place))
TABACUS_SDL(char*, SDL_GetClipboardText, (), ())
TABACUS_SDL_OR(-1, int, SDL_SetClipboardText, (const char* text), (text))
TABACUS_SDL(char*, SDL_GetPrimarySelectionText, (), ())
TABACUS_SDL_OR(-1, int, SDL_SetPrimarySelectionText, (const char* text), (text))
TABACUS_SDL_OR(-1, int, SDL_ShowMessageBox, (const SDL_MessageBoxData* box, int* button), (box, button))

}  // extern "C"
