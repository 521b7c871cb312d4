// What is remembered of a cell, and whether a display's server can be reached.
#include "app/gui/first_cell.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "app/control/unix_socket.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using testing::TempDir;

fonts::FontOptions font(const std::string& family, double size_pt) {
  fonts::FontOptions options;
  options.family = family;
  options.size_pt = size_pt;
  return options;
}

TEST(FirstCell, IsRememberedForItsFont) {
  const TempDir directory;
  const auto state = directory.path() / "state";
  EXPECT_FALSE(remembered_cell(state, font("mono space", 11)));
  remember_cell(state, font("mono space", 11), {9, 18});
  EXPECT_EQ(remembered_cell(state, font("mono space", 11)), (PixelSize{9, 18}));
  EXPECT_FALSE(remembered_cell(state, font("mono space", 11.5)));
  EXPECT_FALSE(remembered_cell(state, font("another", 11)));
  remember_cell(state, font("another", 11), {10, 20});
  EXPECT_EQ(remembered_cell(state, font("another", 11)), (PixelSize{10, 20}));
}

TEST(FirstCell, IsWrittenOnlyWhenItIsNew) {
  const TempDir directory;
  remember_cell(directory.path(), font("mono", 11), {9, 18});
  struct stat before {
  }, same{}, changed{};
  ASSERT_EQ(::stat((directory.path() / "cell").c_str(), &before), 0);
  remember_cell(directory.path(), font("mono", 11), {9, 18});
  ASSERT_EQ(::stat((directory.path() / "cell").c_str(), &same), 0);
  EXPECT_EQ(before.st_ino, same.st_ino);
  remember_cell(directory.path(), font("mono", 11), {10, 18});
  ASSERT_EQ(::stat((directory.path() / "cell").c_str(), &changed), 0);
  EXPECT_NE(before.st_ino, changed.st_ino);
}

TEST(FirstCell, NonsenseIsNoCell) {
  const TempDir directory;
  for (const std::string text : {"", "9 18", "9 18\n", "9\n11 mono\n", "0 18\n11 mono\n", "9 1025\n11 mono\n",
                                 "9 18 3\n11 mono\n", "x 18\n11 mono\n", "9 18\n11 mono\nmore\n"}) {
    std::ofstream{directory.path() / "cell"} << text;
    EXPECT_FALSE(remembered_cell(directory.path(), font("mono", 11))) << text;
  }
  std::ofstream{directory.path() / "cell"} << "9 18\n11 mono\n";
  EXPECT_TRUE(remembered_cell(directory.path(), font("mono", 11)));
}

Variables variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> const char* {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : found->second.c_str();
  };
}

TEST(DisplayAnswers, WhereSomebodyListens) {
  const TempDir directory;
  const std::string runtime = directory.path().native();
  const auto by_name = variables({{"XDG_RUNTIME_DIR", runtime}, {"WAYLAND_DISPLAY", "wayland-7"}});
  EXPECT_FALSE(display_answers(by_name));
  const auto server = listen_at(directory.path() / "wayland-7");
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_TRUE(display_answers(by_name));
  EXPECT_TRUE(display_answers(variables({{"WAYLAND_DISPLAY", runtime + "/wayland-7"}})));
  EXPECT_FALSE(display_answers(variables({{"WAYLAND_DISPLAY", runtime + "/wayland-7"}, {"SDL_VIDEODRIVER", "x11"}})));
  EXPECT_FALSE(display_answers(variables({{"XDG_RUNTIME_DIR", runtime}, {"WAYLAND_DISPLAY", ""}})));
}

TEST(DisplayAnswers, NotOfOtherMachinesNorWithoutAServer) {
  EXPECT_FALSE(display_answers(variables({})));
  for (const char* const display : {"", "remote:0", ":", ":x", ":987654", ":987654.0"})
    EXPECT_FALSE(display_answers(variables({{"DISPLAY", display}}))) << display;
}

}  // namespace
}  // namespace tabacus::app
