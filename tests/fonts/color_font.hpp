// A TrueType font of colour glyphs (COLR version 1), made in memory: no distribution has one that small, and none is
// kept here. Its em is 1000 units high and wide; glyph 1 is a square that fills it, each glyph from 2 on has one paint.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tabacus::fonts {

// Paint tables with what they refer to behind them (OpenType 1.9.1, COLR). Coordinates in font units.

using Bytes = std::string;

inline constexpr unsigned kSquare = 1;
inline constexpr unsigned kFirstColorGlyph = 2;

enum PaletteEntry : unsigned { kRed, kGreen, kBlue, kWhite, kHalfRed, kOfText = 0xFFFF };

struct Stop {
  double offset;
  unsigned color;
};

[[nodiscard]] Bytes solid(unsigned color, double alpha = 1);
[[nodiscard]] Bytes linear(std::vector<Stop> stops, std::vector<int> six_coordinates, int extend = 0);
[[nodiscard]] Bytes radial(std::vector<Stop> stops, std::vector<int> centers_and_radii, int extend = 0);
/// Angles in degrees.
[[nodiscard]] Bytes sweep(std::vector<Stop> stops, int x, int y, double from, double to);
[[nodiscard]] Bytes glyph(unsigned shape, const Bytes& fill);
[[nodiscard]] Bytes color_glyph(unsigned glyph);
[[nodiscard]] Bytes layers(unsigned first, unsigned count);
[[nodiscard]] Bytes translate(const Bytes& paint, int x, int y);
[[nodiscard]] Bytes scale(const Bytes& paint, double x, double y);
[[nodiscard]] Bytes rotate_around(const Bytes& paint, double degrees, int x, int y);
[[nodiscard]] Bytes skew(const Bytes& paint, double x_degrees, double y_degrees);
/// xx, yx, xy, yy, dx, dy.
[[nodiscard]] Bytes transform(const Bytes& paint, std::vector<double> affine);
[[nodiscard]] Bytes composite(const Bytes& source, unsigned mode, const Bytes& backdrop);

/// The font's file. `layer_list` is what layers() counts in.
[[nodiscard]] Bytes color_font(const std::vector<Bytes>& paints, const std::vector<Bytes>& layer_list = {});

}  // namespace tabacus::fonts
