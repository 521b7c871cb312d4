#include "analytics/pricing/price_source.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

struct SourceCase {
  std::string_view host;
  bool loopback;
  std::string_view slot, provider;
  PriceBasis basis;
  std::string_view region = {};
};

TEST(PriceSource, IsTheHostWhereItIsKnownAndElseTheSlot) {
  constexpr SourceCase kCases[] = {
      {"api.anthropic.com", false, "anthropic", "anthropic", PriceBasis::Host},
      {"API.DeepSeek.com", false, "anthropic", "deepseek", PriceBasis::Host},
      {"eu.api.openai.com", false, "openai", "openai", PriceBasis::Host, "eu"},
      {"us.api.openai.com", false, "openai", "openai", PriceBasis::Host, "us"},
      {"bedrock-runtime.us-east-1.amazonaws.com", false, "anthropic", "bedrock", PriceBasis::Host},
      {"bedrock-runtime.us-east-1.amazonaws.com.evil.example", false, "anthropic", "anthropic", PriceBasis::Slot},
      {"api.together.xyz", false, "openai", "together", PriceBasis::Host},
      {"aiplatform.eu.rep.googleapis.com", false, "gemini", "vertex", PriceBasis::Host},
      {"us-central1-aiplatform.googleapis.com", false, "gemini", "vertex", PriceBasis::Host},
      {"mine.openai.azure.com", false, "openai", "azure", PriceBasis::Host},
      {"api.openai.com.evil.example", false, "openai", "openai", PriceBasis::Slot},
      {"notapi.openai.com", false, "", "", PriceBasis::None},
      {"gateway.example", false, "anthropic", "anthropic", PriceBasis::Slot},
      {"127.0.0.1", true, "openai", "openai", PriceBasis::Slot},
      {"api.openai.com", true, "anthropic", "anthropic", PriceBasis::Slot},
      {"gateway.example", false, "", "", PriceBasis::None},
      {"", false, "", "", PriceBasis::None},
  };
  for (const SourceCase& row : kCases) {
    const PriceSource source = price_source(row.host, row.loopback, row.slot);
    EXPECT_EQ(source.provider, row.provider) << row.host;
    EXPECT_EQ(source.basis, row.basis) << row.host;
    EXPECT_EQ(source.region, row.region) << row.host;
  }
}

}  // namespace
}  // namespace tabacus::analytics
