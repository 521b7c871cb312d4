// Patterns: what they find, what they refuse, and that no pattern is slow.
#include "terminal/pattern.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.hpp"

namespace tabacus::terminal {
namespace {

std::u32string utf32(std::string_view utf8) {
  std::u32string text;
  while (!utf8.empty()) {
    const Utf8Step step = decode_utf8(utf8);
    text += step.code_point;
    utf8.remove_prefix(step.length);
  }
  return text;
}

struct PatternCase_ {
  const char* name;
  const char* pattern;
  const char* text;
  const char* found;  ///< null: nothing
};

std::string first_match(const Pattern& pattern, std::string_view text) {
  const std::u32string wide = utf32(text);
  const auto match = pattern.find(wide);
  if (!match) return "(nothing)";
  std::string out;
  for (std::size_t i = match->first; i < match->second; ++i) append_utf8(out, wide[i]);
  return out;
}

class Regexes : public testing::TestWithParam<PatternCase_> {};

TEST_P(Regexes, FindTheLeftmostMatch) {
  const auto pattern = Pattern::compile(GetParam().pattern, PatternKind::Regex, PatternCase::Smart);
  ASSERT_TRUE(pattern) << pattern.error().message;
  EXPECT_EQ(first_match(*pattern, GetParam().text), GetParam().found ? GetParam().found : "(nothing)");
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Regexes,
    testing::Values(
        PatternCase_{"literal", "abc", "xabcx", "abc"}, PatternCase_{"dot", "a.c", "abc", "abc"},
        PatternCase_{"star_is_greedy", "<.*>", "<a><b>", "<a><b>"}, PatternCase_{"star_lazy", "<.*?>", "<a><b>", "<a>"},
        PatternCase_{"plus", "ab+", "a abbb", "abbb"}, PatternCase_{"optional", "colou?r", "color", "color"},
        PatternCase_{"choice_prefers_the_first", "a|ab", "ab", "a"}, PatternCase_{"leftmost_wins", "b|ab", "ab", "ab"},
        PatternCase_{"group", "(?:ab)+", "xababx", "abab"}, PatternCase_{"counted", "a{2,3}", "aaaa", "aaa"},
        PatternCase_{"counted_open", "a{2,}", "aaaa", "aaaa"},
        PatternCase_{"counted_exact", "\\d{4}", "12 3456", "3456"}, PatternCase_{"brace_as_text", "a{b", "xa{b", "a{b"},
        PatternCase_{"class", "[a-c_]+", "xxb_ax", "b_a"}, PatternCase_{"class_negated", "[^x]+", "xxaax", "aa"},
        PatternCase_{"class_bracket_first", "[]]", "a]", "]"}, PatternCase_{"class_dash_last", "[a-]+", "x-a-", "-a-"},
        PatternCase_{"class_digits", "[\\d.]+", "v1.25", "1.25"}, PatternCase_{"not_digit", "\\D+", "12ab3", "ab"},
        PatternCase_{"word", "\\w+", "- h\u00e9llo -", "h\u00e9llo"}, PatternCase_{"space", "a\\sb", "a b", "a b"},
        PatternCase_{"start", "^b", "ab", nullptr}, PatternCase_{"end", "a$", "aba", "a"},
        PatternCase_{"edge", "\\bcat\\b", "concat cat", "cat"}, PatternCase_{"escape", "1\\.5", "125 1.5", "1.5"},
        PatternCase_{"ignores_case", "error", "ERROR", "ERROR"},
        PatternCase_{"upper_case_matters", "Error", "error Error", "Error"},
        PatternCase_{"upper_case_escape_does_not", "\\Werr", "x ERR", " ERR"},
        PatternCase_{"class_ignores_case", "[a-z]+", "ABC", "ABC"},
        PatternCase_{"case_beyond_ascii", "\u00e4rger", "\u00c4RGER", "\u00c4RGER"},
        PatternCase_{"empty_is_no_match", "x*", "abc", nullptr}, PatternCase_{"empty_then_some", "x*", "abxx", "xx"},
        PatternCase_{"astral", ".\U0001F600", "a\U0001F600", "a\U0001F600"},
        PatternCase_{"empty_group_repeated", "(a*)*b", "aab", "aab"}),
    [](const auto& test) { return test.param.name; });

class BadRegexes : public testing::TestWithParam<const char*> {};

TEST_P(BadRegexes, AreRefusedWithTheReason) {
  const auto pattern = Pattern::compile(GetParam(), PatternKind::Regex, PatternCase::Smart);
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().code, ErrorCode::InvalidInput);
}

INSTANTIATE_TEST_SUITE_P(Cases, BadRegexes,
                         testing::Values("", "(", ")", "a)", "[", "[a", "[b-a]", "*", "a**b(", "\\", "\\q", "(?=a)",
                                         "a{2,1}", "a{1001}", "((a{500}){500}){500}", "\xFF"));

TEST(Pattern, OfDeepGroupsIsRefused) {
  const std::string deep = std::string(400, '(') + "a" + std::string(400, ')');
  EXPECT_FALSE(Pattern::compile(deep, PatternKind::Regex, PatternCase::Smart));
}

TEST(Pattern, TakesTextAsItIs) {
  const auto pattern = Pattern::compile("a.b(", PatternKind::Text, PatternCase::Smart);
  ASSERT_TRUE(pattern);
  EXPECT_EQ(first_match(*pattern, "axb( A.B("), "A.B(");
  const auto exact = Pattern::compile("a", PatternKind::Text, PatternCase::Match);
  ASSERT_TRUE(exact);
  EXPECT_EQ(first_match(*exact, "A"), "(nothing)");
}

/// Backtracking would need 2^5000 steps.
TEST(Pattern, IsLinearWhateverItIs) {
  const auto pattern = Pattern::compile("(a|a)*(a*)*b", PatternKind::Regex, PatternCase::Smart);
  ASSERT_TRUE(pattern);
  EXPECT_FALSE(pattern->find(std::u32string(5000, U'a')));
}

}  // namespace
}  // namespace tabacus::terminal
