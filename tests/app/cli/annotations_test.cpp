// Notes and recordings: what people add to the database by command.
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

using Annotations = CliTest;

TEST_F(Annotations, ANoteIsWrittenShownReplacedAndRemoved) {
  seed();
  EXPECT_EQ(run({"note", "@1", "why so slow?"}).code, 0);
  EXPECT_THAT(run({"note", "@1"}).out, HasSubstr("why so slow?"));
  EXPECT_THAT(run({"show", "@1"}).out, HasSubstr("why so slow?"));
  EXPECT_EQ(run({"note", "@1", "solved"}).code, 0);
  EXPECT_THAT(run({"note", "--list"}).out, HasSubstr("solved"));
  EXPECT_THAT(
      run({"calls", "--json", "--where", "call_id IN (SELECT call_id FROM v_notes WHERE note LIKE 'sol%')"}).out,
      HasSubstr("gpt-of-tomorrow"));
  EXPECT_EQ(run({"note", "@1", "--remove"}).code, 0);
  EXPECT_EQ(run({"note", "--list"}).out, "There is no note.\n");
  EXPECT_THAT(run({"note", "@1", "--remove"}).err, HasSubstr("has no note"));
  EXPECT_THAT(run({"note", "123", "x"}).err, HasSubstr("no call 123 is stored"));
  EXPECT_THAT(run({"note"}).err, HasSubstr("which call?"));
}

TEST_F(Annotations, ARecordingHoldsTheCallsBetweenStartAndStop) {
  seed();
  EXPECT_EQ(run({"record"}).out, "Nothing was recorded; 'tabacus record start NAME' begins.\n");
  EXPECT_THAT(run({"record", "stop"}).err, HasSubstr("no recording runs"));
  EXPECT_THAT(run({"record", "start", "demo"}).out, HasSubstr("recording 'demo' since "));
  EXPECT_THAT(run({"record", "start", "demo"}).err, HasSubstr("there is a recording 'demo' already"));
  EXPECT_THAT(run({"record"}).out, HasSubstr("running"));
  EXPECT_EQ(run({"record", "start", "of-a-tab", "--tab", testing::kApiTab}).code, 0);
  EXPECT_THAT(run({"record", "stop"}).err, HasSubstr("several recordings run; say which"));
  EXPECT_THAT(run({"record", "stop", "demo"}).out, HasSubstr("stopped 'demo'"));
  EXPECT_EQ(run({"calls", "--json", "--recording", "demo"}).out, "") << "the seeded calls lie before it";
  EXPECT_EQ(run({"record", "remove", "demo"}).code, 0);
  EXPECT_THAT(run({"record", "remove", "demo"}).err, HasSubstr("there is no recording 'demo'"));
  EXPECT_THAT(run({"record", "start", "x", "--tab", "ffff"}).err, HasSubstr("no tab's id begins with ffff"));
  EXPECT_THAT(run({"record", "start"}).err, HasSubstr("needs a name"));
}

}  // namespace
}  // namespace tabacus::app
