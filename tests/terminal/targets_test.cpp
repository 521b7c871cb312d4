// URLs and places in files, in the sentences that they stand in.
#include "terminal/targets.hpp"

#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct TargetCase {
  const char* name;
  std::u32string line;
  char32_t at;         ///< the first of these characters is pointed at
  const char* wanted;  ///< text:line:column of a file, the URL, or "" for nothing
};

std::string described(const std::optional<Target>& target) {
  if (!target) return "";
  if (target->kind == TargetKind::Url) return target->text;
  return target->text + ':' + std::to_string(target->line) + ':' + std::to_string(target->column);
}

class Targets : public testing::TestWithParam<TargetCase> {};

TEST_P(Targets, AreFoundAroundAnyOfTheirCharacters) {
  const auto& [name, line, at, wanted] = GetParam();
  const std::size_t index = line.find(at);
  ASSERT_NE(index, std::u32string::npos);
  const auto found = target_at(line, index);
  ASSERT_EQ(described(found), wanted);
  if (!found) return;
  EXPECT_EQ(described(target_at(line, found->first)), wanted);
  EXPECT_EQ(described(target_at(line, found->last - 1)), wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Targets,
    testing::Values(
        TargetCase{"url", U"see https://example.com/a?b=c#d now", U'x', "https://example.com/a?b=c#d"},
        TargetCase{"url_ends_the_sentence", U"(see https://example.com/Qa).", U'Q', "https://example.com/Qa"},
        TargetCase{"url_with_its_own_brackets", U"https://en.example/Q_(x)", U'Q', "https://en.example/Q_(x)"},
        TargetCase{"url_in_quotes", U"\"http://localhost:8080/Q\",", U'Q', "http://localhost:8080/Q"},
        TargetCase{"url_in_a_box", U"\u2502http://x.org/Q\u2502", U'Q', "http://x.org/Q"},
        TargetCase{"mail", U"mailto:Q@example.com", U'Q', "mailto:Q@example.com"},
        TargetCase{"other_scheme", U"javascript:alert(Q)", U'Q', ""},
        TargetCase{"scheme_alone", U"https:// Q", U'Q', ""},
        TargetCase{"file_with_line", U"at src/Qain.cpp:12:5: error", U'Q', "src/Qain.cpp:12:5"},
        TargetCase{"file_pointed_at_its_number", U"at src/main.cpp:92: error", U'9', "src/main.cpp:92:0"},
        TargetCase{"file_without_slash", U"Qake.py:3", U'Q', "Qake.py:3:0"},
        TargetCase{"file_with_bracket", U"Qrogram.cs(12,5): error", U'Q', "Qrogram.cs:12:5"},
        TargetCase{"absolute", U"/usr/lib/Q", U'Q', "/usr/lib/Q:0:0"},
        TargetCase{"home", U"~/Qocs/a.txt.", U'Q', "~/Qocs/a.txt:0:0"},
        TargetCase{"diff", U"+++ b/src/Q.rs", U'Q', "b/src/Q.rs:0:0"}, TargetCase{"a_word", U"just Qords", U'Q', ""},
        TargetCase{"a_time", U"at 12:30 Q", U'1', ""}, TargetCase{"a_slash", U"a / Q", U'/', ""}),
    [](const auto& test) { return test.param.name; });

TEST(Targets, GoOnWhereTheLineWraps) {
  Probe probe{{10, 4}};
  probe.feed("https://example.com/path x");
  for (const auto& [row, column] : {std::pair{0, 0}, std::pair{1, 5}, std::pair{2, 3}}) {
    const auto target = probe.terminal.target_at(row, column);
    ASSERT_TRUE(target) << row;
    EXPECT_EQ(target->text, "https://example.com/path");
  }
  EXPECT_FALSE(probe.terminal.target_at(2, 5));
  EXPECT_FALSE(probe.terminal.target_at(3, 0));
}

}  // namespace
}  // namespace tabacus::terminal
