#include "analytics/pricing/charge.hpp"

#include <gmock/gmock.h>

#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {
namespace {

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

const ModelPrice& price_of(std::string_view provider, std::string_view model) {
  const ModelPrice* price = shipped().find(provider, model);
  EXPECT_NE(price, nullptr) << model;
  return *price;
}

ModelPrice price_from(std::string_view row) {
  const auto price = parse_price_row(row);
  EXPECT_TRUE(price) << price.error().message;
  return *price;
}

Usage usage_of(std::int64_t input, std::int64_t read, std::int64_t write_5m, std::int64_t output) {
  Usage usage;
  usage.input_uncached = Tokens{input};
  usage.cache_read = Tokens{read};
  usage.cache_write_5m = Tokens{write_5m};
  usage.output_total = Tokens{output};
  return usage;
}

TEST(Charge, IsUnknownWhenABucketHasNoRate) {
  const ModelPrice price = price_from(R"({"model":"m","input":1000000,"output":2000000})");
  EXPECT_TRUE(charge(usage_of(5, 0, 0, 7), price));
  EXPECT_FALSE(charge(usage_of(5, 1, 0, 7), price)) << "cache reads have no rate";
  Usage audio = usage_of(5, 0, 0, 7);
  audio.audio_input = Tokens{2};
  EXPECT_FALSE(charge(audio, price));
  Usage search = usage_of(5, 0, 0, 7);
  search.web_searches = 1;
  EXPECT_FALSE(charge(search, price));
  Usage half;
  half.output_total = Tokens{7};
  EXPECT_FALSE(charge(half, price)) << "the prompt is not known";
}

TEST(Charge, TakesTheServiceTierThatTheAnswerNames) {
  const ModelPrice price = price_from(
      R"({"model":"m","input":1000000,"output":2000000,"cache_read":100000,"above":[{"prompt":1000,"input":9000000}],
          "batch":{"input":500000,"output":1000000},
          "priority":{"input":2000000,"output":4000000,"above":[{"prompt":1000,"input":8000000}]}})");
  Usage usage = usage_of(100, 0, 0, 10);
  const auto in_tier = [&](std::string_view tier) {
    usage.service_tier = tier;
    return charge(usage, price);
  };
  for (const auto* tier : {"", "standard", "default", "auto", "on_demand"})
    EXPECT_EQ(in_tier(tier), Nanodollars{120'000}) << tier;
  EXPECT_EQ(in_tier("batch"), Nanodollars{60'000});
  EXPECT_EQ(in_tier("Priority"), Nanodollars{240'000});
  EXPECT_FALSE(in_tier("flex")) << "the table has no such rates";
  EXPECT_FALSE(in_tier("something new"));
  usage = usage_of(2'000, 0, 0, 0);
  EXPECT_EQ(in_tier("priority"), Nanodollars{16'000'000});
  EXPECT_FALSE(in_tier("batch")) << "nobody says what a long prompt costs in a batch";
  usage = usage_of(0, 10, 0, 0);
  EXPECT_FALSE(in_tier("batch")) << "nor a cache read";
}

TEST(Charge, AppliesFactorsAndRoundsOnceHalfUp) {
  const ModelPrice price =
      price_from(R"({"model":"m","input":1,"output":500,"region":{"us":1100},"speed":{"fast":6000},"search":10000})");
  EXPECT_EQ(charge(usage_of(499, 0, 0, 0), price), Nanodollars{0});
  EXPECT_EQ(charge(usage_of(500, 0, 0, 0), price), Nanodollars{1});
  EXPECT_EQ(charge(usage_of(250, 0, 0, 1), price), Nanodollars{1}) << "750 picodollars, rounded as a sum";
  Usage usage = usage_of(0, 0, 0, 1'000);
  usage.region = "us";
  EXPECT_EQ(charge(usage, price), Nanodollars{550});
  usage.speed = "fast";
  EXPECT_EQ(charge(usage, price), Nanodollars{3'300});
  usage.region = "global";
  EXPECT_EQ(charge(usage, price), Nanodollars{3'000});
  usage.web_searches = 2;
  EXPECT_EQ(charge(usage, price), Nanodollars{3'000 + 20'000'000}) << "a fee has no factor";
  usage.speed = "ludicrous";
  EXPECT_FALSE(charge(usage, price));
}

TEST(Charge, TakesAFeeThatIsPerPromptOnce) {
  Usage usage = usage_of(0, 0, 0, 0);
  usage.web_searches = 3;
  EXPECT_EQ(charge(usage, price_of("gemini", "gemini-2.5-flash")), Nanodollars{35'000'000});
  EXPECT_EQ(charge(usage, price_of("gemini", "gemini-3-flash-preview")), Nanodollars{3 * 14'000'000});
}

TEST(Charge, PricesPartsOfBucketsOnce) {
  const ModelPrice price = price_from(
      R"({"model":"m","input":1000,"output":2000,"reasoning":5000,"audio_input":7000,"audio_output":11000,"image_input":3000})");
  Usage usage = usage_of(10, 0, 0, 10);
  usage.audio_input = Tokens{3};
  usage.image_input = Tokens{2};
  usage.audio_output = Tokens{1};
  usage.output_reasoning = Tokens{4};
  EXPECT_EQ(charge(usage, price), Nanodollars{5 * 1 + 3 * 7 + 2 * 3 + 5 * 2 + 11 + 4 * 5});
}

TEST(Charge, PricesCachedAudioApart) {
  const ModelPrice price = price_from(
      R"({"model":"m","input":4000,"output":1000,"cache_read":400,"audio_input":32000,"audio_cache_read":2000})");
  Usage usage = usage_of(200, 800, 0, 0);
  usage.audio_input = Tokens{150};
  usage.audio_cache_read = Tokens{750};
  EXPECT_EQ(charge(usage, price), Nanodollars{50 * 4 + 150 * 32 + 750 * 2 + 20});
  EXPECT_EQ(saved_by_cache(usage, price), Nanodollars{750 * 30 + 50 * 4 - 20});
  EXPECT_FALSE(charge(usage, price_from(R"({"model":"m","input":4000,"cache_read":400,"audio_input":32000})")))
      << "cached audio has no rate, and that of cached text is not it";
  EXPECT_EQ(charge(usage_of(0, 5, 0, 0), price), Nanodollars{2});
}

TEST(Charge, BillsNoTokenTwice) {
  const ModelPrice price = price_from(
      R"({"model":"m","input":1000,"cache_read":100,"audio_input":9000,"audio_cache_read":800,"image_input":5000})");
  Usage usage = usage_of(200, 800, 0, 0);
  usage.audio_input = Tokens{900};
  EXPECT_FALSE(charge(usage, price)) << "nobody says how much of the audio was cached";
  usage.audio_input = Tokens{100};
  EXPECT_FALSE(charge(usage, price)) << "nor does it here, though there would be room";
  usage.audio_cache_read = Tokens{0};
  EXPECT_TRUE(charge(usage, price));
  usage.image_input = Tokens{101};
  EXPECT_FALSE(charge(usage, price)) << "the parts are more than the whole";
  usage.image_input.reset();
  usage.audio_cache_read = Tokens{801};
  EXPECT_FALSE(charge(usage, price)) << "so they are here";
}

TEST(Charge, DoesNotOverflow) {
  const ModelPrice price = price_from(R"({"model":"m","input":1000000000,"output":1000000000})");
  EXPECT_EQ(charge(usage_of(1'000'000'000, 0, 0, 1'000'000'000), price), Nanodollars{2'000'000'000'000'000});
}

TEST(SavedByCache, IsSigned) {
  const ModelPrice price =
      price_from(R"({"model":"m","input":1000000,"output":1,"cache_read":100000,"cache_write_5m":1250000})");
  EXPECT_EQ(saved_by_cache(usage_of(100, 1'000, 0, 50), price), Nanodollars{900'000});
  EXPECT_EQ(saved_by_cache(usage_of(100, 0, 1'000, 50), price), Nanodollars{-250'000});
  EXPECT_EQ(saved_by_cache(usage_of(100, 0, 0, 50), price), Nanodollars{0});
  EXPECT_FALSE(saved_by_cache(usage_of(1, 1, 0, 0), price_from(R"({"model":"m","input":1,"output":1})")));
}

}  // namespace
}  // namespace tabacus::analytics
