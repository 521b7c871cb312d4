#include "analytics/store/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

TEST(Histogram, FindsEveryQuantileWithinAnEighthOfAnOctave) {
  std::mt19937 random{7};
  std::lognormal_distribution<double> durations{14.0, 1.5};
  Histogram histogram;
  std::vector<double> exact;
  for (int i = 0; i < 20'000; ++i) {
    exact.push_back(std::floor(durations(random)));
    histogram.add(static_cast<std::int64_t>(exact.back()));
  }
  std::ranges::sort(exact);
  for (const double share : {0.05, 0.5, 0.9, 0.95, 0.99}) {
    const double wanted = exact[static_cast<std::size_t>(share * static_cast<double>(exact.size()))];
    EXPECT_NEAR(histogram.quantile(share).value() / wanted, 1.0, 0.07) << share;
  }
}

TEST(Histogram, IsTheSameAfterEncodingAndAfterBeingTakenApart) {
  Histogram slow;
  Histogram all;
  for (const std::int64_t us : {0, 1'023, 1'024, 999'999, 60'000'000, 60'000'000}) all.add(us);
  slow.add(60'000'000, 2);
  slow.add(INT64_MAX);
  all.add(slow);
  EXPECT_EQ(Histogram::decode(all.encode()), all);
  EXPECT_EQ(all.count(), 9);
  Histogram less;
  less.add(60'000'000, -2);
  less.add(INT64_MAX, -1);
  all.add(Histogram::decode(less.encode()));
  EXPECT_EQ(all.count(), 6);
  EXPECT_EQ(Histogram{}.quantile(0.5), std::nullopt);
  EXPECT_EQ(Histogram{}.encode(), "");
}

TEST(Histogram, CountsExactlyBelowPowersOfTwo) {
  Histogram histogram;
  std::int64_t whole = 0;
  for (std::int64_t us = 1; us < 3'000'000; us += 997) {
    histogram.add(us);
    whole += us;
  }
  for (const std::int64_t edge :
       {std::int64_t{1} << 10, std::int64_t{1} << 15, std::int64_t{1} << 20, std::int64_t{1} << 30}) {
    std::int64_t expected = 0;
    for (std::int64_t us = 1; us < 3'000'000; us += 997) expected += us < edge ? 1 : 0;
    EXPECT_EQ(histogram.count_below(edge), expected) << edge;
  }
  EXPECT_NEAR(histogram.sum_of_middles() / static_cast<double>(whole), 1.0, 0.03);
}

TEST(Histogram, ReadsDamagedBytesAsFarAsTheyGo) {
  Histogram two;
  two.add(5'000'000, 3);
  two.add(70'000'000, 1'000);
  const std::string whole = two.encode();
  for (std::size_t cut = 0; cut < whole.size(); ++cut)
    EXPECT_LE(Histogram::decode(whole.substr(0, cut)).count(), 3) << cut;
  std::mt19937 random{11};
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const Histogram read = Histogram::decode(bytes);
    EXPECT_EQ(Histogram::decode(read.encode()), read);
  }
}

using SqlFunctions = StoreTest;

TEST_F(SqlFunctions, AnswerPercentilesOfAColumnOfItsPartsAndOfNothing) {
  { const auto writer = open_writer(); }
  constexpr const char* kNumbers =
      "WITH n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000), "
      "parts(h) AS (SELECT histogram(x * 1000) FROM n GROUP BY x % 7) ";
  EXPECT_EQ(ask(std::string{kNumbers} + "SELECT histogram_sum(h) = (SELECT histogram(x * 1000) FROM n), "
                                        "latency_quantile(histogram_sum(h), 0.5) BETWEEN 460000 AND 540000 FROM parts"),
            "1|1");
  EXPECT_EQ(ask("SELECT histogram(NULL), histogram_sum(NULL), histogram_add(NULL, NULL), latency_quantile(NULL, 0.9), "
                "histogram_add(histogram(2000), histogram(2000, -1))"),
            "-|-|-|-|-");
}

}  // namespace
}  // namespace tabacus::analytics
