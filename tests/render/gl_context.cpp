#include "tests/render/gl_context.hpp"

#include <SDL.h>

#include <cstdlib>
#include <fstream>
#include <utility>

#include "render/png.hpp"

namespace tabacus::render {

Result<GlContext> GlContext::create(int width, int height) {
  ::setenv("SDL_VIDEODRIVER", "offscreen", 1);
  ::setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
  // Handing small pictures to other threads takes longer than drawing them, on a loaded machine twenty times as long.
  ::setenv("LP_NUM_THREADS", "0", 0);
  const auto failed = [](const char* what) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{}: {} (the packages libgl1-mesa-dri and libegl1 bring a software OpenGL)", what, SDL_GetError()));
  };
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return failed("start SDL's offscreen driver");
  // Held until the process ends: a leak found in a driver that was unloaded has no name to be told apart by.
  if (SDL_GL_LoadLibrary(nullptr) != 0) return failed("load OpenGL");
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  GlContext context;
  SDL_Window* window = SDL_CreateWindow("test", 0, 0, width, height, SDL_WINDOW_OPENGL);
  context.window_ = window;
  if (window == nullptr) return failed("create an offscreen window");
  context.context_ = SDL_GL_CreateContext(window);
  if (context.context_ == nullptr) return failed("create an OpenGL 3.3 context");
  return context;
}

GlContext::GlContext(GlContext&& other) noexcept
    : window_{std::exchange(other.window_, nullptr)}, context_{std::exchange(other.context_, nullptr)} {}

GlContext::~GlContext() {
  if (context_ != nullptr) SDL_GL_DeleteContext(context_);
  if (window_ != nullptr) SDL_DestroyWindow(static_cast<SDL_Window*>(window_));
}

void* GlContext::get_proc(const char* name) { return SDL_GL_GetProcAddress(name); }

void GlContext::finish() {
  using Finish = void (*)();
  reinterpret_cast<Finish>(SDL_GL_GetProcAddress("glFinish"))();
}

void keep_picture(const Picture& picture, const std::string& name) {
  const char* folder = std::getenv("TABACUS_KEEP_PICTURES");
  if (folder == nullptr) return;
  const auto png = encode_png(picture.width, picture.height, picture.rgba);
  if (png) std::ofstream{std::string{folder} + "/" + name + ".png", std::ios::binary} << *png;
}

}  // namespace tabacus::render
