// Pictures as people see them, compared with tests/render/golden/*.png to within 2/255 of a channel: for one font, by
// file, under one FreeType. TABACUS_UPDATE_GOLDEN=1 rewrites them; look at the new pictures before you commit them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fonts/library.hpp"
#include "render/png.hpp"
#include "tests/render/picture_file.hpp"
#include "tests/render/renderer_fixture.hpp"

namespace tabacus::render {
namespace {

using terminal::Color;
using terminal::Style;

constexpr const char* kPinnedFreeType = "2.12.1";     // Debian 12's
constexpr std::uintmax_t kPinnedFontBytes = 343'140;  // DejaVu Sans Mono 2.37
constexpr int kTolerance = 2;
constexpr int kWide = 44;
constexpr int kHigh = 9;

/// Empty: pictures can be compared here. Otherwise why not.
std::string why_not() {
  std::error_code error;
  const auto size = std::filesystem::file_size(kPinnedFont, error);
  if (error) return std::string{"there is no "} + kPinnedFont + " (package fonts-dejavu-core)";
  if (size != kPinnedFontBytes) return std::string{kPinnedFont} + " is another than that of DejaVu 2.37";
  const auto library = fonts::FontLibrary::open();
  if (!library) return library.error().message;
  if (library->version() != kPinnedFreeType)
    return "FreeType is " + library->version() + ", the pictures were drawn with " + kPinnedFreeType;
  return {};
}

terminal::Frame plain_text() {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 0, 0, "The quick brown fox jumps over the lazy dog");
  put(frame, 1, 0, "0123456789 {}[]()<> !?;:.,'\"`~@#$%^&*-_=+|\\");
  put(frame, 2, 0, "ÄÖÜäöüß éèêë ñ ç ł Жы λμ → ≠ ∞ ½ €");
  put(frame, 3, 0, "bold", with([](Style& s) { s.bold = true; }));
  put(frame, 3, 6, "italic", with([](Style& s) { s.italic = true; }));
  put(frame, 3, 14, "both", with([](Style& s) { s.bold = s.italic = true; }));
  put(frame, 3, 20, "dim", with([](Style& s) { s.dim = true; }));
  put(frame, 3, 25, "reverse", with([](Style& s) { s.reverse = true; }));
  put(frame, 3, 34, "strike", with([](Style& s) { s.strike = true; }));
  int column = 0;
  for (const char* name : {"single", "double", "curly", "dotted", "dashed"}) {
    Style style;
    style.underline = static_cast<terminal::Underline>(column / 8 + 1);
    style.underline_color = Color::indexed(1);
    put(frame, 4, column, name, style);
    column += 8;
  }
  for (int i = 0; i < 16; ++i) {
    Style style;
    style.background = Color::indexed(static_cast<std::uint8_t>(i));
    put(frame, 5, i * 2, "  ", style);
    style.foreground = Color::indexed(static_cast<std::uint8_t>(i));
    style.background = {};
    put(frame, 6, i * 2, "Aa", style);
  }
  put(frame, 7, 0, "selected text");
  frame.selection.push_back({7, 0, 8});
  put(frame, 8, 0, "é\u0302 n\u0303\u0302 x\u0305 \U0010FFFD");
  frame.cursor = {8, 12, true, false, terminal::CursorShape::Block};
  return frame;
}

terminal::Frame drawn_shapes() {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 0, 0, "┌──┬──┐╔══╦══╗┏━━┳━━┓╭──┬──╮╒══╤══╕╓──╥──╖");
  put(frame, 1, 0, "│  │  │║  ║  ║┃  ┃  ┃│  │  ││  │  │║  ║  ║");
  put(frame, 2, 0, "├──┼──┤╠══╬══╣┣━━╋━━┫├──┼──┤╞══╪══╡╟──╫──╢");
  put(frame, 3, 0, "└──┴──┘╚══╩══╝┗━━┻━━┛╰──┴──╯╘══╧══╛╙──╨──╜");
  put(frame, 4, 0, "▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▐░▒▓▔▕▖▗▘▙▚▛▜▝▞▟ ╱╲╳ ┄┅┆┇┈┉╌");
  put(frame, 5, 0,
      "⠁⠃⠇⡇⣇⣧⣷⣿ \uE0B0\uE0B1\uE0B2\uE0B3\uE0B4\uE0B5\uE0B6\uE0B7\uE0B8\uE0BA\uE0BC\uE0BE\uE0D2\uE0D4 "
      "⏺⎿ "
      "◢◣◤◥◸◹◺◿");
  put(frame, 6, 0,
      "🬀🬃🬇🬋🬏🬓🬗🬛🬟🬣🬧🬫🬯🬳🬷🬻 "
      "🬼🬽🬾🭀🭁🭆🭏🭒🭗🭜🭡🭨🭩🭬🭭");
  put(frame, 7, 0,
      "𜴀𜴉𜴘𜴧𜴶𜵅𜵔𜵣𜵲𜶁𜶐𜶟𜶮𜶽𜷌𜷥 "
      "🭰🭶🭼🮂🮇🮌🮐🮕🮗🮘🮙🮚🮜🮠🮮🮽");
  put(frame, 8, 0, "\U0001CC21\U0001CC2F\U0001CE51\U0001CE8F\U0001CE90\U0001CEA0 🯐🯔🯘🯜🯤🯨🯬");
  return frame;
}

terminal::Frame emoji() {
  terminal::Frame frame = blank_frame(kWide, kHigh);
  put(frame, 0, 0, "🦊 🎉 🚀 👍🏽 👩‍👧‍👦 🇩🇪 🏳️‍🌈 1️⃣ ⚡ ❤️ ✅ ❌");
  put(frame, 1, 0, "❤\uFE0E ⚡\uFE0E ☀\uFE0E");
  put(frame, 2, 0, "between 🦊 words, and🦊🦊close");
  put(frame, 3, 0, "🦊", with([](Style& s) { s.background = Color::indexed(4); }));
  put(frame, 4, 0, "🦊 under the cursor");
  frame.cursor = {4, 0, true, false, terminal::CursorShape::Block};
  return frame;
}

terminal::Frame on_light_ground() {
  terminal::Frame frame = plain_text();
  frame.palette.background = 0xFAFAF5;
  frame.palette.foreground = 0x2A2A2A;
  frame.palette.cursor = 0x2A2A2A;
  return frame;
}

struct Golden {
  const char* name;
  terminal::Frame (*frame)();
  double scale;
};

class GoldenPictures : public RendererTest, public testing::WithParamInterface<Golden> {};

TEST_P(GoldenPictures, AreAsTheyWere) {
  if (const std::string reason = why_not(); !reason.empty()) GTEST_SKIP() << "NOT COMPARED: " << reason;
  fonts::FontOptions options = font(GetParam().scale);
  options.family = kPinnedFont;
  renderer_ = make(options, kWide, kHigh);
  ASSERT_NE(renderer_, nullptr);
  const Layout with_tabs = renderer_->layout(TabBarVisibility::Shown);
  ASSERT_TRUE(renderer_->resize(with_tabs.window.width, with_tabs.grid.height));
  terminal::Frame frame = GetParam().frame();
  // The tab bar and what floats are drawn by others' rules, and change more often.
  content_.frame = &frame;
  renderer_->draw(content_);
  picture_ = renderer_->read_pixels();
  keep_picture(picture_, std::string{"golden_"} + GetParam().name);

  const std::string file = std::string{TABACUS_SOURCE_DIR "/tests/render/golden/"} + GetParam().name + ".png";
  if (std::getenv("TABACUS_UPDATE_GOLDEN") != nullptr) {
    const auto png = encode_png(picture_.width, picture_.height, picture_.rgba);
    ASSERT_TRUE(png);
    std::ofstream{file, std::ios::binary} << *png;
  }
  std::ifstream in{file, std::ios::binary};
  const auto golden = decode_png({std::istreambuf_iterator<char>{in}, {}});
  ASSERT_TRUE(golden) << file << " is missing; TABACUS_UPDATE_GOLDEN=1 writes it";
  ASSERT_EQ(golden->width, picture_.width);
  ASSERT_EQ(golden->height, picture_.height);
  const PictureDifference apart = difference(*golden, picture_);
  EXPECT_LE(apart.largest, kTolerance) << apart.pixels << " pixels differ from " << file;
}

INSTANTIATE_TEST_SUITE_P(Scenes, GoldenPictures,
                         testing::Values(Golden{"plain_text", plain_text, 1}, Golden{"plain_text_large", plain_text, 2},
                                         Golden{"light_ground", on_light_ground, 1},
                                         Golden{"drawn_shapes", drawn_shapes, 1},
                                         Golden{"drawn_shapes_fractional", drawn_shapes, 1.25},
                                         Golden{"emoji", emoji, 1}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::render
