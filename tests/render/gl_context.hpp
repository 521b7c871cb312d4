// An OpenGL 3.3 context without a screen, by SDL's offscreen driver and Mesa's software renderer, and the pictures that
// tests keep when TABACUS_KEEP_PICTURES names a folder.
#pragma once

#include <string>

#include "base/result.hpp"
#include "render/renderer.hpp"

namespace tabacus::render {

class GlContext {
 public:
  /// Unsupported: what is missing, and the packages that bring it.
  static Result<GlContext> create(int width, int height);
  GlContext(GlContext&& other) noexcept;
  GlContext& operator=(GlContext&&) = delete;
  ~GlContext();

  [[nodiscard]] static void* get_proc(const char* name);
  /// Waits until everything is drawn.
  static void finish();

 private:
  GlContext() = default;
  void* window_ = nullptr;
  void* context_ = nullptr;
};

/// Writes `NAME.png` into the folder of TABACUS_KEEP_PICTURES; nothing when that is not set.
void keep_picture(const Picture& picture, const std::string& name);

}  // namespace tabacus::render
