#include "analytics/api/prices.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "analytics/price_lists.hpp"
#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PricesTest : public ::testing::Test {
 protected:
  [[nodiscard]] PriceFiles files() const { return {temp_.path() / "data" / "prices.json", temp_.path() / "own.json"}; }
  [[nodiscard]] std::filesystem::path list(const std::string& text) const {
    const auto file = temp_.path() / "list.json";
    EXPECT_TRUE(write_private_file(file, text));
    return file;
  }
  void put_own(const std::string& text) const { EXPECT_TRUE(write_private_file(files().own, text)); }
  [[nodiscard]] std::string source_of(std::string_view model) const {
    const FoundPrices found = find_prices(files(), model);
    return found.prices.empty() ? "none" : found.prices.front().source + ' ' + found.prices.front().row;
  }

  testing::TempDir temp_;
};

constexpr const char* kNewer = R"({"as_of":"2099-01-01","providers":{"openai":[{"model":"gpt-of-tomorrow","input":5},)"
                               R"({"model":"gpt-5","input":7,"output":8}]}})";

TEST_F(PricesTest, AreTheShippedOnesWhereNothingElseIs) {
  const PriceSummary summary = summarize_prices(files());
  EXPECT_EQ(summary.source, "shipped");
  EXPECT_EQ(summary.models, 739U);
  EXPECT_EQ(summary.sha256.size(), 64U);
  EXPECT_THAT(summary.warnings, IsEmpty());
}

TEST_F(PricesTest, OfAnImportedListGoOverTheShippedOnesAndTheUsersOverBoth) {
  const auto report = import_price_list(list(kNewer), "", files());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->models, 2U);
  EXPECT_EQ(report->changes.size(), 2U);
  EXPECT_EQ(source_of("gpt-of-tomorrow"), R"(imported {"model":"gpt-of-tomorrow","input":5})");
  EXPECT_THAT(source_of("gpt-4o-mini"), HasSubstr("shipped"));
  put_own(R"({"providers":{"openai":[{"model":"gpt-of-tomorrow","input":6}]}})");
  EXPECT_EQ(source_of("gpt-of-tomorrow"), R"(user {"model":"gpt-of-tomorrow","input":6})");
  const PriceSummary summary = summarize_prices(files());
  EXPECT_EQ(summary.source, "shipped + imported + user");
  EXPECT_EQ(summary.as_of, "2026-08-19") << "two new rows make no new list: its age is still told of";
  struct stat status {};
  ASSERT_EQ(::stat(files().imported.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_TRUE(forget_imported_prices(files()));
  EXPECT_EQ(forget_imported_prices(files()).error().code, ErrorCode::NotFound);
  EXPECT_EQ(summarize_prices(files()).source, "shipped + user");
}

TEST_F(PricesTest, OfABrokenFileAreAWarningAndTheOthersHold) {
  put_own(R"({"providers":{"openai":[{"model":"gpt-5","inptu":6}]}})");
  const PriceSummary summary = summarize_prices(files());
  EXPECT_EQ(summary.source, "shipped");
  EXPECT_THAT(summary.warnings, ElementsAre(HasSubstr(R"(own.json are not used: read price table: openai "gpt-5")")));
}

TEST_F(PricesTest, ThatAreOlderThanTheShippedOnesAreRefusedAndIgnored) {
  const auto old = list(R"({"as_of":"2020-01-01","providers":{"openai":[{"model":"gpt-5","input":7}]}})");
  const auto report = import_price_list(old, "", files());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::Conflict);
  EXPECT_FALSE(std::filesystem::exists(files().imported));
  ASSERT_TRUE(make_private_directory(files().imported.parent_path()));
  std::filesystem::copy(old, files().imported);  // an update of tabacus brought newer ones
  EXPECT_EQ(summarize_prices(files()).source, "shipped");
  EXPECT_THAT(summarize_prices(files()).warnings, ElementsAre(HasSubstr("older than the shipped ones")));
}

TEST_F(PricesTest, OfABadListReplaceNothing) {
  ASSERT_TRUE(import_price_list(list(kNewer), "", files()));
  for (const char* bad : {"", "{", R"({"providers":{"p":[{"model":"m","input":-1}]}})", R"({"providers":{}})"})
    EXPECT_EQ(import_price_list(list(bad), "", files()).error().code, ErrorCode::InvalidInput) << bad;
  EXPECT_EQ(import_price_list(list(kNewer), "soon", files()).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(import_price_list(temp_.path() / "none", "", files()).error().code, ErrorCode::NotFound);
  EXPECT_EQ(import_price_list(temp_.path(), "", files()).error().code, ErrorCode::InvalidInput) << "a directory";
  EXPECT_EQ(source_of("gpt-of-tomorrow"), R"(imported {"model":"gpt-of-tomorrow","input":5})");
}

TEST_F(PricesTest, OfAListWithoutADateHaveThatOfItsLastChange) {
  const auto report =
      compare_price_list(list(R"({"gpt-5":{"litellm_provider":"openai","input_cost_per_token":7e-6}})"), "", files());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GE(report->as_of, "2026-01-01");
  EXPECT_EQ(compare_price_list(list(kNewer), "2031-05-05", files())->as_of, "2031-05-05");
  EXPECT_FALSE(std::filesystem::exists(files().imported)) << "comparing keeps nothing";
}

TEST_F(PricesTest, AreComparedFieldByField) {
  const auto report = compare_price_list(
      list(R"({"as_of":"2099-01-01","providers":{"openai":[)"
           R"({"model":"text-embedding-3-small","input":20000,"output":0,"context":8191,"batch":{"input":5}}]}})"),
      "", files());
  ASSERT_TRUE(report);
  ASSERT_EQ(report->changes.size(), 1U);
  const PriceChange& change = report->changes.front();
  EXPECT_FALSE(change.is_new);
  std::string fields;
  for (const auto& field : change.fields)
    fields += fmt::format("{} {}>{} {};", field.name, field.before, field.after, field.is_rate);
  EXPECT_THAT(fields, HasSubstr("batch.input "));
  EXPECT_THAT(fields, HasSubstr(">5 true;"));
  EXPECT_EQ(fields.find(";input "), std::string::npos) << "what is the same is no difference: " << fields;
}

TEST_F(PricesTest, AreFoundAsACallWouldFindThem) {
  EXPECT_THAT(source_of("gpt-4o-mini-2099-01-01"), HasSubstr(R"({"model":"gpt-4o-mini",)"));
  const FoundPrices none = find_prices(files(), "gpt-4o-min");
  EXPECT_THAT(none.prices, IsEmpty());
  EXPECT_FALSE(none.similar.empty());
  EXPECT_EQ(find_prices(files(), "").prices.size(), 739U);
}

TEST(PriceAge, CountsWholeDays) {
  const SystemTime noon = from_epoch_us(1'795'176'000'000'000);  // 2026-11-20 12:00
  EXPECT_EQ(age_of_prices("2026-11-20", noon), std::chrono::days{0});
  EXPECT_EQ(age_of_prices("2026-09-21", noon), std::chrono::days{60});
  EXPECT_EQ(age_of_prices("2026-11-21", noon), std::chrono::days{-1}) << "of a clock that is wrong";
  for (const std::string_view none : {"", "2026", "2026-13-01"}) EXPECT_FALSE(age_of_prices(none, noon)) << none;
  EXPECT_FALSE(are_prices_old("2026-09-21", noon));
  EXPECT_TRUE(are_prices_old("2026-09-20", noon));
  EXPECT_FALSE(are_prices_old("", noon));
}

}  // namespace
}  // namespace tabacus::analytics
