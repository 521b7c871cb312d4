#include "analytics/bodies/masker.hpp"

#include <gmock/gmock.h>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr HashKey kProfile{11, 22};
constexpr std::string_view kKey = "sk-ant-api03-AbCdEfGhIjKlMnOp";

/// Puts the originals back, in order.
std::string restored(const MaskedText& masked, std::string_view original) {
  std::string text;
  std::size_t at = 0;
  for (const MaskedSpan& span : masked.spans) {
    text.append(masked.text, at, span.begin - at);
    text.append(original.substr(text.size(), span.original_length));
    at = span.begin + span.length;
  }
  return text.append(masked.text, at);
}

TEST(Masker, WhatIsOutsideOfMasksIsBitForBit) {
  const Masker masker{kProfile};
  const std::string binary{"\0\xff\xfe key ", 8};
  for (const std::string& text :
       {std::string{}, std::string{"nothing secret"}, std::string{kKey}, binary + std::string{kKey} + binary,
        std::string{kKey} + " " + std::string{kKey}, std::string{"\"password\":\"hunter2hunter2\",\"x\":1"}}) {
    const MaskedText masked = masker.mask(text);
    EXPECT_EQ(restored(masked, text), text);
    EXPECT_THAT(masked.text, Not(HasSubstr(kKey)));
  }
}

TEST(Masker, TheSameSecretHasTheSameFingerprintInOneProfileOnly) {
  const Masker masker{kProfile};
  const std::string word = masker.word_for(kKey, "anthropic-key");
  EXPECT_THAT(word, ::testing::MatchesRegex(R"(\[masked:anthropic-key:[0-9a-f]{12}\])"));
  EXPECT_EQ(masker.mask(std::string{"a "} + std::string{kKey}).text, "a " + word);
  EXPECT_EQ(Masker{kProfile}.word_for(kKey, "anthropic-key"), word);
  EXPECT_NE((Masker{HashKey{1, 2}}.word_for(kKey, "anthropic-key")), word);
  EXPECT_NE(masker.word_for("sk-ant-api03-another-key-00000", "anthropic-key"), word);
}

TEST(Masker, HeadersThatAuthenticateAreMaskedWhole) {
  const Masker masker{kProfile};
  const Headers headers{{"Host", "api.anthropic.com"},
                        {"Authorization", "Bearer plain"},
                        {"x-api-key", "k"},
                        {"Proxy-Authorization", "Basic abc"},
                        {"Cookie", "a=b; c=d"},
                        {"X-Gateway-Token", "opaque"},
                        {"anthropic-ratelimit-tokens-remaining", "12000"},
                        {"User-Agent", "claude-cli/2.0"},
                        {"X-Note", std::string{kKey}}};
  const MaskedText head = masker.mask_head("POST /v1/messages?key=abcdef123456&beta=true", headers);
  EXPECT_THAT(head.text, AllOf(HasSubstr("POST /v1/messages?key=[masked:api-key:"), HasSubstr("&beta=true\r\n"),
                               HasSubstr("Authorization: Bearer [masked:credential:"), HasSubstr("x-api-key: [masked:"),
                               HasSubstr("Proxy-Authorization: Basic [masked:"), HasSubstr("Cookie: [masked:"),
                               HasSubstr("X-Gateway-Token: [masked:")));
  EXPECT_THAT(head.text, AllOf(HasSubstr("tokens-remaining: 12000\r\n"), HasSubstr("User-Agent: claude-cli/2.0\r\n"),
                               HasSubstr("X-Note: [masked:anthropic-key:")));
}

TEST(Masker, WhatAHeadSaysIsSecretIsMaskedInTheBodyToo) {
  const Headers headers{
      {"x-api-key", "a plain word of a gateway"}, {"Cookie", "s=short; t=0123456789ab"}, {"x-token", "tiny"}};
  const auto known = secrets_of_head("GET /v1?key=query-secret-1", headers);
  EXPECT_THAT(known, ElementsAre("a plain word of a gateway", "0123456789ab", "query-secret-1"));
  const MaskedText masked =
      Masker{kProfile}.mask("it was a plain word of a gateway, 0123456789ab and api_key=0123456789ab", known);
  EXPECT_THAT(masked.text,
              AllOf(HasSubstr("it was [masked:"), Not(HasSubstr("gateway")), Not(HasSubstr("0123456789"))));
}

TEST(Masker, AKeyThatAnAnswerTellsInPiecesIsMaskedInEach) {
  const std::string front = R"(data: {"type":"content_block_delta","delta":{"text":")";
  for (std::size_t cut = 1; cut < kKey.size(); ++cut) {
    const std::string stream = front + "key: " + std::string{kKey.substr(0, cut)} + "\"}}\n\n" + front +
                               std::string{kKey.substr(cut)} + " ok\"}}\n\n";
    const MaskedText masked = Masker{kProfile}.mask_answer(stream);
    EXPECT_EQ(restored(masked, stream), stream);
    EXPECT_THAT(masked.text, AllOf(HasSubstr("key: [masked:anthropic-key:"), HasSubstr(" ok\"}}")));
    EXPECT_THAT(masked.text, Not(AnyOf(HasSubstr("sk-"), HasSubstr("AbC"), HasSubstr("OpP")))) << cut;
  }
}

TEST(Masker, PlacesFollowTheTextAroundMasks) {
  MaskedText masked{.text = "ab[M]cd[MM]", .spans = {{2, 3, 10}, {7, 4, 1}}};
  EXPECT_THAT(places_in(masked, {0, 2, 3, 11, 12, 14, 15}), ElementsAre(0, 2, 5, 5, 5, 7, 11));
  EXPECT_THAT(places_in({.text = "abc", .spans = {}}, {0, 3}), ElementsAre(0, 3));
}

}  // namespace
}  // namespace tabacus::analytics
