#include "render/gl/functions.hpp"

#include <fmt/format.h>

namespace tabacus::render::gl {

Result<Functions> load_functions(void* (*get_proc)(const char* name)) {
  Functions functions;
#define TABACUS_GL_LOAD(type, name)                              \
  functions.name = reinterpret_cast<type>(get_proc("gl" #name)); \
  if (functions.name == nullptr) return fail(ErrorCode::Unsupported, "load OpenGL 3.3: no function gl" #name);
  TABACUS_GL_FUNCTIONS(TABACUS_GL_LOAD)
#undef TABACUS_GL_LOAD
  return functions;
}

}  // namespace tabacus::render::gl
