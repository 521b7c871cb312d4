#include "base/json_text.hpp"

#include <gtest/gtest.h>

namespace tabacus {
namespace {

TEST(JsonText, QuotesWhatJsonAndATerminalMustNotSeeBare) {
  EXPECT_EQ(json_quoted(""), R"("")");
  EXPECT_EQ(json_quoted("a\"b\\c\n"), R"("a\"b\\c\n")");
  EXPECT_EQ(json_quoted(std::string_view{"\x1b[2J\0\x7f", 6}), R"("\u001b[2J\u0000\u007f")");
  EXPECT_EQ(json_quoted("\xC2\x9B"), R"("\u009b")") << "C1 starts control sequences too";
  EXPECT_EQ(json_quoted("€ \xF0\x9F\x98\x80"), "\"€ \xF0\x9F\x98\x80\"");
  EXPECT_EQ(json_quoted("\xFF\xE2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tabacus
