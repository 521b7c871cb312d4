#include "analytics/pricing/price_book.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "base/paths.hpp"

namespace tabacus::analytics {
namespace {

PriceBook book_of(std::string_view rows) {
  auto book = PriceBook::parse(R"({"as_of":"2026-01-01","providers":{"p":[)" + std::string{rows} + "]}}");
  EXPECT_TRUE(book);
  return std::move(*book);
}

std::int64_t input_rate(const PriceBook& book, std::string_view provider, std::string_view model) {
  const ModelPrice* price = book.find(provider, model);
  return price != nullptr && price->standard.base.input ? price->standard.base.input->count() : -1;
}

TEST(PriceBook, ShipsEveryRowOfItsTableWithItsDate) {
  const PriceBook book = PriceBook::shipped();
  EXPECT_EQ(book.size(), 745u);
  EXPECT_EQ(book.as_of(), "2026-08-19");
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

TEST(PriceBook, AnswersTheSameWhateverTheOrderOfItsRows) {
  auto table = nlohmann::json::parse(
      read_file(std::filesystem::path{TABACUS_SOURCE_DIR} / "analytics/pricing/prices.json").value_or(""));
  const PriceBook book = PriceBook::shipped();
  std::mt19937 random{1};
  for (auto& [provider, rows] : table["providers"].items()) std::shuffle(rows.begin(), rows.end(), random);
  const auto shuffled = PriceBook::parse(table.dump());
  ASSERT_TRUE(shuffled);
  for (const auto& [provider, rows] : table["providers"].items())
    for (const auto& row : rows)
      for (const std::string suffix : {"", "-20990101"}) {
        const std::string model = row["model"].get<std::string>() + suffix;
        EXPECT_EQ(input_rate(book, provider, model), input_rate(*shuffled, provider, model)) << model;
      }
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

TEST(PriceBook, RefusesWhatIsNoTable) {
  for (const auto* text :
       {"", "[]", "{}", R"({"as_of":"2026-01-01"})", R"({"providers":{}})",
        R"({"as_of":"2026-01-01","providers":{"p":[{"input":1}]}})", R"({"as_of":"2026-01-01","providers":{"p":[7]}})"})
    EXPECT_EQ(PriceBook::parse(text).error().code, ErrorCode::InvalidInput) << text;
}

TEST(PriceBook, LeavesARateOfTheWrongTypeUnknown) {
  const PriceBook book = book_of(R"({"model":"m","input":"10","output":-5,"cache_read":1.5,"above":{},"region":7})");
  const Rates& rates = book.find("p", "m")->standard.base;
  EXPECT_FALSE(rates.input || rates.output || rates.cache_read);
}

}  // namespace
}  // namespace tabacus::analytics
