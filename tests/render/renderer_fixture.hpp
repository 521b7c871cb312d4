// A renderer in a window of exactly 60 x 16 cells with a tab bar, drawn by a software OpenGL and read back.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "render/renderer.hpp"
#include "tests/render/frame_builder.hpp"
#include "tests/render/gl_context.hpp"

namespace tabacus::render {

/// By file: the pictures of golden tests must not depend on what fontconfig prefers.
inline constexpr const char* kPinnedFont = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";
inline constexpr std::uint32_t kBlank = 0x181818;  // of FramePalette

[[nodiscard]] inline std::uint32_t hex(Rgba c) { return std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b; }

class RendererTest : public testing::Test {
 protected:
  static constexpr int kColumns = 60;
  static constexpr int kRows = 16;

  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  void open(double scale, double size_pt = 11);
  /// Null, and the test has failed, where it cannot be made.
  static std::unique_ptr<Renderer> make(const fonts::FontOptions& font, int columns = kColumns, int rows = kRows);
  static fonts::FontOptions font(double scale = 1, double size_pt = 11);

  /// Draws as a window would: what is drawn is no longer damaged.
  FrameStats draw(terminal::Frame& frame);

  [[nodiscard]] Rgba at(int x, int y) const;
  [[nodiscard]] Rect cells(int row, int column, int count = 1) const;
  /// How many pixels of each colour.
  [[nodiscard]] std::map<std::uint32_t, int> colors(const Rect& rect) const;
  [[nodiscard]] bool is_uniform(const Rect& rect, std::uint32_t color) const;

  static inline std::unique_ptr<GlContext> context_;
  static inline std::string error_;
  std::unique_ptr<Renderer> renderer_;
  TabBarModel tabs_;
  WindowContent content_;
  Picture picture_;
};

[[nodiscard]] terminal::Style with(void (*change)(terminal::Style&));
/// Everything a grid of 60 x 16 can show.
[[nodiscard]] terminal::Frame showcase();
[[nodiscard]] OverlayModel busy_overlay();

}  // namespace tabacus::render
