#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace tabacus {
namespace {

TEST(Utf8, RoundTripsEveryScalarValue) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    const Utf8Step step = decode_utf8(text);
    ASSERT_EQ(step.code_point, c);
    ASSERT_EQ(step.length, text.size());
    ASSERT_TRUE(is_valid_utf8(text));
  }
}

TEST(Utf8, RefusesIllFormedSequences) {
  for (const auto* text : {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8", "\xE2\x82"})
    EXPECT_FALSE(is_valid_utf8(text));
}

TEST(Utf8, ReplacesTheMaximalIllFormedPart) {
  EXPECT_EQ(decode_utf8("\xE2\x82x").length, 2u);
  EXPECT_EQ(decode_utf8("\xED\xA0\x80").length, 1u);
}

TEST(DisplaySafe, DropsControlsAndHiddenCharacters) {
  EXPECT_EQ(display_safe("a\x1b[31mb\n\u202Ec\u200Bd\u0085\xFF"), "a[31mbcd\uFFFD");
}

TEST(DisplaySafe, KeepsPrintableAsciiAndNoControl) {
  for (char c = 0; c >= 0 && c < 0x7F; ++c) {
    const std::string text = "a long enough text" + std::string(1, c) + "around it";
    EXPECT_EQ(display_safe(text), c >= ' ' ? text : "a long enough textaround it") << int{c};
  }
  EXPECT_EQ(display_safe("\x7F"), "");
}

TEST(VisibleText, NamesWhatCannotBeSeen) {
  EXPECT_EQ(visible_text("plain"), "plain");
  EXPECT_EQ(visible_text("a\x1b[31mb\n\tc\u202Ed\u200B\u0085\xFF"), "a\\x1b[31mb\\n\\tc\\u202ed\\u200b\\x85\uFFFD");
  EXPECT_EQ(visible_text("tag \U000E0041\u00ADsoft \x7F"), "tag \\U0e0041\\xadsoft \\x7f");
  EXPECT_EQ(visible_text("日本語 é"), "日本語 é");
}

}  // namespace
}  // namespace tabacus
