#include "render/gl/object.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace tabacus::render::gl {
namespace {

Result<Shader> compile(const Functions& gl, GLenum kind, const char* source) {
  Shader shader{gl, gl.CreateShader(kind)};
  gl.ShaderSource(shader.name(), 1, &source, nullptr);
  gl.CompileShader(shader.name());
  GLint compiled = GL_FALSE;
  gl.GetShaderiv(shader.name(), GL_COMPILE_STATUS, &compiled);
  if (compiled == GL_TRUE) return shader;
  std::array<char, 1024> log{};
  gl.GetShaderInfoLog(shader.name(), static_cast<GLsizei>(log.size()), nullptr, log.data());
  return fail(ErrorCode::Unsupported, fmt::format("compile shader: {}", log.data()));
}

}  // namespace

Result<Program> make_program(const Functions& gl, const char* vertex, const char* fragment) {
  const auto first = compile(gl, GL_VERTEX_SHADER, vertex);
  if (!first) return fail(first.error());
  const auto second = compile(gl, GL_FRAGMENT_SHADER, fragment);
  if (!second) return fail(second.error());
  Program program{gl, gl.CreateProgram()};
  gl.AttachShader(program.name(), first->name());
  gl.AttachShader(program.name(), second->name());
  gl.LinkProgram(program.name());
  GLint linked = GL_FALSE;
  gl.GetProgramiv(program.name(), GL_LINK_STATUS, &linked);
  if (linked == GL_TRUE) return program;
  std::array<char, 1024> log{};
  gl.GetProgramInfoLog(program.name(), static_cast<GLsizei>(log.size()), nullptr, log.data());
  return fail(ErrorCode::Unsupported, fmt::format("link shaders: {}", log.data()));
}

}  // namespace tabacus::render::gl
