// The GPU's side of the renderer: two programs, two atlases, and the picture they draw into, which stays from frame to
// frame. Names no GL type. Thread: the one that holds the context current.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "render/batch.hpp"
#include "render/layout.hpp"

namespace tabacus::render::gl {

class Gpu {
 public:
  /// Unsupported: the context is older than 3.3 or refused a shader or the framebuffer.
  static Result<std::unique_ptr<Gpu>> create(void* (*get_proc)(const char* name), int width, int height);
  ~Gpu();
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;

  /// A new picture, its content undefined.
  Result<void> resize(int width, int height);
  void upload(const std::vector<GlyphUpload>& glyphs);
  /// Draws into the picture, nothing outside of `clip`.
  void draw(const Batch& batch, Rect clip);
  /// Copies the picture to the window's back buffer, `over` on top of it.
  void present(const Batch& over);
  /// What present() shows: rows from the top, RGBA.
  [[nodiscard]] std::vector<std::uint8_t> read(const Batch& over) const;
  /// The driver took the context away: after a reset of the graphics card all that it held is gone.
  [[nodiscard]] bool is_lost() const;
  /// The context is no more, and with it what it held: nothing is given back.
  void forget();
  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;

 private:
  struct State;
  explicit Gpu(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tabacus::render::gl
