#include "analytics/store/row_feed.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

class RowFeedTest : public ::testing::Test {
 protected:
  RowFeedTest() : database_{open()}, feed_{RowFeed::create(database_, "fed", 3).value()} {
    EXPECT_TRUE(database_.execute("CREATE TABLE kept(id INTEGER PRIMARY KEY, text TEXT NOT NULL, number INTEGER)"));
    insert_ =
        database_.prepare("INSERT OR FAIL INTO kept SELECT * FROM fed WHERE true ON CONFLICT(id) DO NOTHING").value();
  }
  Database open() {
    EXPECT_TRUE(write_private_file(file_, ""));
    return Database::open(file_, Database::Mode::ReadWrite, std::chrono::milliseconds{0}).value();
  }
  std::string kept() {
    auto rows = database_.prepare("SELECT group_concat(id || '=' || text || ':' || ifnull(number, '-')) FROM kept");
    EXPECT_TRUE(rows && rows->step().value());
    return std::string{rows->bytes(0)};
  }

  testing::TempDir temp_;
  const std::filesystem::path file_ = temp_.path() / "a.db";
  Database database_;
  std::unique_ptr<RowFeed> feed_;
  Statement insert_;
};

TEST_F(RowFeedTest, AStatementReadsItsRows) {
  const std::vector<std::pair<std::string, std::optional<int>>> rows{{"one", 1}, {"", std::nullopt}, {"three", 3}};
  const RowFeed::Fill fill = [&rows](std::size_t row, FedRow& values) {
    values.set(10 + row, rows[row].first, rows[row].second);
  };
  ASSERT_TRUE(feed_->run(insert_, rows.size(), fill));
  EXPECT_EQ(kept(), "10=one:1,11=:-,12=three:3");
  EXPECT_EQ(database_.changes(), 3);
  ASSERT_TRUE(feed_->run(insert_, rows.size(), fill)) << "again, and all are there";
  EXPECT_EQ(database_.changes(), 0);
}

TEST_F(RowFeedTest, IsEmptyUnlessItRuns) {
  ASSERT_TRUE(insert_.run());
  ASSERT_TRUE(feed_->run(insert_, 0, [](std::size_t, FedRow&) { FAIL() << "there is no row"; }));
  EXPECT_EQ(kept(), "");
}

TEST_F(RowFeedTest, ARowThatIsRefusedEndsTheStatement) {
  const auto ran = feed_->run(insert_, 3, [](std::size_t row, FedRow& values) {
    values.set(row, row == 1 ? std::optional<std::string_view>{} : "text", std::optional<int>{});
  });
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::Unsupported);
  EXPECT_NE(ran.error().message.find("kept.text"), std::string::npos) << ran.error().message;
  ASSERT_TRUE(feed_->run(insert_, 1, [](std::size_t, FedRow& values) { values.set(5, "next", 5); }));
  EXPECT_EQ(kept(), "0=text:-,5=next:5");
}

}  // namespace
}  // namespace tabacus::analytics
