// Colour glyphs whose font describes them as a graph of paints, drawn from a font that is made for each test.
#include "fonts/color_paint.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <tuple>

#include "fonts/catalogue.hpp"
#include "fonts/color_blend.hpp"
#include "fonts/font_set.hpp"
#include "fonts/library.hpp"
#include "fonts/rasterizer.hpp"
#include "tests/fonts/color_font.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::fonts {
namespace {

constexpr int kSide = 32;  // of the cell that the tests' fonts have

struct Pixel {
  int red;
  int green;
  int blue;
  int alpha;
  friend bool operator==(const Pixel&, const Pixel&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Pixel& p) {
    return out << p.red << ' ' << p.green << ' ' << p.blue << ' ' << p.alpha;
  }
};
constexpr Pixel kNone{0, 0, 0, 0};
constexpr Pixel kRedPixel{255, 0, 0, 255};
constexpr Pixel kGreenPixel{0, 255, 0, 255};
constexpr Pixel kBluePixel{0, 0, 255, 255};

/// What the first paint of a font looks like in a cell of 32 x 32 pixels, one of them 31.25 units wide.
class Painted {
 public:
  explicit Painted(const std::vector<Bytes>& paints, const std::vector<Bytes>& layer_list = {}, int cells = 1) {
    const tabacus::testing::TempDir directory;
    const std::string file = directory.path() / "color.ttf";
    std::ofstream{file, std::ios::binary} << color_font(paints, layer_list);
    static const auto library = FontLibrary::open();
    static auto catalogue = FontCatalogue::open();
    FontOptions options;
    options.family = file;
    options.size_pt = kSide * 72.0 / 96.0;
    auto fonts = FontSet::open(*library, *catalogue, options);
    EXPECT_TRUE(fonts) << fonts.error().message;
    if (!fonts) return;
    const GlyphRef ref{kFirstColorGlyph, fonts->primary(FaceStyle::Regular), static_cast<std::uint8_t>(cells)};
    bitmap_ = rasterize(*fonts, ref);
    if (!is_painted()) return;
    EXPECT_EQ(std::tuple(bitmap_.width, bitmap_.height, bitmap_.left, bitmap_.top),
              std::tuple(kSide * cells, kSide, 0, 0));
  }
  explicit Painted(const Bytes& paint) : Painted{std::vector{paint}} {}

  /// From the upper left corner.
  [[nodiscard]] Pixel at(int x, int y) const {
    const auto index = static_cast<std::size_t>(y * bitmap_.width + x) * 4;
    if (index + 4 > bitmap_.pixels.size()) return {-1, -1, -1, -1};
    const std::uint8_t* p = &bitmap_.pixels[index];
    return {p[0], p[1], p[2], p[3]};
  }
  [[nodiscard]] const GlyphBitmap& bitmap() const { return bitmap_; }
  [[nodiscard]] bool is_painted() const { return bitmap_.format == PixelFormat::Rgba; }

 private:
  GlyphBitmap bitmap_;
};

Bytes filled(const Bytes& fill) { return glyph(kSquare, fill); }
/// The square's lower left quarter.
Bytes quarter(const Bytes& fill) { return scale(filled(fill), 0.5, 0.5); }

class ColorPaint : public ::testing::Test {
  void SetUp() override {
    if (!Painted{filled(solid(kRed))}.is_painted())
      GTEST_SKIP() << "this FreeType reads no COLRv1: such glyphs are drawn as their outlines";
  }
};

TEST_F(ColorPaint, ASolidGlyphFillsItsShape) {
  const Painted red{filled(solid(kRed))};
  EXPECT_EQ(red.at(0, 0), kRedPixel);
  EXPECT_EQ(red.at(31, 31), kRedPixel);
  EXPECT_EQ(Painted{filled(solid(kRed, 0.5))}.at(9, 9), (Pixel{128, 0, 0, 128})) << "multiplied by alpha";
  EXPECT_EQ(Painted{filled(solid(kHalfRed))}.at(9, 9), (Pixel{128, 0, 0, 128})) << "the palette has alpha too";
  EXPECT_EQ(Painted{filled(solid(99))}.at(9, 9), kNone) << "the palette has no such colour";
  EXPECT_EQ(Painted{filled(solid(kOfText))}.at(9, 9).alpha, 255);
}

TEST_F(ColorPaint, StandsInTheMiddleOfItsCells) {
  const Painted wide{{filled(solid(kRed))}, {}, 2};
  EXPECT_EQ(wide.at(15, 9), kNone);
  EXPECT_EQ(wide.at(16, 9), kRedPixel);
  EXPECT_EQ(wide.at(47, 9), kRedPixel);
  EXPECT_EQ(wide.at(48, 9), kNone);
}

TEST_F(ColorPaint, TransformsMoveWhatIsBelowThem) {
  const Painted quarter_of_it{quarter(solid(kRed))};
  EXPECT_EQ(quarter_of_it.at(3, 28), kRedPixel);
  EXPECT_EQ(quarter_of_it.at(3, 12), kNone);
  EXPECT_EQ(quarter_of_it.at(20, 28), kNone);
  const Painted moved{translate(quarter(solid(kRed)), 500, 500)};
  EXPECT_EQ(moved.at(20, 3), kRedPixel);
  EXPECT_EQ(moved.at(3, 28), kNone);
  const Painted turned{rotate_around(quarter(solid(kRed)), 90, 500, 500)};
  EXPECT_EQ(turned.at(20, 28), kRedPixel) << "counter-clockwise: from the lower left to the lower right";
  EXPECT_EQ(turned.at(3, 28), kNone);
  const Painted mirrored{transform(quarter(solid(kRed)), {-1, 0, 0, 1, 1000, 0})};
  EXPECT_EQ(mirrored.at(20, 28), kRedPixel);
  EXPECT_EQ(mirrored.at(3, 28), kNone);
  const Painted skewed{skew(quarter(solid(kRed)), -45, 0)};
  EXPECT_EQ(skewed.at(20, 18), kRedPixel) << "what is higher is further right";
  EXPECT_EQ(skewed.at(1, 18), kNone);
}

TEST_F(ColorPaint, ALinearGradientRunsFromItsStartToItsEnd) {
  const std::vector<Stop> stops{{0, kRed}, {1, kBlue}};
  const Painted level{filled(linear(stops, {0, 0, 1000, 0, 0, 1000}))};
  EXPECT_GT(level.at(0, 9).red, 245);
  EXPECT_GT(level.at(31, 9).blue, 245);
  EXPECT_NEAR(level.at(16, 9).red, 127, 6);
  EXPECT_EQ(level.at(16, 2), level.at(16, 30)) << "it does not change across";
  const Painted slanted{filled(linear(stops, {0, 0, 1000, 0, 1000, 1000}))};
  EXPECT_EQ(slanted.at(15, 26), slanted.at(25, 16)) << "along the line to the third point the colour stays";
  EXPECT_EQ(Painted{filled(linear(stops, {0, 0, 1000, 0, 500, 0}))}.at(9, 9), kNone) << "no gradient at all";
}

TEST_F(ColorPaint, AColourLineGoesOnBeyondItsStops) {
  const std::vector<Stop> stops{{0, kRed}, {0.5, kRed}, {0.5, kBlue}, {1, kBlue}};
  const std::vector<int> first_half{0, 0, 500, 0, 0, 1000};
  const auto colors = [&](int extend) {
    const Painted painted{filled(linear(stops, first_half, extend))};
    std::string out;
    for (const int x : {3, 11, 19, 27})
      out += painted.at(x, 9) == kRedPixel ? 'r' : painted.at(x, 9) == kBluePixel ? 'b' : '?';
    return out;
  };
  EXPECT_EQ(colors(0), "rbbb");
  EXPECT_EQ(colors(1), "rbrb");
  EXPECT_EQ(colors(2), "rbbr");
}

TEST_F(ColorPaint, ARadialGradientGrowsFromOneCircleToTheOther) {
  const std::vector<Stop> stops{{0, kRed}, {0.5, kRed}, {0.5, kBlue}, {1, kBlue}};
  const Painted rings{filled(radial(stops, {500, 500, 0, 500, 500, 500}))};
  EXPECT_EQ(rings.at(16, 16), kRedPixel);
  EXPECT_EQ(rings.at(21, 16), kRedPixel);
  EXPECT_EQ(rings.at(27, 16), kBluePixel);
  EXPECT_EQ(rings.at(0, 0), kBluePixel) << "as the line's end, beyond";
  const Painted cone{filled(radial({{0, kRed}, {1, kRed}}, {250, 500, 100, 750, 500, 100}))};
  EXPECT_EQ(cone.at(16, 16), kRedPixel);
  EXPECT_EQ(cone.at(16, 3), kNone) << "circles of one size cover a band";
}

TEST_F(ColorPaint, ASweepGoesRoundItsCentre) {
  const std::vector<Stop> stops{{0, kRed}, {0.25, kRed}, {0.25, kGreen}, {0.5, kGreen}, {0.5, kBlue}, {1, kBlue}};
  const Painted swept{filled(sweep(stops, 500, 500, 0, 359.9))};
  EXPECT_EQ(swept.at(25, 5), kRedPixel) << "the first quarter is the upper right one";
  EXPECT_EQ(swept.at(5, 5), kGreenPixel);
  EXPECT_EQ(swept.at(5, 25), kBluePixel);
}

TEST_F(ColorPaint, LayersLieOnOneAnother) {
  const std::vector<Bytes> list{filled(solid(kGreen)), filled(solid(kRed)), quarter(solid(kBlue, 0.5))};
  const Painted two{{layers(1, 2)}, list};
  EXPECT_EQ(two.at(20, 9), kRedPixel) << "the list's first is another's";
  EXPECT_EQ(two.at(3, 28), (Pixel{127, 0, 128, 255}));
}

TEST_F(ColorPaint, AGlyphMayBeAnothersPart) {
  const Painted outer{{scale(color_glyph(3), 0.5, 0.5), filled(solid(kGreen))}};
  EXPECT_EQ(outer.at(3, 28), kGreenPixel);
  EXPECT_EQ(outer.at(20, 9), kNone);
}

TEST_F(ColorPaint, AShapeCutsWhatIsBelowIt) {
  const Painted cut{scale(glyph(kSquare, translate(filled(solid(kRed)), 500, 0)), 0.5, 0.5)};
  EXPECT_EQ(cut.at(3, 28), kNone);
  EXPECT_EQ(cut.at(12, 28), kRedPixel) << "where both shapes are";
  EXPECT_EQ(cut.at(20, 28), kNone);
}

TEST_F(ColorPaint, CompositesFollowTheirMode) {
  const Bytes whole = filled(solid(kRed));
  const Bytes part = quarter(solid(kBlue));
  const auto out_of = [&](BlendMode mode) { return composite(part, static_cast<unsigned>(mode), whole); };
  const Painted over{out_of(BlendMode::SourceOver)};
  EXPECT_EQ(over.at(3, 28), kBluePixel);
  EXPECT_EQ(over.at(20, 9), kRedPixel);
  const Painted in{out_of(BlendMode::BackdropIn)};
  EXPECT_EQ(in.at(3, 28), kRedPixel);
  EXPECT_EQ(in.at(20, 9), kNone);
  const Painted cut_out{out_of(BlendMode::BackdropOut)};
  EXPECT_EQ(cut_out.at(3, 28), kNone);
  EXPECT_EQ(cut_out.at(20, 9), kRedPixel);
  const Painted screen{out_of(BlendMode::Screen)};
  EXPECT_EQ(screen.at(3, 28), (Pixel{255, 0, 255, 255}));
}

TEST_F(ColorPaint, AGraphThatRefersToItselfEnds) {
  EXPECT_EQ(Painted{{color_glyph(kFirstColorGlyph)}}.at(9, 9), kNone);
  const Bytes twice = composite(color_glyph(kFirstColorGlyph), 3, color_glyph(kFirstColorGlyph));
  EXPECT_EQ(Painted{twice}.at(9, 9), kNone) << "twice as many at each depth";
  EXPECT_EQ((Painted{{layers(0, 255)}, std::vector<Bytes>(3, layers(0, 3))}).at(9, 9), kNone);
}

TEST_F(ColorPaint, DamagedPaintsGiveSomeBitmap) {
  const Bytes good = composite(quarter(linear({{0, kRed}, {1, kBlue}}, {0, 0, 1000, 0, 0, 1000})), 3,
                               rotate_around(filled(sweep({{0, kRed}, {1, kBlue}}, 500, 500, 0, 300)), 30, 500, 500));
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char byte : {'\0', '\x7F', '\xFF'}) {
      Bytes bad = good;
      bad[i] = byte;
      const Painted painted{bad};
      ASSERT_EQ(painted.bitmap().pixels.size(), static_cast<std::size_t>(kSide * kSide * 4));
    }
}

TEST(ColorBlend, EachModeGivesWhatItsFormulaSays) {
  const PaintColor half_red{0.5F, 0, 0, 0.5F};
  const PaintColor blue{0, 0, 1, 1};
  const PaintColor grey{0.25F, 0.25F, 0.25F, 1};
  const PaintColor light{0.75F, 0.75F, 0.75F, 1};
  struct Case {
    BlendMode mode;
    PaintColor source, backdrop, expected;
  };
  const Case cases[] = {
      {BlendMode::Clear, half_red, blue, {}},
      {BlendMode::Source, half_red, blue, half_red},
      {BlendMode::Backdrop, half_red, blue, blue},
      {BlendMode::SourceOver, half_red, blue, {0.5F, 0, 0.5F, 1}},
      {BlendMode::BackdropOver, half_red, blue, blue},
      {BlendMode::SourceIn, half_red, blue, half_red},
      {BlendMode::BackdropIn, half_red, blue, {0, 0, 0.5F, 0.5F}},
      {BlendMode::SourceOut, half_red, blue, {}},
      {BlendMode::BackdropOut, half_red, blue, {0, 0, 0.5F, 0.5F}},
      {BlendMode::SourceAtop, half_red, blue, {0.5F, 0, 0.5F, 1}},
      {BlendMode::BackdropAtop, half_red, blue, {0, 0, 0.5F, 0.5F}},
      {BlendMode::Xor, half_red, blue, {0, 0, 0.5F, 0.5F}},
      {BlendMode::Plus, half_red, blue, {0.5F, 0, 1, 1}},
      {BlendMode::Screen, grey, light, {0.8125F, 0.8125F, 0.8125F, 1}},
      {BlendMode::Overlay, grey, light, {0.625F, 0.625F, 0.625F, 1}},
      {BlendMode::Darken, grey, light, grey},
      {BlendMode::Lighten, grey, light, light},
      {BlendMode::ColorDodge, light, grey, {1, 1, 1, 1}},
      {BlendMode::ColorBurn, grey, light, {0, 0, 0, 1}},
      {BlendMode::HardLight, grey, light, {0.375F, 0.375F, 0.375F, 1}},
      {BlendMode::SoftLight, grey, light, {0.65625F, 0.65625F, 0.65625F, 1}},
      {BlendMode::Difference, grey, light, {0.5F, 0.5F, 0.5F, 1}},
      {BlendMode::Exclusion, grey, light, {0.625F, 0.625F, 0.625F, 1}},
      {BlendMode::Multiply, grey, light, {0.1875F, 0.1875F, 0.1875F, 1}},
      {BlendMode::Hue, blue, grey, grey},
      {BlendMode::Saturation, blue, grey, grey},
      {BlendMode::Color, grey, blue, {0.11F, 0.11F, 0.11F, 1}},
      {BlendMode::Luminosity, {0, 0, 0, 1}, blue, {0, 0, 0, 1}},
      {BlendMode::Multiply, half_red, {}, half_red},
  };
  for (const Case& c : cases) {
    const PaintColor got = blend(c.mode, c.source, c.backdrop);
    for (const auto part : {&PaintColor::red, &PaintColor::green, &PaintColor::blue, &PaintColor::alpha})
      EXPECT_NEAR(got.*part, c.expected.*part, 1e-4) << "mode " << static_cast<int>(c.mode);
  }
}

}  // namespace
}  // namespace tabacus::fonts
