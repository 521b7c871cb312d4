// The two programs: rectangles with round corners, and glyphs out of the atlases. GLSL 3.30. Both put four corners to
// each instance and leave premultiplied colour.
#pragma once

namespace tabacus::render::gl {

inline constexpr const char* kQuadVertex = R"(#version 330 core
layout(location = 0) in vec4 rect;    // x, y, width, height in pixels
layout(location = 1) in vec4 color;
layout(location = 2) in float diameter;
uniform vec2 viewport;
flat out vec4 fill;
flat out vec2 half_size;
flat out float corner_radius;
out vec2 from_middle;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 position = rect.xy + corner * rect.zw;
  gl_Position = vec4(position.x / viewport.x * 2.0 - 1.0, 1.0 - position.y / viewport.y * 2.0, 0.0, 1.0);
  fill = vec4(color.rgb * color.a, color.a);
  half_size = rect.zw * 0.5;
  corner_radius = diameter * 0.5;
  from_middle = (corner - 0.5) * rect.zw;
}
)";

inline constexpr const char* kQuadFragment = R"(#version 330 core
flat in vec4 fill;
flat in vec2 half_size;
flat in float corner_radius;
in vec2 from_middle;
out vec4 result;
void main() {
  if (corner_radius <= 0.0) {
    result = fill;
    return;
  }
  vec2 outside = abs(from_middle) - half_size + corner_radius;
  float edge = length(max(outside, 0.0)) - corner_radius;
  result = fill * clamp(0.5 - edge, 0.0, 1.0);
}
)";

inline constexpr const char* kGlyphVertex = R"(#version 330 core
layout(location = 0) in vec4 rect;    // x, y, width, height in pixels
layout(location = 1) in vec2 texel;   // of its upper left corner
layout(location = 2) in vec4 color;
layout(location = 3) in vec4 behind;
layout(location = 4) in float page;
uniform vec2 viewport;
flat out vec4 ink;
flat out vec2 brightness;  // of the ink and of what it stands on
flat out float atlas;
out vec2 at;
const vec3 kWeights = vec3(0.2126, 0.7152, 0.0722);
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 position = rect.xy + corner * rect.zw;
  gl_Position = vec4(position.x / viewport.x * 2.0 - 1.0, 1.0 - position.y / viewport.y * 2.0, 0.0, 1.0);
  ink = color;
  brightness = vec2(dot(color.rgb, kWeights), dot(behind.rgb, kWeights));
  atlas = page;
  at = texel + corner * rect.zw;
}
)";

// The framebuffer holds gamma-encoded colour and GL mixes it as it stands. What linear light would give is reached by
// changing the coverage instead: find the brightness that mixing in linear light (gamma 2) yields, and the share that
// yields it in the encoded values. Applied whole it makes dark text on light ground too thin, so there only a part is.
inline constexpr const char* kGlyphFragment = R"(#version 330 core
flat in vec4 ink;
flat in vec2 brightness;
flat in float atlas;
in vec2 at;
uniform sampler2D coverage_atlas;
uniform sampler2D color_atlas;
out vec4 result;
float weighed(float coverage) {
  float contrast = brightness.x - brightness.y;
  if (abs(contrast) < 0.01) return coverage;
  float light = mix(brightness.y * brightness.y, brightness.x * brightness.x, coverage);
  float linear = (sqrt(light) - brightness.y) / contrast;
  return mix(coverage, linear, contrast > 0.0 ? 0.55 : 0.3);
}
void main() {
  ivec2 place = ivec2(floor(at));
  if (atlas > 0.5) {
    result = texelFetch(color_atlas, place, 0) * ink.a;
  } else {
    float alpha = weighed(texelFetch(coverage_atlas, place, 0).r) * ink.a;
    result = vec4(ink.rgb * alpha, alpha);
  }
}
)";

}  // namespace tabacus::render::gl
