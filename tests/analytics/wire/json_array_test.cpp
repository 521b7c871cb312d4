#include "analytics/wire/json_array.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace tabacus::analytics {
namespace {

struct ArrayCase {
  const char* name;
  std::string_view body;
  std::vector<std::string> elements;
};

class JsonArraySplitterBodies : public testing::TestWithParam<ArrayCase> {};

TEST_P(JsonArraySplitterBodies, GiveTheSameElementsAtEveryCut) {
  const auto& [name, body, elements] = GetParam();
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    JsonArraySplitter splitter{1000};
    std::vector<std::string> out;
    ASSERT_TRUE(splitter.feed(body.substr(0, cut), out));
    ASSERT_TRUE(splitter.feed(body.substr(cut), out));
    EXPECT_EQ(out, elements) << "cut at " << cut;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, JsonArraySplitterBodies,
    testing::Values(
        ArrayCase{"elements", "[{\"a\":1}\n,\r\n{\"b\":[2,{}]}\n]", {"{\"a\":1}", "{\"b\":[2,{}]}"}},
        ArrayCase{"brackets_in_strings", R"([{"t":"}]\"]{["},{"t":"\\"}])", {R"({"t":"}]\"]{["})", R"({"t":"\\"})"}},
        ArrayCase{"one_object", "{\"error\":{\"code\":429}}", {"{\"error\":{\"code\":429}}"}},
        ArrayCase{"array_of_arrays", "[[1,2],[3]]", {"[1,2]", "[3]"}},
        ArrayCase{"bare_values", "[1,\"[{\",null,{\"a\":1}]", {"{\"a\":1}"}},
        ArrayCase{"unfinished", "[{\"a\":1},{\"b\":", {"{\"a\":1}"}}, ArrayCase{"empty", "[]", {}},
        ArrayCase{"nothing", "", {}}, ArrayCase{"stray_closers", "]}]{\"a\":1}", {"{\"a\":1}"}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(JsonArraySplitter, RefusesAnElementOverTheLimit) {
  JsonArraySplitter splitter{10};
  std::vector<std::string> out;
  ASSERT_TRUE(splitter.feed("[{\"a\":1},", out));
  EXPECT_EQ(splitter.feed("{\"a\":\"0123456789\"}", out).error().code, ErrorCode::Exhausted);
  EXPECT_FALSE(splitter.feed("]", out));
  EXPECT_EQ(out.size(), 1u);
}

}  // namespace
}  // namespace tabacus::analytics
