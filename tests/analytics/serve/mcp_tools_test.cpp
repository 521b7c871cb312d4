// What the tools answer of a known day: the same numbers as the views, in the form that their schemas tell.
#include <algorithm>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "mcp_fixture.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::analytics::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

/// As much of JSON Schema as our schemas use. What is wrong, by its place.
void check_schema(const Json& value, const Json& schema, const std::string& place, std::vector<std::string>& wrong) {
  if (schema.contains("anyOf")) {
    const auto fits = [&](const Json& branch) { return is_of_type(value, branch["type"]); };
    const auto branch = std::ranges::find_if(schema["anyOf"], fits);
    if (branch == schema["anyOf"].end())
      return wrong.push_back(place + " is none of " + schema["anyOf"].dump() + ": " + value.dump().substr(0, 80));
    return check_schema(value, *branch, place, wrong);
  }
  if (!schema.contains("type")) return wrong.push_back(place + " may be anything");
  if (!is_of_type(value, schema["type"]))
    return wrong.push_back(place + " is no " + schema["type"].dump() + ": " + value.dump().substr(0, 80));
  if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end())
    wrong.push_back(place + " is not among " + schema["enum"].dump());
  for (const Json& name : member(schema, "required"))
    if (!value.contains(name.get<std::string>())) wrong.push_back(place + " lacks " + name.get<std::string>());
  if (value.is_object())
    for (const auto& [name, inner] : member(schema, "properties").items())
      if (value.contains(name)) check_schema(value[name], inner, place + "." + name, wrong);
  if (value.is_array() && schema.contains("items"))
    for (const Json& each : value) check_schema(each, schema["items"], place + "[]", wrong);
}

class McpTools : public McpTest {
 protected:
  /// The answer, held against the tool's own schema.
  Json checked(std::string_view tool, const Json& arguments = Json::object()) {
    Json answer = call(tool, arguments);
    EXPECT_FALSE(answer.contains("error")) << tool << ": " << answer["error"];
    std::vector<std::string> wrong;
    const auto found = std::ranges::find(tools(), tool, &Tool::name);
    check_schema(answer, (*found)->output_schema(), std::string{tool}, wrong);
    EXPECT_THAT(wrong, IsEmpty());
    return answer;
  }
};

TEST_F(McpTools, AnswerByTheirSchemas) {
  seed();
  for (const Tool* tool : tools()) {
    Json arguments = Json::object();
    if (tool->name == "search") arguments = {{"text", "sonnet"}};
    if (tool->name == "diff") arguments = {{"scope", "tab"}};
    checked(tool->name, arguments);
  }
}

TEST_F(McpTools, TellOfTheCallersTabUnlessAskedForAll) {
  seed();
  EXPECT_EQ(checked("usage_summary")["total"]["calls"], 3);
  EXPECT_EQ(checked("usage_summary")["scope"], "tab");
  EXPECT_EQ(checked("usage_summary", {{"scope", "all"}})["total"]["calls"], 4);
  EXPECT_EQ(checked("recent_requests")["requests"].size(), 3u);
  EXPECT_EQ(checked("recent_requests", {{"scope", "all"}, {"limit", 2}})["requests"].size(), 2u);
  options_.tab.reset();
  EXPECT_EQ(checked("usage_summary")["scope"], "all");
  EXPECT_THAT(call("usage_summary", {{"scope", "tab"}})["error"], HasSubstr("TABACUS_TAB_ID"));
}

TEST_F(McpTools, TellTheNumbersOfTheViews) {
  seed();
  const Json total = checked("usage_summary", {{"scope", "all"}, {"by", "provider"}})["total"];
  const Table view = *store_.ask(
      "SELECT count(*), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), sum(cost_nano) FROM v_calls", 1);
  EXPECT_EQ(total["calls"], json_value(view.rows[0][0]));
  EXPECT_EQ(total["input_tokens"], json_value(view.rows[0][1]));
  EXPECT_EQ(total["cache_read_tokens"], json_value(view.rows[0][2]));
  EXPECT_EQ(total["output_tokens"], json_value(view.rows[0][3]));
  EXPECT_EQ(total["cost_nano"], json_value(view.rows[0][4]));
  EXPECT_EQ(total["unpriced"], 1);
}

TEST_F(McpTools, AnEmptyTimeHasZeroCallsAndNoCost) {
  seed();
  const Json answer = checked("usage_summary", {{"since", "2030-01-01"}});
  EXPECT_EQ(answer["total"]["calls"], 0);
  EXPECT_EQ(answer["total"]["cost_nano"], nullptr);
  EXPECT_THAT(answer["groups"], IsEmpty());
}

TEST_F(McpTools, FilterRequests) {
  seed();
  EXPECT_EQ(checked("recent_requests", {{"status", "529"}})["requests"].size(), 1u);
  EXPECT_EQ(checked("recent_requests", {{"scope", "all"}, {"model", "gpt"}})["requests"].size(), 1u);
  EXPECT_EQ(checked("recent_requests", {{"session", "session-a"}})["requests"].size(), 3u);
  EXPECT_EQ(checked("recent_requests", {{"scope", "all"}, {"model", "' OR 1 --"}})["requests"].size(), 0u);
}

TEST_F(McpTools, SearchLooksInNamesAndTreatsQuotesAsText) {
  seed();
  const Json found = checked("search", {{"text", "OVERLOADED"}});
  EXPECT_EQ(found["requests"].size(), 1u);
  EXPECT_EQ(found["bodies_searched"], false);
  EXPECT_EQ(checked("search", {{"text", "gpt-of"}})["requests"].size(), 0u) << "another tab's";
  EXPECT_EQ(checked("search", {{"text", "gpt-of"}, {"scope", "all"}})["requests"].size(), 1u);
  EXPECT_EQ(checked("search", {{"text", "x') OR 1=1 -- \"; DROP"}})["requests"].size(), 0u);
  EXPECT_THAT(call("search")["error"], HasSubstr("'text' is needed"));
}

TEST_F(McpTools, DetailTellsWhyThereIsNoConversation) {
  seed();
  const Json detail = checked("request_detail", {{"scope", "all"}, {"with_conversation", true}});
  EXPECT_EQ(detail["call"]["model"], "gpt-of-tomorrow");
  EXPECT_EQ(detail["conversation"], nullptr);
  EXPECT_FALSE(detail["conversation_missing"].get<std::string>().empty());
}

TEST_F(McpTools, WhyExplainsInASentence) {
  const auto writer = StoreWriter::open({.file = temp_.path() / kCallsFileName});
  CallRecord record = testing::full_call(*TabId::parse(testing::kApiTab), TabSessionId::mint(), testing::kSeedStart);
  record.why.miss = MissCause::ToolsChanged;
  record.why.miss_at = 3;
  record.why.missed = Tokens{20'000};
  record.why.missed_cost = Nanodollars{69'000'000};
  writer->register_tab(
      {.tab = record.tab, .title = "api", .shell_pid = {}, .port = {}, .created_at = testing::kSeedStart});
  writer->on_finished(record);
  ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
  const Json misses = checked("why_cache_missed")["misses"];
  ASSERT_EQ(misses.size(), 1u);
  EXPECT_EQ(misses[0]["explanation"], "the tools changed, from number 3 on");
  EXPECT_EQ(misses[0]["missed_nano"], 69'000'000);
}

TEST_F(McpTools, BudgetsAreThoseOfTheRunningInstances) {
  seed();
  options_.instances = [] {
    return std::vector<std::string>{
        "no JSON", R"({"tabs":[{"tab_id":"0190a5d3-7c4e-7abc-8def-000000000001","title":"api","recording":"on",
        "cost_nano":5,"running_cost_nano":1,"in_flight":2,"budgets":[{"budget":"tab","of":null,"limit_nano":10,
        "limit_tokens":null,"spent_nano":5,"spent_tokens":7,"unknown_calls":0,"reserved_nano":0,"reserved_tokens":0,
        "standing":"near"}]},{"tab_id":"0190a5d3-7c4e-7abc-8def-000000000002","title":"docs","budgets":[]}]})"};
  };
  const Json own = checked("budget_status");
  ASSERT_EQ(own["tabs"].size(), 1u);
  EXPECT_EQ(own["tabs"][0]["budgets"][0]["standing"], "near");
  EXPECT_EQ(checked("budget_status", {{"scope", "all"}})["tabs"].size(), 2u);
}

TEST_F(McpTools, DiffNamesWhatWasMeasured) {
  seed();
  const Json difference = checked("diff");
  EXPECT_THAT(dump(difference["columns"]), HasSubstr("overloaded_error"));
  EXPECT_EQ(difference["changes"], nullptr);
  EXPECT_FALSE(difference["changes_missing"].get<std::string>().empty());
}

}  // namespace
}  // namespace tabacus::analytics::serve
