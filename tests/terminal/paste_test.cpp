// What a paste may and may not carry into a program.
#include "terminal/paste.hpp"

#include <gtest/gtest.h>

namespace tabacus::terminal {
namespace {

TEST(Paste, TypesLineEndsAsReturnsWhenPlain) {
  EXPECT_EQ(encode_paste("a\nb\r\nc\td", PasteMode::Plain), "a\rb\rc\td");
}

TEST(Paste, KeepsLineEndsInBrackets) {
  EXPECT_EQ(encode_paste("a\nb\r\nc", PasteMode::Bracketed), "\x1B[200~a\nb\r\nc\x1B[201~");
}

TEST(Paste, CannotEndItsOwnBracket) {
  EXPECT_EQ(encode_paste("a\x1B[201~rm -rf /\n", PasteMode::Bracketed), "\x1B[200~arm -rf /\n\x1B[201~");
  EXPECT_EQ(encode_paste("\x1B\x1B[201~[201~x", PasteMode::Bracketed), "\x1B[200~[201~x\x1B[201~");
  EXPECT_EQ(encode_paste("\xC2\x9B"
                         "201~x",
                         PasteMode::Bracketed),
            "\x1B[200~201~x\x1B[201~");
}

TEST(Paste, DropsControlsAndKeepsText) {
  EXPECT_EQ(encode_paste(std::string("a\0b\x03\x04\x1B\x7F\xC2\x85\xC2\xA0\xC3\xA9", 14), PasteMode::Plain),
            "ab\xC2\xA0\xC3\xA9");
}

TEST(Paste, CannotPutAControlTogetherFromWhatIsLeft) {
  const struct {
    std::string_view pasted;
    std::string_view sent;
  } cases[] = {
      {"a\xC2\xC2\x9B\x9B"
       "b",
       "ab"},  // C2 [C2 9B] 9B
      {"a\xC2\x1B\x9B"
       "b",
       "ab"},  // a control between the halves of another
      {"a\x9B"
       "b\xC2",
       "ab"},  // a bare C1 byte, and half a character at the end
      {"a\xC2\x1B[201~\x9B"
       "b",
       "ab"},  // the end of the bracket between the halves
      {"\xE2\x82"
       "a\xF0\x9F\x98\x80\xEF\xBF\xBD",
       "a\xF0\x9F\x98\x80\xEF\xBF\xBD"},
  };
  for (const auto& [pasted, sent] : cases) EXPECT_EQ(encode_paste(pasted, PasteMode::Plain), sent);
}

}  // namespace
}  // namespace tabacus::terminal
