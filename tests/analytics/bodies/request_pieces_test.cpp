#include "analytics/bodies/request_pieces.hpp"

#include <gmock/gmock.h>

#include <string>

namespace tabacus::analytics {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> pieces_of(std::string_view text) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (const std::size_t end : cut_request(text)) {
    pieces.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  EXPECT_EQ(begin, text.size());
  return pieces;
}

const std::string kLong(80, 'x');

TEST(RequestPieces, AreTheMessagesAndWhatStandsAroundThem) {
  EXPECT_THAT(
      pieces_of(R"({"model":"m", "messages" : [ {"role":"user"} , {"role":"assistant","content":"]},"}],"n":1})"),
      ElementsAre(R"({"model":"m", "messages" : [ )", R"({"role":"user"})",
                  R"( , {"role":"assistant","content":"]},"})", R"(],"n":1})"));
}

TEST(RequestPieces, AreToolsAndSystemPromptsThatAreWorthIt) {
  const std::string tools = R"([{"name":")" + kLong + R"("}])";
  EXPECT_THAT(pieces_of(R"({"system":"short","tools":)" + tools + R"(,"max_tokens":1})"),
              ElementsAre(R"({"system":"short","tools":)", tools, R"(,"max_tokens":1})"));
}

TEST(RequestPieces, AreFoundInTheFormsOfOtherApis) {
  EXPECT_THAT(pieces_of(R"({"request":{"contents":[{"a":1},{"b":2}]},"project":"p"})"),
              ElementsAre(R"({"request":{"contents":[)", R"({"a":1})", R"(,{"b":2})", R"(]},"project":"p"})"));
  EXPECT_THAT(pieces_of(R"({"type":"response.create","response":{"input":[{"a":1}]}})"),
              ElementsAre(R"({"type":"response.create","response":{"input":[)", R"({"a":1})", "]}}"));
  EXPECT_THAT(pieces_of(R"({"input":[1,2,3,4]})"), ElementsAre(R"({"input":[1,2,3,4]})")) << "numbers are no messages";
}

TEST(RequestPieces, StayTheSameWhenAConversationGoesOn) {
  const auto before = pieces_of(R"({"messages":[{"a":1},{"b":2}],"stream":true})");
  const auto after = pieces_of(R"({"messages":[{"a":1},{"b":2},{"c":3}],"stream":true})");
  ASSERT_EQ(before.size() + 1, after.size());
  for (std::size_t i = 0; i + 1 < before.size(); ++i) EXPECT_EQ(before[i], after[i]);
  EXPECT_EQ(before.back(), after.back());
}

TEST(RequestPieces, OfWhatIsNotSuchJsonAreOne) {
  EXPECT_THAT(cut_request(""), IsEmpty());
  for (const std::string_view text :
       {"hello", "[1,2]", "{", "{\"messages\":[", "\xff", "{\"a\" 1}", "\"x", "{\"messages\":\"none\"}"})
    EXPECT_THAT(pieces_of(text), ElementsAre(text));
  EXPECT_THAT(pieces_of(R"({"messages":[{"a":1},{"b)"), ElementsAre(R"({"messages":[)", R"({"a":1})", R"(,{"b)"));
}

TEST(RequestPieces, AreBoundedInNumberAndNesting) {
  std::string many = R"({"messages":[{})";
  for (std::size_t i = 0; i < kMaxPieces + 100; ++i) many += ",{}";
  EXPECT_EQ(pieces_of(many + "]}").size(), kMaxPieces);
  const std::string deep = R"({"messages":[)" + std::string(2'000'000, '[');
  EXPECT_EQ(pieces_of(deep).size(), 1U);
}

TEST(RequestPieces, HoldEveryByteWhereverTheTextIsCutOff) {
  const std::string text = R"({"request":{"contents":[{"a":"\"}"},{"b":[2]}],"tools":")" + kLong + R"("}})";
  for (std::size_t length = 0; length <= text.size(); ++length) static_cast<void>(pieces_of(text.substr(0, length)));
}

}  // namespace
}  // namespace tabacus::analytics
