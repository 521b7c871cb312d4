// OSC 9, 99 and 777, and progress.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct NotificationCase {
  const char* name;
  std::string bytes;
  std::vector<Notification> wanted;
};

class Notifications : public testing::TestWithParam<NotificationCase> {};

TEST_P(Notifications, ReachTheHostCleaned) {
  Probe probe;
  probe.feed(GetParam().bytes);
  EXPECT_EQ(probe.host.notifications, GetParam().wanted);
  EXPECT_EQ(probe.rows(), "||||");
}

INSTANTIATE_TEST_SUITE_P(
    Sequences, Notifications,
    testing::Values(
        NotificationCase{"osc_9", "\x1B]9;Done: a;b\a", {{"", "Done: a;b"}}},
        NotificationCase{"osc_9_number_is_text", "\x1B]9;42 files\a\x1B]9;13;x\a", {{"", "42 files"}, {"", "13;x"}}},
        NotificationCase{"osc_9_conemu", "\x1B]9;1;100\a\x1B]9;9;/tmp\a\x1B]9;4\a\x1B]9;\a", {}},
        NotificationCase{"osc_777", "\x1B]777;notify;Title;Body;more\a", {{"Title", "Body;more"}}},
        NotificationCase{"osc_777_without_body", "\x1B]777;notify;Only\a", {{"", "Only"}}},
        NotificationCase{"osc_777_other", "\x1B]777;preexec\a", {}},
        NotificationCase{"osc_99", "\x1B]99;;Hello\x1B\\", {{"", "Hello"}}},
        NotificationCase{"osc_99_in_parts",
                         "\x1B]99;i=1:d=0;Ti\x1B\\\x1B]99;i=1:d=0;tle\x1B\\\x1B]99;i=1:p=body;Body\x1B\\",
                         {{"Title", "Body"}}},
        NotificationCase{"osc_99_base64", "\x1B]99;e=1:p=body;Qm9keQ==\x1B\\", {{"", "Body"}}},
        NotificationCase{"osc_99_other_id_drops_parts", "\x1B]99;i=1:d=0;A\x1B\\\x1B]99;i=2;B\x1B\\", {{"", "B"}}},
        NotificationCase{"hostile_text",
                         "\x1B]9;a\xE2\x80\xAE"
                         "b\xFF\a",
                         {{"", "ab\xEF\xBF\xBD"}}}),
    [](const auto& test) { return test.param.name; });

TEST(NotificationQuery, IsAnsweredUnderItsIdIfThatIsHarmless) {
  Probe probe;
  EXPECT_EQ(probe.feed("\x1B]99;i=probe-1:p=?;\x1B\\").take_replies(), "\x1B]99;i=probe-1:p=?;p=title,body\x1B\\");
  EXPECT_EQ(probe.feed("\x1B]99;i=a b:p=?;\x1B\\").take_replies(), "");
}

TEST(Progress, IsKeptUntilItIsTakenBack) {
  Probe probe;
  probe.feed("\x1B]9;4;1;40\a\x1B]9;4;1;40\a");
  EXPECT_EQ(probe.terminal.progress(), (Progress{ProgressKind::Normal, 40}));
  EXPECT_EQ(probe.host.progress_changes, 1);
  probe.feed("\x1B]9;4;2\a");
  EXPECT_EQ(probe.terminal.progress(), (Progress{ProgressKind::Error, 40})) << "it stays where it was";
  probe.feed("\x1B]9;4;3;70\a");
  EXPECT_EQ(probe.terminal.progress(), (Progress{ProgressKind::Indeterminate, 0}));
  probe.feed("\x1B]9;4;1;400\a\x1B]9;4;9;1\a");
  EXPECT_EQ(probe.terminal.progress(), (Progress{ProgressKind::Normal, 100}));
  probe.feed("\x1B]9;4;0;\a");
  EXPECT_EQ(probe.terminal.progress(), Progress{});
  EXPECT_TRUE(probe.host.notifications.empty());
}

}  // namespace
}  // namespace tabacus::terminal
