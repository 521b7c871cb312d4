#include "tests/fonts/color_font.hpp"

#include <cmath>
#include <map>

namespace tabacus::fonts {
namespace {

constexpr int kEm = 1000;

Bytes number(std::uint64_t value, int bytes) {
  Bytes out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}
Bytes u8(std::uint64_t value) { return number(value, 1); }
Bytes u16(std::uint64_t value) { return number(value, 2); }
Bytes u24(std::uint64_t value) { return number(value, 3); }
Bytes u32(std::uint64_t value) { return number(value, 4); }
Bytes i16(int value) { return u16(static_cast<std::uint16_t>(value)); }
Bytes f2dot14(double value) { return i16(static_cast<int>(std::lround(value * 16384))); }
Bytes fixed(double value) { return u32(static_cast<std::uint32_t>(std::lround(value * 65536))); }

Bytes color_line(const std::vector<Stop>& stops, int extend) {
  Bytes out = u8(static_cast<unsigned>(extend)) + u16(stops.size());
  for (const Stop& stop : stops) out += f2dot14(stop.offset) + u16(stop.color) + f2dot14(1);
  return out;
}

/// A table that begins with its format and the offset of what lies behind it.
Bytes referring(unsigned format, const Bytes& rest, const Bytes& behind) {
  return u8(format) + u24(4 + rest.size()) + rest + behind;
}

Bytes coordinates(const std::vector<int>& values) {
  Bytes out;
  for (const int value : values) out += i16(value);
  return out;
}

/// One contour of four points on the curve.
Bytes square() {
  Bytes out = i16(1) + i16(0) + i16(0) + i16(kEm) + i16(kEm);
  out += u16(3) + u16(0);  // the last point; no instructions
  out += Bytes(4, '\1');
  for (const int step : {0, kEm, 0, -kEm}) out += i16(step);
  for (const int step : {0, 0, kEm, 0}) out += i16(step);
  return out + Bytes(out.size() % 2, '\0');
}

Bytes head() {
  return u32(0x10000) + u32(0x10000) + u32(0) + u32(0x5F0F3CF5) + u16(0) + u16(kEm) + Bytes(16, '\0') + i16(0) +
         i16(0) + i16(kEm) + i16(kEm) + u16(0) + u16(8) + i16(2) + i16(0) + i16(0);
}

Bytes hhea(std::size_t glyphs) {
  return u32(0x10000) + i16(kEm) + i16(0) + i16(0) + u16(kEm) + i16(0) + i16(0) + i16(kEm) + Bytes(16, '\0') + i16(0) +
         u16(glyphs);
}

Bytes maxp(std::size_t glyphs) {
  return u32(0x10000) + u16(glyphs) + u16(4) + u16(1) + u16(0) + u16(0) + u16(2) + Bytes(16, '\0');
}

/// 'A' is the first colour glyph.
Bytes cmap(std::size_t paints) {
  const Bytes groups = u32(1) + u32('A') + u32('A' + paints - 1) + u32(kFirstColorGlyph);
  return u16(0) + u16(1) + u16(3) + u16(10) + u32(12) + u16(12) + u16(0) + u32(12 + groups.size()) + u32(0) + groups;
}

Bytes cpal() {
  const std::vector<std::uint32_t> bgra{0x0000FFFF, 0x00FF00FF, 0xFF0000FF, 0xFFFFFFFF, 0x0000FF80};
  Bytes out = u16(0) + u16(bgra.size()) + u16(1) + u16(bgra.size()) + u32(14) + u16(0);
  for (const std::uint32_t color : bgra) out += u32(color);
  return out;
}

/// Their offsets from the start of a table of `head` bytes with `record` bytes for each, and the paints.
Bytes listed(const std::vector<Bytes>& paints, std::size_t head, std::size_t record, bool with_glyph) {
  Bytes out = u32(paints.size());
  std::size_t at = head + paints.size() * record;
  for (std::size_t i = 0; i < paints.size(); ++i) {
    if (with_glyph) out += u16(kFirstColorGlyph + i);
    out += u32(at);
    at += paints[i].size();
  }
  for (const Bytes& paint : paints) out += paint;
  return out;
}

Bytes colr(const std::vector<Bytes>& paints, const std::vector<Bytes>& layer_list) {
  constexpr std::size_t kHeader = 34;
  const Bytes bases = listed(paints, 4, 6, true);
  const Bytes below = listed(layer_list, 4, 4, false);
  const std::size_t layers_at = layer_list.empty() ? 0 : kHeader + bases.size();
  return u16(1) + u16(0) + u32(0) + u32(0) + u16(0) + u32(kHeader) + u32(layers_at) + u32(0) + u32(0) + u32(0) + bases +
         (layer_list.empty() ? Bytes{} : below);
}

}  // namespace

Bytes solid(unsigned color, double alpha) { return u8(2) + u16(color) + f2dot14(alpha); }
Bytes linear(std::vector<Stop> stops, std::vector<int> six_coordinates, int extend) {
  return referring(4, coordinates(six_coordinates), color_line(stops, extend));
}
Bytes radial(std::vector<Stop> stops, std::vector<int> centers_and_radii, int extend) {
  return referring(6, coordinates(centers_and_radii), color_line(stops, extend));
}
Bytes sweep(std::vector<Stop> stops, int x, int y, double from, double to) {
  return referring(8, i16(x) + i16(y) + f2dot14(from / 180 - 1) + f2dot14(to / 180 - 1), color_line(stops, 0));
}
Bytes glyph(unsigned shape, const Bytes& fill) { return referring(10, u16(shape), fill); }
Bytes color_glyph(unsigned glyph) { return u8(11) + u16(glyph); }
Bytes layers(unsigned first, unsigned count) { return u8(1) + u8(count) + u32(first); }
Bytes translate(const Bytes& paint, int x, int y) { return referring(14, i16(x) + i16(y), paint); }
Bytes scale(const Bytes& paint, double x, double y) { return referring(16, f2dot14(x) + f2dot14(y), paint); }
Bytes rotate_around(const Bytes& paint, double degrees, int x, int y) {
  return referring(26, f2dot14(degrees / 180) + i16(x) + i16(y), paint);
}
Bytes skew(const Bytes& paint, double x_degrees, double y_degrees) {
  return referring(28, f2dot14(x_degrees / 180) + f2dot14(y_degrees / 180), paint);
}
Bytes transform(const Bytes& paint, std::vector<double> affine) {
  Bytes out = u8(12) + u24(7) + u24(7 + paint.size()) + paint;
  for (const double value : affine) out += fixed(value);
  return out;
}
Bytes composite(const Bytes& source, unsigned mode, const Bytes& backdrop) {
  return u8(32) + u24(8) + u8(mode) + u24(8 + source.size()) + source + backdrop;
}

Bytes color_font(const std::vector<Bytes>& paints, const std::vector<Bytes>& layer_list) {
  const std::size_t glyphs = kFirstColorGlyph + paints.size();
  const Bytes shape = square();
  Bytes loca = u16(0) + u16(0);
  for (std::size_t i = 1; i < glyphs; ++i) loca += u16(shape.size() / 2);
  Bytes widths;
  for (std::size_t i = 0; i < glyphs; ++i) widths += u16(kEm) + i16(0);
  const std::map<std::string, Bytes> tables{{"COLR", colr(paints, layer_list)},
                                            {"CPAL", cpal()},
                                            {"cmap", cmap(paints.size())},
                                            {"glyf", shape},
                                            {"head", head()},
                                            {"hhea", hhea(glyphs)},
                                            {"hmtx", widths},
                                            {"loca", loca},
                                            {"maxp", maxp(glyphs)}};
  Bytes directory = u32(0x10000) + u16(tables.size()) + Bytes(6, '\0');
  std::size_t at = directory.size() + 16 * tables.size();
  Bytes body;
  for (const auto& [tag, bytes] : tables) {
    directory += tag + u32(0) + u32(at) + u32(bytes.size());
    const Bytes padded = bytes + Bytes((4 - bytes.size() % 4) % 4, '\0');
    at += padded.size();
    body += padded;
  }
  return directory + body;
}

}  // namespace tabacus::fonts
