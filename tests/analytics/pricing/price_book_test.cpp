#include "analytics/pricing/price_book.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace tabacus::analytics {
namespace {

PriceBook book_of(std::string_view rows) {
  auto table = parse_price_table(R"({"as_of":"2026-01-01","providers":{"p":[)" + std::string{rows} + "]}}");
  EXPECT_TRUE(table) << table.error().message;
  return PriceBook::of({*table});
}

std::int64_t input_rate(const PriceBook& book, std::string_view provider, std::string_view model) {
  const ModelPrice* price = book.find(provider, model);
  return price != nullptr && price->standard.base.input ? price->standard.base.input->count() : -1;
}

TEST(PriceBook, ShipsEveryRowOfItsTableWithItsDate) {
  const PriceBook book = PriceBook::shipped();
  EXPECT_EQ(book.size(), 739u);
  EXPECT_EQ(book.version()->as_of, "2026-08-19");
  EXPECT_EQ(book.version()->source, "shipped");
}

TEST(PriceBook, FindsNamesExactlyOrByTheirDateOrBehindARoute) {
  const PriceBook book = PriceBook::shipped();
  const ModelPrice* mini = book.find("openai", "gpt-4o-mini");
  ASSERT_NE(mini, nullptr);
  EXPECT_EQ(mini->standard.base.input, Rate{150'000});
  EXPECT_EQ(book.find("openai", "gpt-4o-mini-2099-01-01"), mini) << "a dated name is its alias";
  EXPECT_EQ(book.find("openai", "openai/gpt-4o-mini"), mini) << "behind a route";
  EXPECT_EQ(book.find("anthropic", "claude-haiku-4-5@20991231"), book.find("anthropic", "claude-haiku-4-5"));
  EXPECT_EQ(book.find("gemini", "models/gemini-2.5-pro"), book.find("gemini", "gemini-2.5-pro"));
}

TEST(PriceBook, NeverTakesANeighbour) {
  const PriceBook book = PriceBook::shipped();
  for (const auto* model : {"gpt-4o-minimal", "gpt-6-luna", "my-gpt-4o-mini", "gpt", "mini", "codex", "", "/",
                            "gpt-4o-mini-2099-1-1", "gpt-4o-mini-20990101x"})
    EXPECT_EQ(book.find("openai", model), nullptr) << model;
  EXPECT_EQ(book.find("anthropic", "claude-fable-5.1"), nullptr);
  EXPECT_EQ(book.find("anthropic", "gpt-4o-mini"), nullptr) << "another provider's";
  EXPECT_EQ(book.find("nobody", "gpt-4o-mini"), nullptr);
}

TEST(PriceBook, TakesTheDatedNameOfAnAliasWhenThereIsOnlyOne) {
  const PriceBook book = book_of(R"({"model":"a-20250101","input":1},{"model":"a-2-20250101","input":2},
      {"model":"b-20250101","input":3},{"model":"b-2025-06-01","input":4})");
  EXPECT_EQ(input_rate(book, "p", "a"), 1);
  EXPECT_EQ(input_rate(book, "p", "a-2"), 2);
  EXPECT_EQ(input_rate(book, "p", "b"), -1) << "two candidates are none";
}

std::vector<std::string> names_to_ask(const PriceTable& table) {
  std::vector<std::string> names;
  for (const PricedModel& row : table.models)
    for (const char* form : {"{}", "{}-20990101", "{}-2099-01-01", "{}@20990101", "models/{}", "{}x", "x{}"})
      names.push_back(fmt::format(fmt::runtime(form), row.model));
  return names;
}

std::string row_found(const PriceBook& book, std::string_view provider, std::string_view model) {
  const ModelPrice* price = book.find(provider, model);
  return price == nullptr ? "none" : price->stamp->provider + ' ' + price->stamp->rates;
}

TEST(PriceBook, AnswersTheSameWhateverTheOrderOfItsRows) {
  PriceTable table = shipped_price_table();
  const PriceBook book = PriceBook::shipped();
  const std::vector<std::string> names = names_to_ask(table);
  std::mt19937 random{1};
  for (int round = 0; round < 5; ++round) {
    std::shuffle(table.models.begin(), table.models.end(), random);
    const PriceBook shuffled = PriceBook::of({table});
    EXPECT_EQ(*shuffled.version(), *book.version()) << "and it is the same version";
    for (const char* provider : {"anthropic", "openai", "bedrock", "vertex", "openrouter"})
      for (const std::string& name : names)
        ASSERT_EQ(row_found(shuffled, provider, name), row_found(book, provider, name)) << provider << ' ' << name;
  }
}

TEST(PriceBook, LaysLaterTablesOverEarlierOnes) {
  const auto table = [](const char* json, const char* source) {
    auto parsed = parse_price_table(json);
    EXPECT_TRUE(parsed) << parsed.error().message;
    parsed->source = source;
    return *parsed;
  };
  const PriceTable first =
      table(R"({"as_of":"2026-01-01","providers":{"p":[{"model":"a","input":1},{"model":"b","input":2}]}})", "shipped");
  const PriceTable second =
      table(R"({"as_of":"2026-02-02","providers":{"p":[{"model":"b","input":3}],"q":[{"model":"c","input":4}]}})",
            "imported");
  const PriceTable users = table(R"({"providers":{"p":[{"model":"a","output":9}]}})", "user");
  const PriceBook book = PriceBook::of({first, second, users});
  EXPECT_EQ(book.version()->as_of, "2026-02-02");
  EXPECT_EQ(book.version()->source, "shipped + imported + user");
  EXPECT_EQ(input_rate(book, "p", "b"), 3);
  EXPECT_EQ(input_rate(book, "q", "c"), 4);
  EXPECT_EQ(input_rate(book, "p", "a"), -1) << "a row is replaced whole, not mixed";
  EXPECT_TRUE(book.find("p", "a")->stamp->is_users);
  EXPECT_FALSE(book.find("p", "b")->stamp->is_users);
  EXPECT_NE(book.version()->sha256, PriceBook::of({first, second}).version()->sha256);
}

TEST(PriceBook, IsStillWholeOnceItWasCopiedAndMoved) {
  PriceBook book = PriceBook::shipped();
  const PriceBook copy = book;
  const PriceBook moved = std::move(book);
  for (const PriceBook* each : {&copy, &moved})
    EXPECT_EQ(row_found(*each, "openai", "gpt-4o-mini-2099-01-01"),
              row_found(PriceBook::shipped(), "openai", "gpt-4o-mini"));
}

TEST(PriceBook, TakesTheRatesOfLongPromptsForTheWholeCall) {
  const PriceBook book = book_of(R"({"model":"m","input":10,"output":20,"cache_read":1,
      "above":[{"prompt":200,"input":40},{"prompt":100,"input":30,"output":50}]})");
  const RateCard& card = book.find("p", "m")->standard;
  EXPECT_EQ(card.for_prompt(Tokens{100}).input, Rate{10});
  EXPECT_EQ(card.for_prompt(Tokens{101}).input, Rate{30});
  EXPECT_EQ(card.for_prompt(Tokens{101}).output, Rate{50});
  EXPECT_EQ(card.for_prompt(Tokens{101}).cache_read, Rate{1}) << "not named above";
  EXPECT_EQ(card.for_prompt(Tokens{201}).input, Rate{40});
  EXPECT_EQ(card.for_prompt(Tokens{201}).output, Rate{20}) << "each tier stands on the base rates";
}

}  // namespace
}  // namespace tabacus::analytics
