// The functions of OpenGL 3.3 core that we call, found at run time, so that nothing links libGL. One context, its
// thread.
#pragma once

#include <GL/glcorearb.h>

#include "base/result.hpp"

namespace tabacus::render::gl {

// One list makes the members and the loading of them, so that neither can miss one.
#define TABACUS_GL_FUNCTIONS(X)                                \
  X(PFNGLACTIVETEXTUREPROC, ActiveTexture)                     \
  X(PFNGLATTACHSHADERPROC, AttachShader)                       \
  X(PFNGLBINDBUFFERPROC, BindBuffer)                           \
  X(PFNGLBINDFRAMEBUFFERPROC, BindFramebuffer)                 \
  X(PFNGLBINDTEXTUREPROC, BindTexture)                         \
  X(PFNGLBINDVERTEXARRAYPROC, BindVertexArray)                 \
  X(PFNGLBLENDFUNCPROC, BlendFunc)                             \
  X(PFNGLBLITFRAMEBUFFERPROC, BlitFramebuffer)                 \
  X(PFNGLBUFFERDATAPROC, BufferData)                           \
  X(PFNGLCHECKFRAMEBUFFERSTATUSPROC, CheckFramebufferStatus)   \
  X(PFNGLCOMPILESHADERPROC, CompileShader)                     \
  X(PFNGLCOPYTEXSUBIMAGE2DPROC, CopyTexSubImage2D)             \
  X(PFNGLCREATEPROGRAMPROC, CreateProgram)                     \
  X(PFNGLCREATESHADERPROC, CreateShader)                       \
  X(PFNGLDELETEBUFFERSPROC, DeleteBuffers)                     \
  X(PFNGLDELETEFRAMEBUFFERSPROC, DeleteFramebuffers)           \
  X(PFNGLDELETEPROGRAMPROC, DeleteProgram)                     \
  X(PFNGLDELETESHADERPROC, DeleteShader)                       \
  X(PFNGLDELETETEXTURESPROC, DeleteTextures)                   \
  X(PFNGLDELETEVERTEXARRAYSPROC, DeleteVertexArrays)           \
  X(PFNGLDISABLEPROC, Disable)                                 \
  X(PFNGLDRAWARRAYSINSTANCEDPROC, DrawArraysInstanced)         \
  X(PFNGLENABLEPROC, Enable)                                   \
  X(PFNGLENABLEVERTEXATTRIBARRAYPROC, EnableVertexAttribArray) \
  X(PFNGLFRAMEBUFFERTEXTURE2DPROC, FramebufferTexture2D)       \
  X(PFNGLGENBUFFERSPROC, GenBuffers)                           \
  X(PFNGLGENFRAMEBUFFERSPROC, GenFramebuffers)                 \
  X(PFNGLGENTEXTURESPROC, GenTextures)                         \
  X(PFNGLGENVERTEXARRAYSPROC, GenVertexArrays)                 \
  X(PFNGLGETINTEGERVPROC, GetIntegerv)                         \
  X(PFNGLGETPROGRAMINFOLOGPROC, GetProgramInfoLog)             \
  X(PFNGLGETPROGRAMIVPROC, GetProgramiv)                       \
  X(PFNGLGETSHADERINFOLOGPROC, GetShaderInfoLog)               \
  X(PFNGLGETSHADERIVPROC, GetShaderiv)                         \
  X(PFNGLGETSTRINGIPROC, GetStringi)                           \
  X(PFNGLGETUNIFORMLOCATIONPROC, GetUniformLocation)           \
  X(PFNGLLINKPROGRAMPROC, LinkProgram)                         \
  X(PFNGLPIXELSTOREIPROC, PixelStorei)                         \
  X(PFNGLREADPIXELSPROC, ReadPixels)                           \
  X(PFNGLSCISSORPROC, Scissor)                                 \
  X(PFNGLSHADERSOURCEPROC, ShaderSource)                       \
  X(PFNGLTEXIMAGE2DPROC, TexImage2D)                           \
  X(PFNGLTEXPARAMETERIPROC, TexParameteri)                     \
  X(PFNGLTEXSUBIMAGE2DPROC, TexSubImage2D)                     \
  X(PFNGLUNIFORM1IPROC, Uniform1i)                             \
  X(PFNGLUNIFORM2FPROC, Uniform2f)                             \
  X(PFNGLUSEPROGRAMPROC, UseProgram)                           \
  X(PFNGLVERTEXATTRIBDIVISORPROC, VertexAttribDivisor)         \
  X(PFNGLVERTEXATTRIBPOINTERPROC, VertexAttribPointer)         \
  X(PFNGLVIEWPORTPROC, Viewport)

struct Functions {
#define TABACUS_GL_MEMBER(type, name) type name = nullptr;
  TABACUS_GL_FUNCTIONS(TABACUS_GL_MEMBER)
#undef TABACUS_GL_MEMBER
  /// Null where the driver does not tell (KHR_robustness, ARB_robustness).
  PFNGLGETGRAPHICSRESETSTATUSPROC GetGraphicsResetStatus = nullptr;
};

/// Unsupported: the context lacks a function; the message names it.
[[nodiscard]] Result<Functions> load_functions(void* (*get_proc)(const char* name));

}  // namespace tabacus::render::gl
