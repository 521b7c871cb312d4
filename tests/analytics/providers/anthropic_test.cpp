// What the recorded calls in tests/fixtures/providers do not hold: spellings of one event that mean the same.
#include <gtest/gtest.h>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

struct DeltaCase {
  const char* name;
  std::string_view data;
  int counted;
};

class AnthropicDeltas : public testing::TestWithParam<DeltaCase> {};

TEST_P(AnthropicDeltas, CountAsContentHoweverTheyAreSpelled) {
  const CallTarget target{.slot = "anthropic", .host = "api.anthropic.com", .method = "POST", .path = "/v1/messages"};
  const Provider* provider = claim(target);
  ASSERT_NE(provider, nullptr);
  const auto decoder = provider->make_decoder(target);
  decoder->on_event({"content_block_delta", std::string{GetParam().data}});
  EXPECT_EQ(decoder->facts().content_deltas, GetParam().counted);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, AnthropicDeltas,
    testing::Values(
        DeltaCase{"usual", R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}})", 1},
        DeltaCase{"large_index",
                  R"({"type":"content_block_delta","index":1234,"delta":{"type":"text_delta","text":"a"}})", 1},
        DeltaCase{"spaced",
                  R"({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "a" } })",
                  1},
        DeltaCase{"reordered", R"({"delta":{"text":"a","type":"text_delta"},"index":0,"type":"content_block_delta"})",
                  1},
        DeltaCase{"thinking",
                  R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}})", 1},
        DeltaCase{"signature",
                  R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"a"}})", 0},
        DeltaCase{"another_event_that_quotes_one",
                  R"({"type":"ping","text":"{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\"}}"}})",
                  0},
        DeltaCase{"cut", R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","te)", 0},
        DeltaCase{"cut_after_the_type", R"({"type":"content_block_delta","index":)", 0}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::analytics
