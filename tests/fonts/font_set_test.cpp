// Faces, shaping and bitmaps with the fonts that ./dev installs: DejaVu Sans Mono and Noto Color Emoji.
#include "fonts/font_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "fonts/procedural.hpp"
#include "fonts/rasterizer.hpp"
#include "fonts/shaper.hpp"

namespace tabacus::fonts {
namespace {

class FontsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto library = FontLibrary::open();
    ASSERT_TRUE(library) << library.error().message;
    library_ = std::make_unique<FontLibrary>(std::move(*library));
    auto catalogue = FontCatalogue::open();
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    catalogue_ = std::make_unique<FontCatalogue>(std::move(*catalogue));
    ASSERT_NO_FATAL_FAILURE(open("DejaVu Sans Mono", 1.0));
  }

  void open(const std::string& family, double scale) {
    FontOptions options;
    options.family = family;
    options.scale = scale;
    shaper_.reset();
    auto fonts = FontSet::open(*library_, *catalogue_, options);
    ASSERT_TRUE(fonts) << fonts.error().message;
    fonts_ = std::make_unique<FontSet>(std::move(*fonts));
    shaper_ = std::make_unique<Shaper>(*fonts_);
  }

  std::vector<PlacedGlyph> shape(std::u32string_view cluster, int cells, FaceStyle style = FaceStyle::Regular) {
    const Cluster whole{0, static_cast<std::uint16_t>(cluster.size()), 0, static_cast<std::uint8_t>(cells)};
    std::vector<PlacedGlyph> glyphs;
    shaper_->shape(cluster, {&whole, 1}, style, glyphs);
    return glyphs;
  }

  GlyphBitmap bitmap(std::u32string_view cluster, int cells, FaceStyle style = FaceStyle::Regular) {
    const auto glyphs = shape(cluster, cells, style);
    return glyphs.empty() ? GlyphBitmap{} : rasterize(*fonts_, glyphs[0].ref);
  }

  std::unique_ptr<FontLibrary> library_;
  std::unique_ptr<FontCatalogue> catalogue_;
  std::unique_ptr<FontSet> fonts_;
  std::unique_ptr<Shaper> shaper_;
};

int ink(const GlyphBitmap& bitmap) {
  int sum = 0;
  for (const std::uint8_t value : bitmap.pixels) sum += value;
  return sum;
}

TEST_F(FontsTest, TheCellGrowsWithTheScaleAndHoldsItsLines) {
  for (const double scale : {0.5, 1.0, 1.25, 1.5, 2.0, 3.0}) {
    ASSERT_NO_FATAL_FAILURE(open("DejaVu Sans Mono", scale));
    const CellMetrics& cell = fonts_->metrics();
    EXPECT_NEAR(cell.width, 8.83 * scale, 0.51);
    EXPECT_NEAR(cell.height, 17.1 * scale, 1.0);
    EXPECT_GT(cell.underline_top, cell.baseline - 1);
    EXPECT_LE(cell.underline_top + cell.line_thickness, cell.height);
    EXPECT_LT(cell.strike_top, cell.baseline);
    EXPECT_GE(cell.line_thickness, 1);
  }
}

TEST_F(FontsTest, AnUnknownFamilyEndsInMonospacedType) {
  ASSERT_NO_FATAL_FAILURE(open("No Such Family", 1.0));
  EXPECT_EQ(bitmap(U"i", 1).format, PixelFormat::Coverage);
  EXPECT_NEAR(fonts_->metrics().width, 8.83, 0.51);
}

TEST_F(FontsTest, AFileByItsPathIsOpenedWithMadeUpStyles) {
  const auto file = catalogue_->find("DejaVu Sans Mono", FaceStyle::Regular);
  ASSERT_TRUE(file);
  ASSERT_NO_FATAL_FAILURE(open(file->path, 1.0));
  EXPECT_GT(ink(bitmap(U"l", 1, FaceStyle::Bold)), ink(bitmap(U"l", 1)));
  EXPECT_NE(bitmap(U"l", 1, FaceStyle::Italic).pixels, bitmap(U"l", 1).pixels);
}

/// fontconfig says that this family, of one file, has each style; what it means is that we are to make them up.
TEST_F(FontsTest, AFamilyOfOneStyleIsEmboldenedAndSheared) {
  ASSERT_NO_FATAL_FAILURE(open("DejaVu Math TeX Gyre", 1.0));
  EXPECT_EQ(fonts_->face(fonts_->primary(FaceStyle::Bold)).synthetic(), (Synthetic{true, false}));
  EXPECT_EQ(fonts_->face(fonts_->primary(FaceStyle::Italic)).synthetic(), (Synthetic{false, true}));
  EXPECT_EQ(fonts_->face(fonts_->primary(FaceStyle::BoldItalic)).synthetic(), (Synthetic{true, true}));
  EXPECT_GT(ink(bitmap(U"l", 1, FaceStyle::Bold)), ink(bitmap(U"l", 1)));
  EXPECT_NE(bitmap(U"l", 1, FaceStyle::Italic).pixels, bitmap(U"l", 1).pixels);
  ASSERT_NO_FATAL_FAILURE(open("DejaVu Sans Mono", 1.0));
  EXPECT_EQ(fonts_->face(fonts_->primary(FaceStyle::BoldItalic)).synthetic(), Synthetic{}) << "it has all four";
}

TEST_F(FontsTest, AFileThatIsNoFontIsAnError) {
  FontOptions options;
  options.family = "/nonexistent/font.ttf";
  EXPECT_EQ(FontSet::open(*library_, *catalogue_, options).error().code, ErrorCode::NotFound);
  options.family = TABACUS_SOURCE_DIR "/LICENSE";
  EXPECT_EQ(FontSet::open(*library_, *catalogue_, options).error().code, ErrorCode::InvalidInput);
}

TEST_F(FontsTest, AsciiComesFromTheFamilyAndBlanksGiveNothing) {
  for (char32_t c = U'!'; c < 0x7F; ++c) {
    const auto glyphs = shape({&c, 1}, 1);
    ASSERT_EQ(glyphs.size(), 1u);
    EXPECT_EQ(glyphs[0].ref.face, fonts_->primary(FaceStyle::Regular));
    EXPECT_GT(ink(rasterize(*fonts_, glyphs[0].ref)), 0);
  }
  EXPECT_TRUE(shape(U" ", 1).empty());
  EXPECT_TRUE(shape(U"\u00A0", 1).empty());
}

TEST_F(FontsTest, InkStaysInTheCellForAscii) {
  for (char32_t c = U'!'; c < 0x7F; ++c) {
    const GlyphBitmap glyph = bitmap({&c, 1}, 1);
    EXPECT_GE(glyph.left, -1);
    EXPECT_GE(glyph.top, 0);
    EXPECT_LE(glyph.left + glyph.width, fonts_->metrics().width + 1);
    EXPECT_LE(glyph.top + glyph.height, fonts_->metrics().height);
  }
}

TEST_F(FontsTest, StylesAreDifferentFaces) {
  std::set<FaceIndex> faces;
  for (const FaceStyle style : {FaceStyle::Regular, FaceStyle::Bold, FaceStyle::Italic, FaceStyle::BoldItalic})
    faces.insert(fonts_->primary(style));
  EXPECT_EQ(faces.size(), 4u);
}

struct EmojiCase {
  const char* name;
  std::u32string_view cluster;
};

class FontsEmoji : public FontsTest, public testing::WithParamInterface<EmojiCase> {};

TEST_P(FontsEmoji, IsOnePictureInsideItsTwoCells) {
  for (const double scale : {1.0, 1.5, 2.0}) {
    ASSERT_NO_FATAL_FAILURE(open("DejaVu Sans Mono", scale));
    ASSERT_EQ(shape(GetParam().cluster, 2).size(), 1u);
    const GlyphBitmap glyph = bitmap(GetParam().cluster, 2);
    EXPECT_EQ(glyph.format, PixelFormat::Rgba);
    EXPECT_GE(glyph.left, 0);
    EXPECT_GE(glyph.top, 0);
    EXPECT_LE(glyph.left + glyph.width, 2 * fonts_->metrics().width);
    EXPECT_LE(glyph.top + glyph.height, fonts_->metrics().height);
    EXPECT_NEAR(glyph.left + glyph.width / 2.0, fonts_->metrics().width, 1.0) << "in the middle";
    EXPECT_GT(ink(glyph), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Clusters, FontsEmoji,
                         testing::Values(EmojiCase{"fox", U"🦊"}, EmojiCase{"flag", U"🇩🇪"},
                                         EmojiCase{"family", U"👩‍👧‍👦"},
                                         EmojiCase{"skin_tone", U"👍🏽"}, EmojiCase{"heart_vs16", U"❤\uFE0F"},
                                         EmojiCase{"keycap", U"1\uFE0F\u20E3"}, EmojiCase{"high_voltage", U"⚡"},
                                         EmojiCase{"unjoined", U"🦊\u200D🚀"}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST_F(FontsTest, TextPresentationOfAnEmojiHasNoColour) {
  EXPECT_EQ(bitmap(U"❤\uFE0E", 1).format, PixelFormat::Coverage);
  EXPECT_EQ(bitmap(U"⚡", 1).format, PixelFormat::Coverage);
}

TEST_F(FontsTest, ForeignSymbolsAreShrunkIntoOneCell) {
  for (const std::u32string_view symbol : {U"✳", U"✻", U"㎏", U"𝔄"}) {
    const GlyphBitmap glyph = bitmap(symbol, 1);
    EXPECT_GE(glyph.left, 0);
    EXPECT_LE(glyph.left + glyph.width, fonts_->metrics().width + 1);
    EXPECT_GT(ink(glyph), 0);
  }
}

TEST_F(FontsTest, AMarkStandsOverItsBase) {
  for (const std::u32string_view cluster : {U"é\u0302", U"n\u0303\u0302", U"x\u0305"}) {
    const auto glyphs = shape(cluster, 1);
    for (const PlacedGlyph& glyph : glyphs) {
      const GlyphBitmap mark = rasterize(*fonts_, glyph.ref);
      const double middle = glyph.x + mark.left + mark.width / 2.0;
      EXPECT_GT(middle, 0);
      EXPECT_LT(middle, fonts_->metrics().width);
    }
  }
}

TEST_F(FontsTest, WhatNoFontHasIsTheMissingBox) {
  const auto glyphs = shape(U"\U0010FFFD", 1);
  ASSERT_EQ(glyphs.size(), 1u);
  EXPECT_EQ(glyphs[0].ref.face, kMissingFace);
  EXPECT_GT(ink(rasterize(*fonts_, glyphs[0].ref)), 0);
}

TEST_F(FontsTest, AGlyphNumberOutsideTheFontIsTheMissingBoxToo) {
  const GlyphBitmap box = rasterize(*fonts_, {0xFFFFFF, 0, 1});
  EXPECT_EQ(box.pixels, draw_missing(fonts_->metrics(), 1).pixels);
}

TEST_F(FontsTest, DrawnCharactersNeedNoFont) {
  const auto glyphs = shape(U"╋", 1);
  ASSERT_EQ(glyphs.size(), 1u);
  EXPECT_EQ(glyphs[0].ref, (GlyphRef{U'╋', kDrawnFace, 1}));
}

TEST_F(FontsTest, GlyphsStandAtTheirColumns) {
  const std::u32string_view text = U"ab─🦊c";
  const std::vector<Cluster> clusters{{0, 1, 0, 1}, {1, 1, 1, 1}, {2, 1, 2, 1}, {3, 1, 3, 2}, {4, 1, 5, 1}};
  std::vector<PlacedGlyph> glyphs;
  shaper_->shape(text, clusters, FaceStyle::Regular, glyphs);
  ASSERT_EQ(glyphs.size(), 5u);
  for (std::size_t i = 0; i < glyphs.size(); ++i) EXPECT_EQ(glyphs[i].x, clusters[i].column * fonts_->metrics().width);
}

/// DejaVu Sans joins f and i, as programming fonts join arrows.
TEST_F(FontsTest, AFaceWithLigaturesIsShapedByWordsAndBrokenAtBlanks) {
  const std::u32string_view text = U"fix fi";
  const std::vector<Cluster> joined{{0, 1, 0, 1}, {1, 1, 1, 1}, {2, 1, 2, 1}, {3, 1, 3, 1}, {4, 1, 4, 1}, {5, 1, 5, 1}};
  // Rows come without their blanks: the same text with a gap in its columns.
  const std::u32string_view packed = U"fixfi";
  const std::vector<Cluster> with_gap{{0, 1, 0, 1}, {1, 1, 1, 1}, {2, 1, 2, 1}, {3, 1, 4, 1}, {4, 1, 5, 1}};
  for (const bool ligatures : {true, false}) {
    FontOptions options;
    options.family = "DejaVu Sans";
    options.ligatures = ligatures;
    auto fonts = FontSet::open(*library_, *catalogue_, options);
    ASSERT_TRUE(fonts);
    ASSERT_TRUE(fonts->face(0).has_ligatures());
    Shaper shaper{*fonts};
    const auto columns_of = [&](std::u32string_view row, const std::vector<Cluster>& clusters) {
      std::vector<PlacedGlyph> glyphs;
      shaper.shape(row, clusters, FaceStyle::Regular, glyphs);
      std::vector<int> columns;
      for (const PlacedGlyph& glyph : glyphs) columns.push_back(glyph.x / fonts->metrics().width);
      return columns;
    };
    const std::vector<int> expected = ligatures ? std::vector<int>{0, 2, 4} : std::vector<int>{0, 1, 2, 4, 5};
    EXPECT_EQ(columns_of(text, joined), expected);
    EXPECT_EQ(columns_of(packed, with_gap), expected);
  }
}

TEST(FontFeatures, AreWrittenAsInStyleSheets) {
  const auto tag = [](const char* name) {
    return std::uint32_t{static_cast<unsigned char>(name[0])} << 24 |
           std::uint32_t{static_cast<unsigned char>(name[1])} << 16 |
           std::uint32_t{static_cast<unsigned char>(name[2])} << 8 | static_cast<unsigned char>(name[3]);
  };
  EXPECT_EQ(parse_feature("zero"), (FontFeature{tag("zero"), 1}));
  EXPECT_EQ(parse_feature("-calt"), (FontFeature{tag("calt"), 0}));
  EXPECT_EQ(parse_feature("cv02=3"), (FontFeature{tag("cv02"), 3}));
  EXPECT_FALSE(parse_feature("much too long"));
  EXPECT_FALSE(parse_feature(""));
}

TEST_F(FontsTest, FeaturesHoldForTheirFamily) {
  struct Case {
    std::vector<std::string> features;
    std::size_t glyphs;  ///< of "fi"
  };
  const Case cases[] = {{{}, 1},
                        {{"-liga"}, 2},
                        {{"DejaVu Sans: -liga"}, 2},
                        {{"dejavu sans:-liga"}, 2},
                        {{"Other Font: -liga"}, 1},
                        {{"no feature at all"}, 1}};
  const std::vector<Cluster> clusters{{0, 1, 0, 1}, {1, 1, 1, 1}};
  for (const Case& test : cases) {
    FontOptions options;
    options.family = "DejaVu Sans";
    options.features = test.features;
    auto fonts = FontSet::open(*library_, *catalogue_, options);
    ASSERT_TRUE(fonts);
    Shaper shaper{*fonts};
    std::vector<PlacedGlyph> glyphs;
    shaper.shape(U"fi", clusters, FaceStyle::Regular, glyphs);
    EXPECT_EQ(glyphs.size(), test.glyphs) << testing::PrintToString(test.features);
  }
}

TEST_F(FontsTest, EveryCodePointGivesABitmapAndNoCrash) {
  // One in 97 over all of Unicode: assigned, unassigned, private, format and noncharacters alike.
  for (char32_t c = 1; c < 0x110000; c += 97) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    for (const PlacedGlyph& glyph : shape({&c, 1}, 1)) {
      const GlyphBitmap drawn = rasterize(*fonts_, glyph.ref);
      const std::size_t depth = drawn.format == PixelFormat::Rgba ? 4 : 1;
      EXPECT_EQ(drawn.pixels.size(), static_cast<std::size_t>(drawn.width * drawn.height) * depth);
    }
  }
}

}  // namespace
}  // namespace tabacus::fonts
