#include "app/cli/pager.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

TEST(PagerCommand, IsTheUsersOwn) {
  ::unsetenv("TABACUS_PAGER");
  ::unsetenv("PAGER");
  EXPECT_EQ(pager_command(), "less");
  ::setenv("PAGER", "more", 1);
  EXPECT_EQ(pager_command(), "more");
  ::setenv("TABACUS_PAGER", "cat", 1);
  EXPECT_EQ(pager_command(), "");
  ::setenv("TABACUS_PAGER", "", 1);
  EXPECT_EQ(pager_command(), "");
  ::unsetenv("TABACUS_PAGER");
  ::unsetenv("PAGER");
}

TEST(IsLongerThanScreen, CountsWrappedLinesAndThePromptBehind) {
  EXPECT_FALSE(is_longer_than_screen("a\nb\n", 80, 3));
  EXPECT_TRUE(is_longer_than_screen("a\nb\n", 80, 2));
  EXPECT_TRUE(is_longer_than_screen(std::string(81, 'x') + "\n", 80, 2)) << "it wraps";
  EXPECT_FALSE(is_longer_than_screen("\x1b[31m" + std::string(80, 'x') + "\x1b[0m\n", 80, 2)) << "colour takes no cell";
}

TEST(Page, GivesTheTextToTheCommandAndKeepsItWhenThereIsNone) {
  const testing::TempDir temp;
  const std::string file = (temp.path() / "paged").native();
  std::ostringstream out;
  page("cat > " + file, "text\n", out);
  std::ifstream paged{file};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{paged}, {}}), "text\n");
  EXPECT_EQ(out.str(), "");
  page("true", std::string(200'000, 'x'), out);
  EXPECT_EQ(out.str(), "") << "who leaves early has seen enough";
  page("no-such-pager-here 2>/dev/null", "text\n", out);
  EXPECT_EQ(out.str(), "text\n");
}

}  // namespace
}  // namespace tabacus::app
