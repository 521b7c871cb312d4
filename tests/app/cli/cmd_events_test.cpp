#include <csignal>

#include <nlohmann/json.hpp>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::app {
namespace {

using CmdEvents = CliTest;

TEST_F(CmdEvents, BeginWithAPictureAndTellOfEachCallOnce) {
  seed();
  testing::Process events{{TABACUS_BINARY, "events", "--follow"}};
  const auto picture = nlohmann::json::parse(events.read_line());
  EXPECT_EQ(picture["schema_version"], 1);
  EXPECT_EQ(picture["type"], "snapshot");
  EXPECT_EQ(picture["calls"].size(), 4u);
  EXPECT_EQ(picture["seq"], 4);
  {
    const auto writer = analytics::StoreWriter::open(
        {.file = directory() / analytics::kCallsFileName, .commit_every = std::chrono::milliseconds{1}});
    for (int i = 0; i < 3; ++i)
      writer->on_finished(
          testing::full_call(TabId::mint(), TabSessionId::mint(), from_epoch_us(1'800'000'000'000'000 + i)));
    ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
  }
  for (int seq = 5; seq <= 7; ++seq) {
    const auto told = nlohmann::json::parse(events.read_line());
    EXPECT_EQ(told["type"], "call");
    EXPECT_EQ(told["seq"], seq);
    EXPECT_EQ(told["call"]["error_type"], "overloaded_error");
  }
  events.signal(SIGTERM);
  static_cast<void>(events.wait());
}

TEST_F(CmdEvents, WithoutADatabaseThePictureIsEmpty) {
  const Ran ran = run({"events"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(nlohmann::json::parse(ran.out)["calls"].empty());
}

}  // namespace
}  // namespace tabacus::app
