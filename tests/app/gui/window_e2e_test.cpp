// The window's command as a user starts it, with SDL's offscreen driver: needs no display, but OpenGL (llvmpipe).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using tabacus::testing::Process;
using tabacus::testing::TempDir;
using ::testing::HasSubstr;
using ::testing::Not;

struct Ran {
  int status;
  std::string out;
  std::string err;
};

/// The whole program to its end. Home and XDG directories lie below `home`, so nothing of the user's is touched.
Ran run_program(const TempDir& home, const std::vector<std::string>& words) {
  const std::string at = home.path().native();
  std::vector<std::string> command{"/usr/bin/env"};
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "SDL_VIDEODRIVER"}) {
    command.emplace_back("-u");
    command.emplace_back(name);
  }
  command.emplace_back(TABACUS_PROGRAM);
  command.insert(command.end(), words.begin(), words.end());
  // In a sanitized build the software OpenGL driver's leaks would fail the run, and by the program's end the driver is
  // unloaded, so that they bear no name to be passed over by. The other tests look for leaks of ours.
  Process process{command,
                  {{"ASAN_OPTIONS", "detect_leaks=0"},
                   {"HOME", at},
                   {"XDG_DATA_HOME", at + "/data"},
                   {"XDG_CONFIG_HOME", at + "/config"},
                   {"XDG_STATE_HOME", at + "/state"}}};
  const int status = process.wait();
  return {status, process.out(), process.err()};
}

std::string file_text(const std::filesystem::path& file) { return read_file(file).value_or(""); }

/// Where a picture goes that nobody looks at.
std::string somewhere(const TempDir& home) { return home.path() / "picture.png"; }

/// Width and height of a PNG's header (W3C PNG, 11.2.1); zeros when it is none.
std::pair<int, int> png_size(const std::string& png) {
  if (!png.starts_with("\x89PNG\r\n\x1a\n") || png.size() < 24) return {};
  const auto number = [&png](std::size_t at) {
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value * 256 + static_cast<unsigned char>(png[i]);
    return value;
  };
  return {number(16), number(20)};
}

TEST(WindowCommand, WritesAPictureOfWhatTheProgramPrinted) {
  const TempDir home;
  const std::string blank = home.path() / "blank.png";
  const std::string text = home.path() / "text.png";
  const Ran quiet = run_program(home, {"--screenshot", blank, "-e", "true"});
  ASSERT_EQ(quiet.status, 0) << quiet.err;
  const Ran ran = run_program(home, {"--screenshot", text, "-e", "printf", "hello\\nworld"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto [width, height] = png_size(file_text(text));
  EXPECT_GT(width, 400);
  EXPECT_GT(height, 300);
  EXPECT_EQ(png_size(file_text(blank)), std::pair(width, height));
  EXPECT_NE(file_text(blank), file_text(text)) << "the text must show";
}

TEST(WindowCommand, HasTheSizeAskedForInCells) {
  const TempDir home;
  const std::string small = home.path() / "small.png";
  const std::string large = home.path() / "large.png";
  ASSERT_EQ(run_program(home, {"--cols", "40", "--rows", "10", "--screenshot", small, "-e", "true"}).status, 0);
  ASSERT_EQ(run_program(home, {"--cols", "80", "--rows", "20", "--screenshot", large, "-e", "true"}).status, 0);
  const auto [small_width, small_height] = png_size(file_text(small));
  const auto [large_width, large_height] = png_size(file_text(large));
  EXPECT_GT(large_width, small_width + 39);
  EXPECT_GT(large_height, small_height + 9);
}

TEST(WindowCommand, GivesTheProgramItsArgumentsUnread) {
  const TempDir home;
  const std::string out = home.path() / "words";
  const std::string script = "printf '%s|' \"$@\" > " + out;
  const Ran ran =
      run_program(home, {"--screenshot", somewhere(home), "--", "sh", "-c", script, "sh", "--hold", "-e", "--"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(file_text(out), "--hold|-e|--|");
}

TEST(WindowCommand, WithoutTheMeterThereIsNoPortNoVariableAndNoFile) {
  const TempDir home;
  const std::string seen = home.path() / "seen";
  const std::string script = "{ env; ls -l /proc/$PPID/fd; } > " + seen;
  const Ran ran = run_program(home, {"--screenshot", somewhere(home), "-e", "sh", "-c", script});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(file_text(seen), HasSubstr("TABACUS_TAB_ID="));
  for (const char* word : {"BASE_URL", "PROXY", "GEMINI", "calls.db", "socket:"})
    EXPECT_THAT(file_text(seen), Not(HasSubstr(word)));
  EXPECT_FALSE(std::filesystem::exists(home.path() / "data/tabacus"));
}

TEST(WindowCommand, MetersForOneRunWhenAsked) {
  const TempDir home;
  const std::string seen = home.path() / "seen";
  const Ran ran = run_program(home, {"--analytics", "--screenshot", somewhere(home), "-e", "sh", "-c",
                                     "{ env; ls -l /proc/$PPID/fd; } > " + seen});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(file_text(seen), HasSubstr("ANTHROPIC_BASE_URL=http://127.0.0.1:"));
  EXPECT_THAT(file_text(seen), HasSubstr("socket:"));
  EXPECT_TRUE(std::filesystem::exists(home.path() / "data/tabacus/analytics/calls.db"));
}

TEST(WindowCommand, SaysWhatIsWrong) {
  const TempDir home;
  const Ran number = run_program(home, {"--cols", "many"});
  EXPECT_EQ(number.status, 2);
  EXPECT_THAT(number.err, HasSubstr("--cols"));
  const Ran nowhere = run_program(home, {"--screenshot", "/no/such/x.png", "-e", "true"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("/no/such/x.png"));
}

TEST(ScreenshotCommand, DrawsARecordingAtItsSizeAndScale) {
  const TempDir home;
  const std::string recording = home.path() / "recording";
  std::ofstream{recording, std::ios::binary} << "\x1b[1;31mhello\x1b[m w\xc3\xb6rld";
  const auto draw = [&](const std::string& name, std::vector<std::string> options) {
    const std::string picture = home.path() / (name + ".png");
    options.insert(options.begin(), "screenshot");
    options.insert(options.end(), {recording, picture});
    const Ran ran = run_program(home, options);
    EXPECT_EQ(ran.status, 0) << ran.err;
    return file_text(picture);
  };
  const std::string plain = draw("plain", {"--cols", "40", "--rows", "10"});
  EXPECT_EQ(draw("again", {"--cols", "40", "--rows", "10"}), plain) << "the same bytes give the same picture";
  EXPECT_NE(draw("hidden", {"--cols", "40", "--rows", "10", "--cursor", "hidden"}), plain);
  const auto [width, height] = png_size(plain);
  const auto [wide, high] = png_size(draw("scaled", {"--cols", "40", "--rows", "10", "--scale", "2"}));
  EXPECT_NEAR(wide, width * 2, 40);
  EXPECT_NEAR(high, height * 2, 10);
  const auto [small_width, small_height] = png_size(draw("small", {"--cols", "20", "--rows", "5", "--size", "8"}));
  EXPECT_LT(small_width, width / 2);
  EXPECT_LT(small_height, height / 2);
}

TEST(ScreenshotCommand, SaysWhatIsWrong) {
  const TempDir home;
  const Ran missing = run_program(home, {"screenshot", "/no/such/recording", somewhere(home)});
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("/no/such/recording"));
  const std::string recording = home.path() / "recording";
  std::ofstream{recording} << "text";
  const Ran font = run_program(home, {"screenshot", "--font", recording, recording, somewhere(home)});
  EXPECT_EQ(font.status, 2);
  EXPECT_THAT(font.err, HasSubstr("recording")) << "the file that is no font is named";
  const Ran scale = run_program(home, {"screenshot", "--scale", "0", recording, somewhere(home)});
  EXPECT_EQ(scale.status, 2);
}

TEST(DemoCommand, RunsWithoutADisplayAndTellsTheTabsApart) {
  const TempDir home;
  const Ran ran = run_program(home, {"demo", "--headless"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Make the parser accept a byte order mark"));
  EXPECT_THAT(ran.out, HasSubstr("Review the branch before it is merged"));
  EXPECT_THAT(ran.out, HasSubstr("demo/calls.db"));
  EXPECT_GT(png_size(file_text(home.path() / "data/tabacus/demo/demo.png")).first, 400);
  EXPECT_FALSE(std::filesystem::exists(home.path() / "data/tabacus/analytics")) << "the user's own data is left alone";
}

}  // namespace
}  // namespace tabacus::app
