#include "analytics/pricing/price_table.hpp"

#include <gmock/gmock.h>

#include <set>

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;

std::string table_of(std::string_view rows) {
  return R"({"schema":1,"as_of":"2026-01-01","providers":{"p":[)" + std::string{rows} + "]}}";
}

TEST(PriceTable, IsReadAndWrittenWithoutLoss) {
  const PriceTable shipped = shipped_price_table();
  const auto again = parse_price_table(price_table_text(shipped));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->as_of, shipped.as_of);
  ASSERT_EQ(again->models.size(), shipped.models.size());
  EXPECT_EQ(price_table_text(*again), price_table_text(shipped));
  for (const PricedModel& row : shipped.models) {
    const auto price = parse_price_row(price_row_text(row.model, row.price));
    ASSERT_TRUE(price) << row.model;
    EXPECT_EQ(price_row_text(row.model, *price), price_row_text(row.model, row.price));
  }
}

TEST(PriceTable, KeepsEveryField) {
  const std::string row =
      R"({"model":"m","input":1,"output":2,"reasoning":3,"cache_read":4,"cache_write_5m":5,"cache_write_1h":6,)"
      R"("audio_input":7,"audio_output":8,"audio_cache_read":9,"image_input":10,"above":[{"prompt":100,"input":11}],)"
      R"("batch":{"input":12,"above":[{"prompt":100,"input":13}]},"flex":{"input":14},"priority":{"input":15},)"
      R"("region":{"us":1100},"speed":{"fast":6000},"tier":{"scale":900},"search":10000,)"
      R"("fees":{"container":30000,"file_search":2500},"context":200000,)"
      R"("max_output":64000})";
  const auto table = parse_price_table(table_of(row));
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(price_row_text("m", table->models.front().price), row);
}

struct BadTable {
  const char* json;
  const char* complaint;
};

TEST(PriceTable, RefusesWhatIsWrongAndSaysWhere) {
  const BadTable kCases[] = {
      {"", "no JSON object"},
      {"[]", "no JSON object"},
      {"{}", "no JSON object"},
      {R"({"providers":[]})", "no JSON object"},
      {R"({"providers":{"p":[]},"as_of":"tomorrow"})", "as_of"},
      {R"({"providers":{"p":[]},"schema":2})", "schema"},
      {R"({"providers":{"p":{}}})", "provider \"p\" has no list"},
      {R"({"providers":{"p":[7]}})", "no \"model\""},
      {R"({"providers":{"p":[{"input":1}]}})", "no \"model\""},
      {R"({"providers":{"p":[{"model":""}]}})", "no \"model\""},
      {R"({"providers":{"p":[{"model":"m","inptu":1}]}})", R"(p "m": there is no field "inptu")"},
      {R"({"providers":{"p":[{"model":"m","input":-1}]}})", R"(p "m": "input" is no whole number)"},
      {R"({"providers":{"p":[{"model":"m","input":"1"}]}})", "is no whole number"},
      {R"({"providers":{"p":[{"model":"m","input":1.5}]}})", "is no whole number"},
      {R"({"providers":{"p":[{"model":"m","input":1000000000001}]}})", "is no whole number"},
      {R"({"providers":{"p":[{"model":"m","input":18446744073709551615}]}})", "is no whole number"},
      {R"({"providers":{"p":[{"model":"m","input":1e400}]}})", "no JSON object"},
      {R"({"providers":{"p":[{"model":"m","batch":5}]}})", "\"batch\" is no object"},
      {R"({"providers":{"p":[{"model":"m","batch":{"prompt":5}}]}})", "there is no field \"prompt\""},
      {R"({"providers":{"p":[{"model":"m","above":{}}]}})", "\"above\" is no list"},
      {R"({"providers":{"p":[{"model":"m","above":[{"input":5}]}]}})", "has no \"prompt\""},
      {R"({"providers":{"p":[{"model":"m","above":[{"prompt":5},{"prompt":5}]}]}})", "begin at the same prompt"},
      {R"({"providers":{"p":[{"model":"m","region":{"us":20001}}]}})", "\"us\" is no whole number"},
      {R"({"providers":{"p":[{"model":"m","search":1,"search_per_prompt":1}]}})", "exclude each other"},
      {R"({"providers":{"p":[{"model":"m","fees":7}]}})", "\"fees\" is no object"},
      {R"({"providers":{"p":[{"model":"m","fees":{"serach":1}}]}})", "there is no fee \"serach\""},
      {R"({"providers":{"p":[{"model":"m","fees":{"container":-1}}]}})", "\"container\" is no whole number"},
      {R"({"providers":{"p":[{"model":"m"},{"model":"m"}]}})", "p \"m\": it stands there twice"},
      {R"({"providers":{"p":[{"model":"\u001b[2J"}]}})", "no \"model\""},
  };
  for (const BadTable& bad : kCases) {
    const auto table = parse_price_table(bad.json);
    ASSERT_FALSE(table) << bad.json;
    EXPECT_EQ(table.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(table.error().message, HasSubstr(bad.complaint)) << bad.json;
  }
}

TEST(PriceTable, IsBounded) {
  EXPECT_THAT(parse_price_table(std::string(kMaxPriceFileBytes + 1, ' ')).error().message, HasSubstr("bytes"));
  std::string deep = R"({"providers":{"p":[{"model":"m","above":)";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  EXPECT_FALSE(parse_price_table(deep));
  for (int i = 0; i < 100'000; ++i) deep += ']';
  EXPECT_FALSE(parse_price_table(deep + "}]}}"));
}

// What must hold of any sensible price list. Exceptions are listed here, each by name.
TEST(ShippedPrices, FollowTheRulesOfPriceLists) {
  const std::set<std::string> kFree{"gemini-exp-1114",    "gemini-exp-1206",
                                    "gemma-3-27b-it",     "learnlm-1.5-pro-experimental",
                                    "labs-leanstral-1-5", "openrouter/free"};
  for (const auto& [provider, model, price] : shipped_price_table().models) {
    const Rates& base = price.standard.base;
    SCOPED_TRACE(provider + ' ' + model);
    ASSERT_TRUE(base.input);
    const bool is_embedding = model.find("embed") != std::string::npos;
    EXPECT_EQ(base.input->count() == 0, kFree.contains(model));
    EXPECT_TRUE(is_embedding || kFree.contains(model) || base.output.value_or(Rate{}).count() > 0);
    const auto check = [&](const Rates& rates) {
      EXPECT_TRUE(!rates.cache_read || (*rates.cache_read <= *rates.input && rates.cache_read->count() > 0));
      EXPECT_TRUE(!rates.cache_write_5m || rates.cache_write_5m->count() > 0);
      EXPECT_TRUE(!rates.cache_write_1h || !rates.cache_write_5m || *rates.cache_write_1h >= *rates.cache_write_5m);
    };
    check(base);
    EXPECT_TRUE(!base.cache_write_5m || *base.cache_write_5m >= *base.input || provider == "vertex" ||
                provider == "gemini" || provider == "openrouter");
    for (const LongPromptRates& above : price.standard.above) {
      EXPECT_GE(above.prompt, Tokens{32'000});
      const Rates whole = price.standard.for_prompt(above.prompt + Tokens{1});
      EXPECT_GE(*whole.input, *base.input) << "a long prompt is never cheaper";
      check(whole);
    }
    for (const auto& [tier, card] : price.tiers) {
      ASSERT_TRUE(card.base.input);
      EXPECT_TRUE(tier == "priority" ? *card.base.input > *base.input : *card.base.input <= *base.input) << tier;
      check(card.base);
    }
    for (const auto& [factor, per_mille] : price.per_mille)
      EXPECT_TRUE(factor == "tier:batch" ? per_mille == 500 : per_mille > 1000) << factor;
    EXPECT_GT(price.context_window.value_or(Tokens{1}).count(), 0);
  }
}

TEST(ShippedPrices, HoldEveryProviderThatIsPricedByHost) {
  std::map<std::string, int> rows;
  for (const PricedModel& row : shipped_price_table().models) ++rows[row.provider];
  EXPECT_THAT(rows, ::testing::ElementsAre(
                        ::testing::Pair("anthropic", 27), ::testing::Pair("azure", 71), ::testing::Pair("bedrock", 120),
                        ::testing::Pair("dashscope", 33), ::testing::Pair("deepseek", 8), ::testing::Pair("gemini", 44),
                        ::testing::Pair("groq", 14), ::testing::Pair("mistral", 56), ::testing::Pair("moonshot", 22),
                        ::testing::Pair("openai", 117), ::testing::Pair("openrouter", 95),
                        ::testing::Pair("vertex", 88), ::testing::Pair("xai", 44)));
}

}  // namespace
}  // namespace tabacus::analytics
