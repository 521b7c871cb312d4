#include "render/gl/functions.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tabacus::render::gl {
namespace {

/// Asked by name: what a driver lacks it may still give an address for.
bool has_extension(const Functions& gl, std::string_view wanted) {
  GLint count = 0;
  gl.GetIntegerv(GL_NUM_EXTENSIONS, &count);
  for (GLint i = 0; i < count; ++i) {
    const auto* name = reinterpret_cast<const char*>(gl.GetStringi(GL_EXTENSIONS, static_cast<GLuint>(i)));
    if (name != nullptr && name == wanted) return true;
  }
  return false;
}

}  // namespace

Result<Functions> load_functions(void* (*get_proc)(const char* name)) {
  Functions functions;
#define TABACUS_GL_LOAD(type, name)                              \
  functions.name = reinterpret_cast<type>(get_proc("gl" #name)); \
  if (functions.name == nullptr) return fail(ErrorCode::Unsupported, "load OpenGL 3.3: no function gl" #name);
  TABACUS_GL_FUNCTIONS(TABACUS_GL_LOAD)
#undef TABACUS_GL_LOAD
  // In a desktop's OpenGL the Khronos extension has no suffix.
  for (const auto& [extension, name] : {std::pair{"GL_KHR_robustness", "glGetGraphicsResetStatus"},
                                        {"GL_ARB_robustness", "glGetGraphicsResetStatusARB"}})
    if (functions.GetGraphicsResetStatus == nullptr && has_extension(functions, extension))
      functions.GetGraphicsResetStatus = reinterpret_cast<PFNGLGETGRAPHICSRESETSTATUSPROC>(get_proc(name));
  return functions;
}

}  // namespace tabacus::render::gl
