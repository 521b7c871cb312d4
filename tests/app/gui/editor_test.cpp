#include "app/gui/editor.hpp"

#include <gmock/gmock.h>

namespace tabacus::app {
namespace {

using ::testing::ElementsAre;

TEST(EditorCommand, TellsEachEditorTheLineInItsWay) {
  EXPECT_THAT(editor_command("vim", "a.cpp", 12, 5), ElementsAre("vim", "+12", "a.cpp"));
  EXPECT_THAT(editor_command("/usr/bin/code --wait", "a.cpp", 12, 5),
              ElementsAre("/usr/bin/code", "--wait", "--goto", "a.cpp:12:5"));
  EXPECT_THAT(editor_command("hx", "a.cpp", 12, 0), ElementsAre("hx", "a.cpp:12"));
}

TEST(EditorCommand, SaysNoLineWhereThereIsNone) {
  EXPECT_THAT(editor_command("nano", "a.cpp", 0, 0), ElementsAre("nano", "a.cpp"));
  EXPECT_THAT(editor_command("", "a.cpp", 0, 0), ElementsAre("vi", "a.cpp"));
}

TEST(EditorProgram, IsTheConfiguredOneBeforeTheEnvironments) {
  EXPECT_EQ(editor_program("nano"), "nano");
  ::setenv("VISUAL", "emacs -nw", 1);
  EXPECT_EQ(editor_program(""), "emacs -nw");
  ::unsetenv("VISUAL");
}

}  // namespace
}  // namespace tabacus::app
