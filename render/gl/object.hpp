// GL names that delete themselves. A name must die while its context is current, on the context's thread.
#pragma once

#include <utility>

#include "render/gl/functions.hpp"

namespace tabacus::render::gl {

/// `Delete`: a static function (const Functions&, GLuint).
template <typename Delete>
class Object {
 public:
  Object() = default;
  Object(const Functions& functions, GLuint name) : functions_{&functions}, name_{name} {}
  Object(Object&& other) noexcept : functions_{other.functions_}, name_{std::exchange(other.name_, 0)} {}
  Object& operator=(Object&& other) noexcept {
    std::swap(functions_, other.functions_);
    std::swap(name_, other.name_);
    return *this;
  }
  ~Object() {
    if (name_ != 0) Delete{}(*functions_, name_);
  }
  [[nodiscard]] GLuint name() const { return name_; }
  /// Its context is gone: another may have given the name anew.
  void forget() { name_ = 0; }

 private:
  const Functions* functions_ = nullptr;
  GLuint name_ = 0;
};

struct DeleteBuffer {
  void operator()(const Functions& gl, GLuint name) const { gl.DeleteBuffers(1, &name); }
};
struct DeleteFramebuffer {
  void operator()(const Functions& gl, GLuint name) const { gl.DeleteFramebuffers(1, &name); }
};
struct DeleteTexture {
  void operator()(const Functions& gl, GLuint name) const { gl.DeleteTextures(1, &name); }
};
struct DeleteVertexArray {
  void operator()(const Functions& gl, GLuint name) const { gl.DeleteVertexArrays(1, &name); }
};
struct DeleteShader {
  void operator()(const Functions& gl, GLuint name) const { gl.DeleteShader(name); }
};
struct DeleteProgram {
  void operator()(const Functions& gl, GLuint name) const { gl.DeleteProgram(name); }
};

using Buffer = Object<DeleteBuffer>;
using Framebuffer = Object<DeleteFramebuffer>;
using Texture = Object<DeleteTexture>;
using VertexArray = Object<DeleteVertexArray>;
using Shader = Object<DeleteShader>;
using Program = Object<DeleteProgram>;

[[nodiscard]] inline Buffer make_buffer(const Functions& gl) {
  GLuint name = 0;
  gl.GenBuffers(1, &name);
  return {gl, name};
}
[[nodiscard]] inline Framebuffer make_framebuffer(const Functions& gl) {
  GLuint name = 0;
  gl.GenFramebuffers(1, &name);
  return {gl, name};
}
[[nodiscard]] inline Texture make_texture(const Functions& gl) {
  GLuint name = 0;
  gl.GenTextures(1, &name);
  return {gl, name};
}
[[nodiscard]] inline VertexArray make_vertex_array(const Functions& gl) {
  GLuint name = 0;
  gl.GenVertexArrays(1, &name);
  return {gl, name};
}

/// Compiles and links. Unsupported: the driver refused; the message holds its log.
[[nodiscard]] Result<Program> make_program(const Functions& gl, const char* vertex, const char* fragment);

}  // namespace tabacus::render::gl
