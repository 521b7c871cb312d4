// A whole window, driven by the events that SDL would send: pushed into its queue while the loop runs, without a
// display. What a program got is read from a file, what is to be seen from the picture that the window leaves.
#include <SDL.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "app/gui/session.hpp"
#include "app/gui/session_config.hpp"
#include "base/paths.hpp"
#include "render/png.hpp"
#include "tests/render/picture_file.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using render::Picture;
using tabacus::testing::TempDir;

constexpr std::chrono::seconds kPatience{30};

void push(SDL_Event event) { EXPECT_EQ(SDL_PushEvent(&event), 1); }

void compose(const std::string& text, int caret) {
  SDL_Event event{};
  event.type = SDL_TEXTEDITING;
  text.copy(event.edit.text, sizeof event.edit.text - 1);
  event.edit.start = caret;
  push(event);
}

void commit(const std::string& text) {
  SDL_Event event{};
  event.type = SDL_TEXTINPUT;
  text.copy(event.text.text, sizeof event.text.text - 1);
  push(event);
}

void press(SDL_Keycode key) {
  SDL_Event event{};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = key;
  push(event);
}

SDL_Event made(SDL_EventType type, const std::string& text, SDL_Keycode key = 0) {
  SDL_Event event{};
  event.type = type;
  if (type == SDL_TEXTEDITING) text.copy(event.edit.text, sizeof event.edit.text - 1);
  if (type == SDL_TEXTINPUT) text.copy(event.text.text, sizeof event.text.text - 1);
  if (type == SDL_KEYDOWN || type == SDL_KEYUP) event.key.keysym.sym = key;
  return event;
}

/// As one reading of the display brings them.
void push_together(std::vector<SDL_Event> events) {
  const int count = static_cast<int>(events.size());
  EXPECT_EQ(SDL_PeepEvents(events.data(), count, SDL_ADDEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT), count);
}

void turn_wheel(float notches) {
  SDL_Event event{};
  event.type = SDL_MOUSEWHEEL;
  event.wheel.preciseY = notches;
  event.wheel.mouseX = event.wheel.mouseY = 60;
  push(event);
}

void wait_for_file(const std::filesystem::path& file) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!std::filesystem::exists(file) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  EXPECT_TRUE(std::filesystem::exists(file)) << file;
}

/// Of a window in which `script` runs.
SessionOptions session_with(const std::string& script) {
  Config config;
  config.shell_integration = false;
  config.font_family = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";
  config.window_close_question = "never";
  SessionOptions options = session_options(config);
  options.columns = 40;
  options.rows = 8;
  options.display = Display::Offscreen;
  options.tabs = {TabRequest{.program = "/bin/sh", .arguments = {"sh", "-c", script}, .hold = Hold::Silently}};
  return options;
}

/// The picture of that window, `act` on a thread of its own, once nothing changes any more.
Picture picture_of(const TempDir& home, const std::string& script, const std::function<void()>& act) {
  SessionOptions options = session_with(script);
  options.screenshot = ScreenshotPlan{.file = home.path() / "picture.png", .until_ended = true};
  std::jthread user{act};
  const auto ran = run_session(options);
  EXPECT_TRUE(ran) << ran.error().message;
  user.join();
  const auto file = read_file(home.path() / "picture.png");
  if (!file) return {};
  return render::decode_png(*file).value_or(Picture{});
}

/// That many of them, each of a tab that was opened with what makes_a_file says.
std::ptrdiff_t count_opened(const TempDir& home) {
  return std::ranges::count_if(std::filesystem::directory_iterator{home.path()}, [](const auto& entry) {
    return entry.path().filename().native().starts_with("opened");
  });
}

TabRequest makes_a_file(const TempDir& home, const std::string& then) {
  return {.program = "/bin/sh",
          .arguments = {"sh", "-c", "mktemp " + home.path().native() + "/opened.XXXXXX; " + then}};
}

SDL_Event chord(SDL_Keycode key, std::uint32_t window = 0) {
  SDL_Event event = made(SDL_KEYDOWN, "", key);
  event.key.keysym.mod = KMOD_LCTRL | KMOD_LSHIFT;
  event.key.windowID = window;
  return event;
}

TEST(WindowEvents, WhatIsComposedIsShownAndWhatIsCommittedIsTyped) {
  const TempDir home;
  const std::string at = home.path().native();
  const std::string script = "printf '> '; stty -echo; : > " + at + "/ready; read line; printf %s \"$line\" > " + at +
                             "/line; : > " + at + "/typed; read end";
  const auto write_line = [&](const std::string& composed_last) {
    wait_for_file(home.path() / "ready");
    compose("に", 1);
    compose("にほん", 2);
    commit("日本");
    press(SDLK_RETURN);
    wait_for_file(home.path() / "typed");
    press(SDLK_RETURN);
    if (!composed_last.empty()) compose(composed_last, 1);
  };
  const Picture plain = picture_of(home, script, [&] { write_line(""); });
  EXPECT_EQ(read_file(home.path() / "line").value_or(""), "日本") << "and nothing of what was only composed";
  std::filesystem::remove(home.path() / "ready");
  std::filesystem::remove(home.path() / "typed");
  const Picture composing = picture_of(home, script, [&] { write_line("abc"); });
  ASSERT_EQ(plain.rgba.size(), composing.rgba.size());
  ASSERT_FALSE(plain.rgba.empty());
  EXPECT_GT(render::difference(plain, composing).pixels, 50) << "what is still composed is in sight";
}

/// SDL's events with ibus' m17n:vi:telex, as they were seen: the method is asked about the key first, and its word
/// comes by a message of its own.
TEST(WindowEvents, AKeyThatEndsAComposedWordComesBehindTheWord) {
  const TempDir home;
  const std::string at = home.path().native();
  const std::string script = "stty -echo; : > " + at + "/ready; read line; printf %s \"$line\" > " + at +
                             "/line; : > " + at + "/typed; read end";
  (void)picture_of(home, script, [&] {
    wait_for_file(home.path() / "ready");
    // The whole of a short word may lie in one reading.
    push_together({made(SDL_KEYDOWN, "", SDLK_SPACE), made(SDL_TEXTINPUT, " "), made(SDL_KEYUP, "", SDLK_SPACE),
                   made(SDL_TEXTEDITING, "tiếng"), made(SDL_TEXTINPUT, "tiếng"), made(SDL_TEXTEDITING, "")});
    push_together({made(SDL_TEXTEDITING, "việt")});
    push_together({made(SDL_KEYDOWN, "", SDLK_SPACE), made(SDL_TEXTINPUT, " "), made(SDL_TEXTINPUT, "việt"),
                   made(SDL_TEXTEDITING, "")});
    push_together({made(SDL_TEXTEDITING, "nam")});
    push_together({made(SDL_KEYDOWN, "", SDLK_RETURN), made(SDL_TEXTINPUT, "nam"), made(SDL_TEXTEDITING, "")});
    wait_for_file(home.path() / "typed");
    press(SDLK_RETURN);
  });
  EXPECT_EQ(read_file(home.path() / "line").value_or(""), "tiếng việt nam");
}

TEST(WindowEvents, AKeyThatEndsAComposedWordMayOpenAWindow) {
  const TempDir home;
  SessionOptions options = session_with(": > " + home.path().native() + "/ready; exec cat");
  options.new_tab = makes_a_file(home, "exec cat");
  std::jthread user{[&] {
    wait_for_file(home.path() / "ready");
    for (const std::ptrdiff_t windows : {2, 4}) {
      std::vector<SDL_Event> events;
      for (std::uint32_t window = 1; window <= windows; ++window) {
        events.push_back(made(SDL_TEXTEDITING, "a"));
        events.back().edit.windowID = window;
        events.push_back(chord(SDLK_n, window));
      }
      push_together(events);
      const auto end = std::chrono::steady_clock::now() + kPatience;
      while (count_opened(home) < windows - 1 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    push(made(SDL_QUIT, ""));
  }};
  const auto ran = run_session(options);
  EXPECT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(count_opened(home), 3) << "each window opened another, twice";
}

TEST(WindowEvents, NothingWaitsBehindAKeyThatClosedItsWindow) {
  const TempDir home;
  SessionOptions options = session_with(": > " + home.path().native() + "/ready; exec cat");
  options.new_tab = makes_a_file(home, "exit");
  std::jthread user{[&] {
    wait_for_file(home.path() / "ready");
    push_together({made(SDL_TEXTEDITING, "a"), chord(SDLK_w), chord(SDLK_t)});
  }};
  const auto ran = run_session(options);
  EXPECT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(count_opened(home), 0) << "a tab was opened in a window without any";
}

/// Lines whose ends differ, so that each place of the view looks different.
TEST(WindowEvents, AFineWheelRestsOnALineAndIdlesThere) {
  const TempDir home;
  const std::string at = home.path().native();
  // The answer to DSR says that the terminal has taken in all that came before.
  const std::string script = "seq 1 60; stty raw -echo; printf '\\033[6n'; dd bs=1 count=6 >/dev/null 2>&1; : > " + at +
                             "/ready; until [ -e " + at + "/turned ]; do sleep 0.05; done; sleep 1";
  const auto after = [&](std::vector<float> turns) {
    std::filesystem::remove(home.path() / "ready");
    std::filesystem::remove(home.path() / "turned");
    return picture_of(home, script, [&] {
      wait_for_file(home.path() / "ready");
      for (const float notches : turns) turn_wheel(notches);
      std::ofstream{home.path() / "turned"};
    });
  };
  const Picture whole = after({2.0F});
  ASSERT_FALSE(whole.rgba.empty());
  EXPECT_EQ(after({0.5F, 0.5F, 0.5F, 0.4F}).rgba, whole.rgba) << "5.7 lines, which is nearest to 6";
  EXPECT_NE(after({1.0F}).rgba, whole.rgba);
}

}  // namespace
}  // namespace tabacus::app
