#include "render/gl/gpu.hpp"

#include <algorithm>
#include <cstddef>

#include "render/gl/object.hpp"
#include "render/gl/shaders.hpp"

namespace tabacus::render::gl {
namespace {

/// One field of an instance record.
struct Attribute {
  GLuint location;
  GLint components;
  GLenum type;
  GLboolean normalized;
  std::size_t offset;
};

constexpr Attribute kQuadAttributes[] = {
    {0, 4, GL_SHORT, GL_FALSE, offsetof(QuadInstance, x)},
    {1, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(QuadInstance, color)},
    {2, 1, GL_UNSIGNED_SHORT, GL_FALSE, offsetof(QuadInstance, diameter)},
};

constexpr Attribute kGlyphAttributes[] = {
    {0, 4, GL_SHORT, GL_FALSE, offsetof(GlyphInstance, x)},
    {1, 2, GL_UNSIGNED_SHORT, GL_FALSE, offsetof(GlyphInstance, u)},
    {2, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(GlyphInstance, color)},
    {3, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(GlyphInstance, behind)},
    {4, 1, GL_UNSIGNED_INT, GL_FALSE, offsetof(GlyphInstance, page)},
};

/// A program with the records it draws.
struct Pipeline {
  Program program;
  VertexArray vertices;
  Buffer records;
  GLint viewport = -1;
};

Result<Pipeline> make_pipeline(const Functions& gl, const char* vertex, const char* fragment,
                               std::span<const Attribute> attributes, std::size_t stride) {
  auto program = make_program(gl, vertex, fragment);
  if (!program) return fail(program.error());
  Pipeline pipeline{std::move(*program), make_vertex_array(gl), make_buffer(gl), -1};
  pipeline.viewport = gl.GetUniformLocation(pipeline.program.name(), "viewport");
  gl.BindVertexArray(pipeline.vertices.name());
  gl.BindBuffer(GL_ARRAY_BUFFER, pipeline.records.name());
  for (const Attribute& attribute : attributes) {
    gl.EnableVertexAttribArray(attribute.location);
    gl.VertexAttribPointer(attribute.location, attribute.components, attribute.type, attribute.normalized,
                           static_cast<GLsizei>(stride), reinterpret_cast<const void*>(attribute.offset));
    gl.VertexAttribDivisor(attribute.location, 1);
  }
  return pipeline;
}

Texture make_image(const Functions& gl, GLint internal, GLenum format, int width, int height) {
  Texture texture = make_texture(gl);
  gl.BindTexture(GL_TEXTURE_2D, texture.name());
  gl.TexImage2D(GL_TEXTURE_2D, 0, internal, width, height, 0, format, GL_UNSIGNED_BYTE, nullptr);
  gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  return texture;
}

/// An atlas's texture. Of the rows that the atlas may use it has as many as glyphs were placed in, or somewhat more:
/// most windows need a tenth.
struct AtlasTexture {
  Texture texture;
  int size = 0;    ///< texels in a row, and rows at most
  int height = 0;  ///< rows that are there
  GLint internal = 0;
  GLenum format = 0;
};
constexpr int kFirstAtlasRows = 256;

AtlasTexture make_atlas(const Functions& gl, GLint internal, GLenum format, int size) {
  const int height = std::min(kFirstAtlasRows, size);
  return {make_image(gl, internal, format, size, height), size, height, internal, format};
}

/// Makes it at least `height` rows high; what it holds stays.
void grow_atlas(const Functions& gl, AtlasTexture& atlas, int height) {
  if (height <= atlas.height) return;
  const int grown = std::min(atlas.size, std::max(height, 2 * atlas.height));
  Texture larger = make_image(gl, atlas.internal, atlas.format, atlas.size, grown);
  const Framebuffer source = make_framebuffer(gl);
  gl.BindFramebuffer(GL_READ_FRAMEBUFFER, source.name());
  gl.FramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, atlas.texture.name(), 0);
  gl.BindTexture(GL_TEXTURE_2D, larger.name());
  gl.CopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, atlas.size, atlas.height);
  atlas.texture = std::move(larger);
  atlas.height = grown;
}

bool is_opaque(const std::vector<QuadInstance>& quads) {
  return std::ranges::all_of(quads, [](const QuadInstance& quad) { return quad.color.a == 255 && quad.diameter == 0; });
}

}  // namespace

struct Gpu::State {
  Functions gl;
  int width = 0;
  int height = 0;
  Pipeline quads;
  Pipeline glyphs;
  AtlasTexture coverage;
  AtlasTexture color;
  Texture picture;
  Framebuffer target;

  Result<void> build();
  Result<void> make_picture();
  void draw_into(GLuint framebuffer, const Batch& batch, Rect clip) const;
  void copy_picture_to(GLuint framebuffer) const;
  template <typename Record>
  void draw(const Pipeline& pipeline, const std::vector<Record>& records) const;
};

Result<void> Gpu::State::build() {
  auto quad = make_pipeline(gl, kQuadVertex, kQuadFragment, kQuadAttributes, sizeof(QuadInstance));
  if (!quad) return fail(quad.error());
  quads = std::move(*quad);
  auto glyph = make_pipeline(gl, kGlyphVertex, kGlyphFragment, kGlyphAttributes, sizeof(GlyphInstance));
  if (!glyph) return fail(glyph.error());
  glyphs = std::move(*glyph);
  gl.UseProgram(glyphs.program.name());
  gl.Uniform1i(gl.GetUniformLocation(glyphs.program.name(), "coverage_atlas"), 0);
  gl.Uniform1i(gl.GetUniformLocation(glyphs.program.name(), "color_atlas"), 1);
  coverage = make_atlas(gl, GL_R8, GL_RED, kCoverageAtlasSize);
  color = make_atlas(gl, GL_RGBA8, GL_RGBA, kColorAtlasSize);
  return make_picture();
}

Result<void> Gpu::State::make_picture() {
  GLint largest = 0;
  gl.GetIntegerv(GL_MAX_TEXTURE_SIZE, &largest);
  if (width > largest || height > largest)
    return fail(ErrorCode::Unsupported,
                fmt::format("draw {}x{} pixels: the driver ends at {}", width, height, largest));
  picture = make_image(gl, GL_RGBA8, GL_RGBA, width, height);
  target = make_framebuffer(gl);
  gl.BindFramebuffer(GL_FRAMEBUFFER, target.name());
  gl.FramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, picture.name(), 0);
  const GLenum status = gl.CheckFramebufferStatus(GL_FRAMEBUFFER);
  if (status != GL_FRAMEBUFFER_COMPLETE)
    return fail(ErrorCode::Unsupported, fmt::format("make a {}x{} framebuffer: status {:#x}", width, height, status));
  return {};
}

template <typename Record>
void Gpu::State::draw(const Pipeline& pipeline, const std::vector<Record>& records) const {
  if (records.empty()) return;
  gl.UseProgram(pipeline.program.name());
  gl.Uniform2f(pipeline.viewport, static_cast<float>(width), static_cast<float>(height));
  gl.BindVertexArray(pipeline.vertices.name());
  gl.BindBuffer(GL_ARRAY_BUFFER, pipeline.records.name());
  gl.BufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(records.size() * sizeof(Record)), records.data(),
                GL_STREAM_DRAW);
  gl.DrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(records.size()));
}

Gpu::Gpu(std::unique_ptr<State> state) : state_{std::move(state)} {}
Gpu::~Gpu() = default;

Result<std::unique_ptr<Gpu>> Gpu::create(void* (*get_proc)(const char* name), int width, int height) {
  auto functions = load_functions(get_proc);
  if (!functions) return fail(functions.error());
  auto state = std::make_unique<State>();
  state->gl = *functions;
  state->width = std::max(width, 1);
  state->height = std::max(height, 1);
  if (const auto built = state->build(); !built) return fail(built.error());
  return std::unique_ptr<Gpu>{new Gpu{std::move(state)}};
}

Result<void> Gpu::resize(int width, int height) {
  state_->width = std::max(width, 1);
  state_->height = std::max(height, 1);
  return state_->make_picture();
}

void Gpu::upload(const std::vector<GlyphUpload>& glyphs) {
  const Functions& gl = state_->gl;
  gl.PixelStorei(GL_UNPACK_ALIGNMENT, 1);
  for (const GlyphUpload& glyph : glyphs) {
    AtlasTexture& atlas = glyph.page == AtlasPage::Color ? state_->color : state_->coverage;
    grow_atlas(gl, atlas, glyph.slot.y + glyph.slot.height);
    gl.BindTexture(GL_TEXTURE_2D, atlas.texture.name());
    gl.TexSubImage2D(GL_TEXTURE_2D, 0, glyph.slot.x, glyph.slot.y, glyph.slot.width, glyph.slot.height, atlas.format,
                     GL_UNSIGNED_BYTE, glyph.pixels.data());
  }
}

void Gpu::State::draw_into(GLuint framebuffer, const Batch& batch, Rect clip) const {
  gl.BindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  gl.Viewport(0, 0, width, height);
  gl.Enable(GL_SCISSOR_TEST);
  gl.Scissor(clip.x, height - clip.bottom(), std::max(0, clip.width), std::max(0, clip.height));
  gl.Disable(GL_DEPTH_TEST);
  gl.BlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  gl.ActiveTexture(GL_TEXTURE1);
  gl.BindTexture(GL_TEXTURE_2D, color.texture.name());
  gl.ActiveTexture(GL_TEXTURE0);
  gl.BindTexture(GL_TEXTURE_2D, coverage.texture.name());
  // Mixing costs a software renderer more than filling does, and the grid's ground never needs it.
  is_opaque(batch.below) ? gl.Disable(GL_BLEND) : gl.Enable(GL_BLEND);
  draw(quads, batch.below);
  gl.Enable(GL_BLEND);
  draw(glyphs, batch.glyphs);
  draw(quads, batch.above);
}

void Gpu::State::copy_picture_to(GLuint framebuffer) const {
  gl.Disable(GL_SCISSOR_TEST);
  gl.BindFramebuffer(GL_READ_FRAMEBUFFER, target.name());
  gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
  gl.BlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

void Gpu::draw(const Batch& batch, Rect clip) {
  if (!batch.is_empty()) state_->draw_into(state_->target.name(), batch, clip);
}

void Gpu::present(const Batch& over) {
  state_->copy_picture_to(0);
  if (!over.is_empty()) state_->draw_into(0, over, {0, 0, state_->width, state_->height});
}

std::vector<std::uint8_t> Gpu::read(const Batch& over) const {
  const State& state = *state_;
  const Functions& gl = state.gl;
  const auto stride = static_cast<std::size_t>(state.width) * 4;
  const auto rows = static_cast<std::size_t>(state.height);
  // The window's own buffer cannot be read once it was shown: the same is done to a copy.
  const Texture copy = make_image(gl, GL_RGBA8, GL_RGBA, state.width, state.height);
  const Framebuffer shown = make_framebuffer(gl);
  gl.BindFramebuffer(GL_FRAMEBUFFER, shown.name());
  gl.FramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, copy.name(), 0);
  state.copy_picture_to(shown.name());
  if (!over.is_empty()) state.draw_into(shown.name(), over, {0, 0, state.width, state.height});
  std::vector<std::uint8_t> pixels(stride * rows);
  gl.BindFramebuffer(GL_READ_FRAMEBUFFER, shown.name());
  gl.PixelStorei(GL_PACK_ALIGNMENT, 1);
  gl.ReadPixels(0, 0, state.width, state.height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  // GL counts rows from the bottom.
  for (std::size_t y = 0; y < rows / 2; ++y)
    std::swap_ranges(pixels.begin() + static_cast<std::ptrdiff_t>(y * stride),
                     pixels.begin() + static_cast<std::ptrdiff_t>((y + 1) * stride),
                     pixels.begin() + static_cast<std::ptrdiff_t>((rows - 1 - y) * stride));
  return pixels;
}

bool Gpu::is_lost() const {
  return state_->gl.GetGraphicsResetStatus != nullptr && state_->gl.GetGraphicsResetStatus() != GL_NO_ERROR;
}

void Gpu::forget() {
  State& state = *state_;
  for (Pipeline* pipeline : {&state.quads, &state.glyphs}) {
    pipeline->program.forget();
    pipeline->vertices.forget();
    pipeline->records.forget();
  }
  for (Texture* texture : {&state.coverage.texture, &state.color.texture, &state.picture}) texture->forget();
  state.target.forget();
}

int Gpu::width() const { return state_->width; }
int Gpu::height() const { return state_->height; }

}  // namespace tabacus::render::gl
