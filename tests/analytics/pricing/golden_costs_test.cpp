// Costs that must come out to the nanodollar, each by its name, from the shipped table.
#include <gmock/gmock.h>

#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {
namespace {

struct Golden {
  const char* name;
  std::string_view provider, model;
  Usage usage;
  std::int64_t nanodollars;
  std::string_view region = {};
};

class UsageBuilder {
 public:
  UsageBuilder input(std::int64_t count) && { return set(&Usage::input_uncached, count); }
  UsageBuilder read(std::int64_t count) && { return set(&Usage::cache_read, count); }
  UsageBuilder write_5m(std::int64_t count) && { return set(&Usage::cache_write_5m, count); }
  UsageBuilder write_1h(std::int64_t count) && { return set(&Usage::cache_write_1h, count); }
  UsageBuilder output(std::int64_t count) && { return set(&Usage::output_total, count); }
  UsageBuilder reasoning(std::int64_t count) && { return set(&Usage::output_reasoning, count); }
  UsageBuilder audio_in(std::int64_t count) && { return set(&Usage::audio_input, count); }
  UsageBuilder audio_read(std::int64_t count) && { return set(&Usage::audio_cache_read, count); }
  UsageBuilder audio_out(std::int64_t count) && { return set(&Usage::audio_output, count); }
  UsageBuilder image_in(std::int64_t count) && { return set(&Usage::image_input, count); }
  UsageBuilder uses(std::optional<std::int64_t> Usage::*of, std::int64_t count) && {
    usage_.*of = count;
    return *this;
  }
  UsageBuilder searches(std::int64_t count) && {
    usage_.web_searches = count;
    return *this;
  }
  UsageBuilder tier(const char* tier) && {
    usage_.service_tier = tier;
    return *this;
  }
  UsageBuilder speed(const char* speed) && {
    usage_.speed = speed;
    return *this;
  }
  UsageBuilder region(const char* region) && {
    usage_.region = region;
    return *this;
  }
  operator Usage() const { return usage_; }  // NOLINT(google-explicit-constructor): it is one

 private:
  UsageBuilder set(std::optional<Tokens> Usage::*bucket, std::int64_t count) {
    usage_.*bucket = Tokens{count};
    return *this;
  }
  Usage usage_;
};

UsageBuilder used() { return {}; }

const std::vector<Golden>& goldens() {
  static const std::vector<Golden> kGoldens{
      {"sonnet 4.5, 211,000 in the prompt: every bucket at the long rate", "anthropic", "claude-sonnet-4-5",
       used().input(1'000).read(150'000).write_5m(60'000).output(2'000), 591'000'000},
      {"sonnet 4.5, the same below the cliff by one write", "anthropic", "claude-sonnet-4-5",
       used().input(1'000).read(150'000).write_5m(49'000).output(2'000), 261'750'000},
      {"sonnet 4.5, exactly at the cliff is below it", "anthropic", "claude-sonnet-4-5",
       used().input(200'000).output(0), 600'000'000},
      {"sonnet 4.5, one token over the cliff", "anthropic", "claude-sonnet-4-5", used().input(200'001).output(0),
       1'200'006'000},
      {"gpt-5.4, 300,000 of which 250,000 cached: long prompt", "openai", "gpt-5.4",
       used().input(50'000).read(250'000).output(1'000), 397'500'000},
      {"gpt-5.4, 100,000 of which 90,000 cached: read once, not twice", "openai", "gpt-5.4",
       used().input(10'000).read(90'000).output(0), 47'500'000},
      {"a dated snapshot has its alias's price", "openai", "gpt-4o-mini-2099-01-01", used().input(1'000'000).output(0),
       150'000'000},
      {"sonnet 4.5, an hour's write is twice the input", "anthropic", "claude-sonnet-4-5",
       used().input(0).write_1h(100'000).output(0), 600'000'000},
      {"haiku 4.5, both writes beside each other", "anthropic", "claude-haiku-4-5",
       used().input(10).write_5m(1'000).write_1h(1'000).output(1), 10'000 + 1'250'000 + 2'000'000 + 5'000},
      {"opus 4.6 fast is six times the tokens' bill", "anthropic", "claude-opus-4-6",
       used().input(1'000).output(100).speed("fast"), 6 * (5'000'000 + 2'500'000)},
      {"opus 4.6 in the US is a tenth more", "anthropic", "claude-opus-4-6",
       used().input(1'000).output(100).region("us"), 8'250'000},
      {"opus 4.6 fast and in the US is both", "anthropic", "claude-opus-4-6",
       used().input(1'000).output(100).speed("fast").region("us"), 49'500'000},
      {"a batch of anthropic's is half", "anthropic", "claude-sonnet-4-5",
       used().input(1'000).output(100).tier("batch"), (3'000'000 + 1'500'000) / 2},
      {"ten searches of sonnet 4.5, which no factor touches", "anthropic", "claude-sonnet-4-5",
       used().input(0).output(0).searches(10).tier("batch"), 100'000'000},
      {"gpt-5.4 by way of the European host", "openai", "gpt-5.4", used().input(1'000).output(0), 2'750'000, "eu"},
      {"the answer's own region wins over the host's", "openai", "gpt-5.4", used().input(1'000).output(0).region("jp"),
       2'500'000, "eu"},
      {"gpt-5.4 in flex", "openai", "gpt-5.4", used().input(1'000).output(100).tier("flex"), 1'250'000 + 750'000},
      {"gpt-5.4 with priority", "openai", "gpt-5.4", used().input(1'000).output(100).tier("priority"),
       5'000'000 + 3'000'000},
      {"gemini 2.5 flash: three searches of one prompt are one fee", "gemini", "gemini-2.5-flash",
       used().input(0).output(0).searches(3), 35'000'000},
      {"gemini 2.5 flash: a prompt answered from maps", "gemini", "gemini-2.5-flash",
       used().input(0).output(0).uses(&Usage::map_prompts, 1), 25'000'000},
      {"gpt-5: two searches of the web and three of files", "openai", "gpt-5",
       used().input(0).output(0).searches(2).uses(&Usage::file_searches, 3), 27'500'000},
      {"grok 4.3: four searches, two runs of code, one search of a collection", "xai", "grok-4.3",
       used().input(0).output(0).searches(4).uses(&Usage::code_runs, 2).uses(&Usage::file_searches, 1), 32'500'000},
      {"gemini 3 flash: three searches are three fees", "gemini", "gemini-3-flash-preview",
       used().input(0).output(0).searches(3), 42'000'000},
      {"gpt-realtime-2.1: text, audio, images and their cached parts", "openai", "gpt-realtime-2.1",
       used().input(300).read(700).audio_in(100).audio_read(600).image_in(50).output(60).audio_out(40),
       150 * 4'000 + 100 * 32'000 + 50 * 5'000 + 100 * 400 + 600 * 400 + 20 * 24'000 + 40 * 64'000},
      {"an embedding has input only", "openai", "text-embedding-3-small", used().input(1'000'000), 20'000'000},
      {"an embedding without an output rate", "mistral", "mistral-embed", used().input(1'000'000).output(0),
       100'000'000},
      {"qwen-plus thinks at another price than it answers", "dashscope", "qwen-plus-latest",
       used().input(1'000).output(1'000).reasoning(400), 1'000 * 400 + 600 * 1'200 + 400 * 4'000},
      {"nothing costs nothing", "openai", "gpt-5.4", Usage{}, 0},
  };
  return kGoldens;
}

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

Wide sum_of(const Bill& bill) {
  Wide sum = 0;
  for (const BillLine& line : bill.lines()) sum += line.amount;
  return sum;
}

TEST(GoldenCosts, ComeOutToTheNanodollar) {
  for (const Golden& golden : goldens()) {
    const ModelPrice* price = shipped().find(golden.provider, golden.model);
    ASSERT_NE(price, nullptr) << golden.name;
    EXPECT_EQ(charge(golden.usage, *price, golden.region), Nanodollars{golden.nanodollars}) << golden.name;
  }
}

TEST(GoldenCosts, AreTheSumOfTheirLinesExactly) {
  constexpr Wide kZeptoPerNano = 1'000'000'000'000;
  for (const Golden& golden : goldens()) {
    const Bill bill = analytics::bill(golden.usage, *shipped().find(golden.provider, golden.model), golden.region);
    EXPECT_TRUE(sum_of(bill) == Wide{golden.nanodollars} * kZeptoPerNano) << golden.name;
  }
}

TEST(GoldenCosts, AgreeWithWhatAProviderBilled) {
  // A Grok call whose answer named its cost: 232,856,000 ticks of 10^-10 dollars. Reasoning stood outside completion.
  const auto price = parse_price_row(R"({"model":"m","input":1250000,"cache_read":200000,"output":2500000})");
  ASSERT_TRUE(price);
  EXPECT_EQ(charge(used().input(10'120 - 128).read(128).output(1'499 + 2'809), *price), Nanodollars{23'285'600});
}

TEST(GoldenCosts, SayWhyThereIsNone) {
  const struct {
    const char* model;
    Usage usage;
    Unpriced why;
  } kCases[] = {
      {"claude-4-opus-20250514", used().input(1).write_1h(5).output(1), Unpriced::NoCacheWrite1hRate},
      {"claude-sonnet-4-5", used().input(1).audio_in(1).output(1), Unpriced::NoAudioInputRate},
      {"claude-sonnet-4-5", used().input(1).output(5).audio_out(1), Unpriced::NoAudioOutputRate},
      {"claude-sonnet-4-5", used().output(5), Unpriced::PromptUnknown},
      {"claude-sonnet-4-5", used().input(1).output(1).tier("priority"), Unpriced::UnknownTier},
      {"claude-sonnet-4-5", used().input(1).output(1).speed("fast"), Unpriced::UnknownSpeed},
      {"claude-sonnet-4-5", used().input(200'001).output(1).tier("batch"), Unpriced::LongPromptTier},
      {"claude-sonnet-4-5", used().input(1).read(5).audio_in(1).output(1), Unpriced::SplitUnknown},
      {"claude-sonnet-4-5", used().input(1).output(1).audio_out(2), Unpriced::Contradictory},
      {"claude-sonnet-4-5", used().input(-1).output(1), Unpriced::Contradictory},
      {"claude-sonnet-4-5", used().input(1'000'000'000'001).output(1), Unpriced::TooLarge},
      {"claude-haiku-4-5", used().input(1).output(1).searches(1), Unpriced::NoSearchFee},
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::containers, 1), Unpriced::NoToolFee},
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::images_made, 1), Unpriced::NoToolFee},
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::other_tools, 1), Unpriced::NoToolFee},
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::file_searches, -1), Unpriced::Contradictory},
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::map_prompts, 1'000'000'000'001), Unpriced::TooLarge},
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::containers, 0), Unpriced::No},
      // Billed by the hour, of an account's and not a call's.
      {"claude-sonnet-4-5", used().input(1).output(1).uses(&Usage::code_runs, 7), Unpriced::No},
      {"claude-sonnet-4-5", used().input(1).output(1), Unpriced::No},
  };
  for (const auto& [model, usage, why] : kCases) {
    const Bill bill = analytics::bill(usage, *shipped().find("anthropic", model));
    EXPECT_EQ(bill.unpriced, why) << model << ' ' << static_cast<int>(why);
    EXPECT_EQ(bill.total.has_value(), why == Unpriced::No);
  }
}

TEST(GoldenCosts, HoldAtTheLimitsOfEveryFigure) {
  const auto price =
      parse_price_row(R"({"model":"m","input":1000000000000,"output":1000000000000,"cache_read":1000000000000,)"
                      R"("speed":{"s":20000},"region":{"r":20000},"tier":{"t":20000}})");
  ASSERT_TRUE(price);
  const Usage most = used().input(kMaxBucketTokens).read(kMaxBucketTokens).output(kMaxBucketTokens);
  EXPECT_EQ(bill(most, *price).unpriced, Unpriced::TooLarge) << "nanodollars have 63 bits";
  Usage all_factors = most;
  all_factors.speed = "s";
  all_factors.region = "r";
  all_factors.service_tier = "t";
  EXPECT_EQ(bill(all_factors, *price).unpriced, Unpriced::TooLarge);
  EXPECT_GT(sum_of(bill(all_factors, *price)), 0) << "and the sum has not wrapped";
  EXPECT_EQ(charge(used().input(9'000'000), *price), Nanodollars{9'000'000'000'000'000});
}

}  // namespace
}  // namespace tabacus::analytics
