#include "analytics/serve/mcp/mcp_server.hpp"

#include "mcp_fixture.hpp"

namespace tabacus::analytics::serve {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using McpServerTest = McpTest;

TEST_F(McpServerTest, AgreesOnAVersionWithClientsThatAskForOne) {
  for (const char* version : {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"}) {
    const Json answer = ask("initialize", {{"protocolVersion", version}, {"capabilities", Json::object()}});
    EXPECT_EQ(answer["result"]["protocolVersion"], version);
  }
  const Json answer = ask("initialize", {{"protocolVersion", "2099-01-01"}});
  EXPECT_EQ(answer["result"]["protocolVersion"], kLegacyVersion);
  EXPECT_EQ(answer["result"]["serverInfo"]["name"], "tabacus");
  EXPECT_EQ(answer["result"]["serverInfo"]["version"], "1.2.3");
  EXPECT_TRUE(answer["result"]["capabilities"].contains("tools"));
  EXPECT_EQ(ask("ping", Json::object())["result"], Json::object());
}

TEST_F(McpServerTest, NotificationsAndAnswersGetNoAnswer) {
  EXPECT_EQ(ask(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"), nullptr);
  EXPECT_EQ(reply_.http_status, 202);
  EXPECT_EQ(ask(R"({"jsonrpc":"2.0","id":9,"result":{}})"), nullptr);
}

TEST_F(McpServerTest, TheNewEraNeedsNoInitialize) {
  const Json answer = ask_modern("server/discover", Json::object());
  EXPECT_EQ(answer["result"]["supportedVersions"], Json::array({kModernVersion}));
  EXPECT_EQ(answer["result"]["resultType"], "complete");
  EXPECT_EQ(answer["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "tabacus");
  for (const char* list : {"tools/list", "resources/list", "resources/templates/list", "prompts/list"}) {
    const Json result = ask_modern(list, Json::object())["result"];
    EXPECT_EQ(result["resultType"], "complete") << list;
    EXPECT_TRUE(result["ttlMs"].is_number_integer()) << list;
    EXPECT_EQ(result["cacheScope"], "private") << list;
  }
  for (const char* gone : {"initialize", "ping", "logging/setLevel"}) {
    EXPECT_EQ(ask_modern(gone, Json::object())["error"]["code"], kMethodNotFound) << gone;
    EXPECT_EQ(reply_.http_status, 404) << gone;
  }
}

TEST_F(McpServerTest, TheNewErasRequestsTellTheirVersion) {
  Json meta = modern_meta();
  meta["io.modelcontextprotocol/protocolVersion"] = "2099-01-01";
  const Json unknown = ask("tools/list", {{"_meta", meta}});
  EXPECT_EQ(unknown["error"]["code"], kUnsupportedVersion);
  EXPECT_EQ(unknown["error"]["data"]["requested"], "2099-01-01");
  EXPECT_EQ(reply_.http_status, 400);
  meta = modern_meta();
  meta.erase("io.modelcontextprotocol/clientCapabilities");
  EXPECT_EQ(ask("tools/list", {{"_meta", meta}})["error"]["code"], kInvalidParams);
}

TEST_F(McpServerTest, FieldsOfHttpMustAgreeWithTheMessage) {
  const std::string text = dump({{"jsonrpc", "2.0"},
                                 {"id", 1},
                                 {"method", "tools/call"},
                                 {"params", {{"name", "limits"}, {"_meta", modern_meta()}}}});
  seed();
  const McpHeaders right{std::string{kModernVersion}, "tools/call", "limits"};
  EXPECT_TRUE(ask(text, &right).contains("result"));
  for (const McpHeaders& wrong : {McpHeaders{"2025-11-25", "tools/call", "limits"},
                                  McpHeaders{std::string{kModernVersion}, "tools/list", "limits"},
                                  McpHeaders{std::string{kModernVersion}, "tools/call", "diff"},
                                  McpHeaders{std::string{kModernVersion}, "tools/call", ""}, McpHeaders{}}) {
    EXPECT_EQ(ask(text, &wrong)["error"]["code"], kHeaderMismatch) << wrong.method << wrong.name;
    EXPECT_EQ(reply_.http_status, 400);
  }
}

TEST_F(McpServerTest, EveryToolOnlyReadsAndTellsItsSchemas) {
  const Json answer = ask("tools/list", Json::object());
  std::vector<std::string> names;
  for (const Json& tool : answer["result"]["tools"]) {
    names.push_back(tool["name"]);
    EXPECT_EQ(tool["annotations"]["readOnlyHint"], true);
    EXPECT_EQ(tool["inputSchema"]["type"], "object");
    EXPECT_EQ(tool["outputSchema"]["type"], "object");
    EXPECT_FALSE(tool["description"].get<std::string>().empty());
  }
  EXPECT_THAT(names, ElementsAre("usage_summary", "recent_requests", "request_detail", "why_cache_missed",
                                 "budget_status", "limits", "list_sessions", "search", "diff"));
}

TEST_F(McpServerTest, MistakesOfAModelAreAnswersItCanMend) {
  seed();
  EXPECT_EQ(ask("tools/call", {{"name", "no_such_tool"}})["error"]["code"], kInvalidParams);
  EXPECT_THAT(call("usage_summary", {{"since", "soon"}})["error"], HasSubstr("'soon' is no time"));
  EXPECT_THAT(call("usage_summary", {{"colour", "red"}})["error"], HasSubstr("no argument 'colour'"));
  EXPECT_THAT(call("usage_summary", {{"by", "colour"}})["error"], HasSubstr("one of model"));
  EXPECT_THAT(call("recent_requests", {{"limit", 0}})["error"], HasSubstr("from 1 to 200"));
  EXPECT_THAT(call("recent_requests", {{"limit", 1e300}})["error"], HasSubstr("from 1 to 200"));
  EXPECT_THAT(call("recent_requests", {{"limit", 18'446'744'073'709'551'615U}})["error"], HasSubstr("from 1 to 200"));
  EXPECT_THAT(call("request_detail", {{"call_id", 5}})["error"], HasSubstr("no call 5"));
}

TEST_F(McpServerTest, WithoutADatabaseItSaysSo) {
  EXPECT_THAT(call("usage_summary")["error"].get<std::string>(), HasSubstr("calls.db"));
  seed();
  EXPECT_EQ(call("usage_summary")["total"]["calls"], 3) << "once it is there it is used";
}

TEST_F(McpServerTest, ResourcesAreListedAndRead) {
  seed();
  const Json listed = ask("resources/list", Json::object());
  const Json& resources = listed["result"]["resources"];
  EXPECT_FALSE(resources.empty());
  for (const Json& resource : resources) {
    const Json answer = ask("resources/read", {{"uri", resource["uri"]}});
    const Json& content = answer["result"]["contents"][0];
    EXPECT_EQ(content["uri"], resource["uri"]);
    EXPECT_TRUE(parse_json(content["text"].get<std::string>())) << resource["uri"];
  }
  const Json tab = *parse_json(
      ask("resources/read", {{"uri", "tabacus://tab/current"}})["result"]["contents"][0]["text"].get<std::string>());
  EXPECT_EQ(tab["tab_id"], testing::kApiTab);
  EXPECT_EQ(tab["usage"]["total"]["calls"], 3);
  const Json session =
      *parse_json(ask("resources/read", {{"uri", "tabacus://sessions/session-a"}})["result"]["contents"][0]["text"]
                      .get<std::string>());
  EXPECT_EQ(session["total"]["calls"], 3);
}

TEST_F(McpServerTest, AResourceThatIsNotThereHasItsErasCode) {
  seed();
  for (const char* uri : {"tabacus://nothing", "tabacus://calls/5", "tabacus://calls/x", "tabacus://sessions/nobody",
                          "file:///etc/passwd"}) {
    EXPECT_EQ(ask("resources/read", {{"uri", uri}})["error"]["code"], kResourceNotFound) << uri;
    EXPECT_EQ(ask_modern("resources/read", {{"uri", uri}})["error"]["code"], kInvalidParams) << uri;
  }
}

TEST(McpRateLimit, AllowsABurstAndThenItsRate) {
  SteadyTime now{};
  RateLimit limit{now};
  int allowed = 0;
  while (limit.allows(now)) ++allowed;
  EXPECT_EQ(allowed, 400);
  now += std::chrono::seconds{1};
  for (allowed = 0; limit.allows(now); ++allowed) {
  }
  EXPECT_EQ(allowed, 50);
}

}  // namespace
}  // namespace tabacus::analytics::serve
