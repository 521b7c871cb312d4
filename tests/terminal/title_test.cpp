// Titles of window and icon as conformance suites read them back: set, pushed, popped, in hexadecimal digits.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct TitleCase {
  const char* name;
  std::string bytes;
  std::string window;
  std::string icon;
};

class Titles : public testing::TestWithParam<TitleCase> {};

TEST_P(Titles, AreWhatWasSetLast) {
  TerminalOptions options;
  options.answers_checksums = true;
  Probe probe{{10, 5}, options};
  probe.feed(GetParam().bytes).feed("\x1B[21t\x1B[20t");
  EXPECT_EQ(probe.host.replies, "\x1B]l" + GetParam().window + "\x1B\\\x1B]L" + GetParam().icon + "\x1B\\");
}

const std::string kBoth = "\x1B]0;one\a";
const std::string kOthers = "\x1B]2;w\a\x1B]1;i\a";

INSTANTIATE_TEST_SUITE_P(
    Stack, Titles,
    testing::Values(
        TitleCase{"none", "", "", ""}, TitleCase{"both", kBoth, "one", "one"},
        TitleCase{"of_the_window", kBoth + "\x1B]2;w\a", "w", "one"},
        TitleCase{"of_the_icon", kBoth + "\x1B]1;i\a", "one", "i"},
        TitleCase{"pushed_and_popped", kBoth + "\x1B[22t" + kOthers + "\x1B[23;0t", "one", "one"},
        TitleCase{"the_icon_popped_of_both", kBoth + "\x1B[22;0t" + kOthers + "\x1B[23;1t", "w", "one"},
        TitleCase{"nothing_is_left_behind_it", kBoth + "\x1B[22;0t" + kOthers + "\x1B[23;1t\x1B[23;2t", "w", "one"},
        TitleCase{"the_window_popped_of_both", kBoth + "\x1B[22;0t" + kOthers + "\x1B[23;2t", "one", "i"},
        TitleCase{"the_icon_alone", kBoth + "\x1B[22;1t" + kOthers + "\x1B[23;1t", "w", "one"},
        TitleCase{"of_the_icon_alone_no_window", kBoth + "\x1B[22;1t" + kOthers + "\x1B[23;2t", "w", "i"},
        TitleCase{"one_after_the_other_popped_at_once", kBoth + "\x1B[22;1t\x1B[22;2t" + kOthers + "\x1B[23t", "one",
                  "one"},
        TitleCase{"several_in_turn", "\x1B]2;a\a\x1B[22;2t\x1B]2;b\a\x1B[22;2t\x1B]2;c\a\x1B[23;2t\x1B[23;2t", "a", ""},
        TitleCase{"popped_of_none", kBoth + "\x1B[23t", "one", "one"}),
    [](const auto& test) { return std::string{test.param.name}; });

INSTANTIATE_TEST_SUITE_P(Form, Titles,
                         testing::Values(TitleCase{"set_as_digits", "\x1B[>0t\x1B]0;6162\a", "ab", "ab"},
                                         TitleCase{"told_as_digits", "\x1B[>1t\x1B]2;aJ\a\x1B]1;b\a", "614A", "62"},
                                         TitleCase{"both_ways", "\x1B[>0;1t\x1B]0;6a\a", "6A", "6A"},
                                         TitleCase{"as_they_were_again", "\x1B[>0;1t\x1B[>0;1T\x1B]0;61\a", "61", "61"},
                                         TitleCase{"as_text_is_nothing_new", "\x1B[>2;3t\x1B]0;61\a", "61", "61"},
                                         TitleCase{"digits_that_are_none",
                                                   kBoth + "\x1B[>0t\x1B]0;6\a\x1B]0;6x\a\x1B]0;+1\a", "one", "one"},
                                         TitleCase{"until_a_full_reset",
                                                   "\x1B[>0;1t\x1B"
                                                   "c\x1B]0;61\a",
                                                   "61", "61"}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::terminal
