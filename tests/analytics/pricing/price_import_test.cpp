#include "analytics/pricing/price_import.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;

PriceBook known() {
  auto table = parse_price_table(
      R"({"as_of":"2026-01-01","providers":{"anthropic":[{"model":"claude-a","input":1,"output":2,"search":10000,)"
      R"("region":{"us":1100},"speed":{"fast":6000},"context":200000}]}})");
  EXPECT_TRUE(table) << table.error().message;
  return PriceBook::of({*table});
}

/// "anthropic {row}", one per line.
std::string rows_of(const Result<ImportedPrices>& imported) {
  if (!imported) return imported.error().message;
  std::string text;
  for (const PricedModel& row : imported->table.models)
    text += row.provider + ' ' + price_row_text(row.model, row.price) + '\n';
  return text;
}

TEST(PriceImport, ReadsTheFormOfLiteLlm) {
  const auto imported = import_prices(R"({
    "sample_spec": {"litellm_provider": "one of ...", "input_cost_per_token": 0},
    "claude-a": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 3e-06,
      "output_cost_per_token": 1.5e-05, "cache_read_input_token_cost": 3e-07,
      "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_1hr": 6e-06,
      "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2.25e-05,
      "max_output_tokens": 64000},
    "gemini/gemini-x": {"litellm_provider": "gemini", "input_cost_per_token": 1.25e-07, "output_cost_per_token": 5e-07,
      "input_cost_per_audio_token": 1e-06, "input_cost_per_token_batches": 6.25e-08,
      "output_cost_per_token_batches": 2.5e-07, "input_cost_per_token_priority": 2.25e-07,
      "input_cost_per_token_above_200k_tokens_priority": 5e-07, "cache_read_input_token_cost": 0,
      "max_input_tokens": 1048576},
    "azure/eu/gpt-x": {"litellm_provider": "azure", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06},
    "1024-x-1024/dall-e": {"litellm_provider": "openai", "input_cost_per_pixel": 1e-08},
    "bedrock/us-east-1/anthropic.claude": {"litellm_provider": "bedrock", "input_cost_per_token": 1e-06},
    "free/model": {"litellm_provider": "openrouter", "input_cost_per_token": 0, "output_cost_per_token": 0},
    "somewhere/else": {"litellm_provider": "elsewhere", "input_cost_per_token": 1e-06}
  })",
                                      known());
  EXPECT_EQ(rows_of(imported),
            "azure {\"model\":\"eu/gpt-x\",\"input\":1000000,\"output\":1000000}\n"
            "anthropic {\"model\":\"claude-a\",\"input\":3000000,\"output\":15000000,\"cache_read\":300000,"
            "\"cache_write_5m\":3750000,\"cache_write_1h\":6000000,"
            "\"above\":[{\"prompt\":200000,\"input\":6000000,\"output\":22500000}],"
            "\"region\":{\"us\":1100},\"speed\":{\"fast\":6000},\"search\":10000,\"context\":200000,"
            "\"max_output\":64000}\n"
            "gemini {\"model\":\"gemini-x\",\"input\":125000,\"output\":500000,\"audio_input\":1000000,"
            "\"batch\":{\"input\":62500,\"output\":250000},"
            "\"priority\":{\"input\":225000,\"above\":[{\"prompt\":200000,\"input\":500000}]},"
            "\"context\":1048576}\n");
  EXPECT_EQ(imported->form, "LiteLLM");
  EXPECT_EQ(imported->left_out, 5U);
  EXPECT_EQ(imported->refused_count, 0U);
}

TEST(PriceImport, ReadsTheFormOfModelsDev) {
  const auto imported = import_prices(R"({
    "google": {"id": "google", "models": {"gemini-x": {"id": "gemini-x",
      "cost": {"input": 1.25, "output": 10, "cache_read": 0.31, "input_audio": 1,
               "context_over_200k": {"input": 2.5, "output": 15}},
      "limit": {"context": 1048576, "output": 65536}}, "unpriced": {"id": "unpriced"}}},
    "elsewhere": {"models": {"m": {"cost": {"input": 1, "output": 1}}}}
  })",
                                      known());
  EXPECT_EQ(rows_of(imported),
            "gemini {\"model\":\"gemini-x\",\"input\":1250000,\"output\":10000000,\"cache_read\":310000,"
            "\"audio_input\":1000000,\"above\":[{\"prompt\":200000,\"input\":2500000,\"output\":15000000}],"
            "\"context\":1048576,\"max_output\":65536}\n");
  EXPECT_EQ(imported->form, "models.dev");
  EXPECT_EQ(imported->left_out, 2U);
}

TEST(PriceImport, ReadsItsOwnForm) {
  const auto imported = import_prices(R"({"as_of":"2026-09-01","providers":{"p":[{"model":"m","input":7}]}})", known());
  EXPECT_EQ(rows_of(imported), "p {\"model\":\"m\",\"input\":7}\n");
  EXPECT_EQ(imported->table.as_of, "2026-09-01");
}

TEST(PriceImport, LeavesARowThatMakesNoSenseOutAndSaysWhy) {
  const auto imported = import_prices(R"({
    "good": {"litellm_provider": "openai", "input_cost_per_token": 1e-06},
    "negative": {"litellm_provider": "openai", "input_cost_per_token": -1e-06},
    "dear": {"litellm_provider": "openai", "input_cost_per_token": 2.0},
    "text": {"litellm_provider": "openai", "input_cost_per_token": "1e-06"},
    "\u001b[31mred": {"litellm_provider": "openai", "input_cost_per_token": 1e-06}
  })",
                                      known());
  EXPECT_EQ(rows_of(imported), "openai {\"model\":\"good\",\"input\":1000000}\n");
  EXPECT_EQ(imported->refused_count, 4U);
  EXPECT_THAT(imported->refused, ::testing::UnorderedElementsAre("negative: \"input_cost_per_token\" is no price",
                                                                 "dear: \"input_cost_per_token\" is no price",
                                                                 "text: \"input_cost_per_token\" is no price",
                                                                 "[31mred: it has no usable name"));
}

TEST(PriceImport, RefusesWhatHasNoUsableRow) {
  EXPECT_THAT(rows_of(import_prices("", known())), HasSubstr("no JSON object"));
  EXPECT_THAT(rows_of(import_prices("[1]", known())), HasSubstr("no JSON object"));
  EXPECT_THAT(rows_of(import_prices(R"({"a":1})", known())), HasSubstr("providers"));
  EXPECT_THAT(rows_of(import_prices(R"({"as_of":"2026-01-01","providers":{}})", known())), HasSubstr("no rows"));
  EXPECT_THAT(rows_of(import_prices(R"({"x":{"litellm_provider":"elsewhere"}})", known())), HasSubstr("none of its"));
  EXPECT_THAT(rows_of(import_prices(R"({"x":{"litellm_provider":"openai","input_cost_per_token":-1}})", known())),
              HasSubstr("is no price"));
}

TEST(PriceImport, IsBounded) {
  EXPECT_THAT(rows_of(import_prices(std::string(kMaxPriceFileBytes + 1, ' '), known())), HasSubstr("bytes"));
  std::string deep = R"({"a":{"litellm_provider":"openai","x":)";
  deep.append(200'000, '[');
  EXPECT_FALSE(import_prices(deep, known()));
  deep.append(200'000, ']');
  EXPECT_FALSE(import_prices(deep + "}}", known()));
}

}  // namespace
}  // namespace tabacus::analytics
