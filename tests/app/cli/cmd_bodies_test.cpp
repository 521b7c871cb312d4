// The commands that read kept bodies: show, curl, snapshot.
#include <gmock/gmock.h>

#include <array>
#include <cstdio>

#include "analytics/api/curl.hpp"
#include "analytics/store/bodies_file.hpp"
#include "analytics/store/body_writer.hpp"
#include "app/cli/body_views.hpp"
#include "tests/app/cli/cli_fixture.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kKey = "sk-ant-api03-AbCdEfGhIjKlMnOp";
constexpr std::string_view kRequest =
    R"({"model":"claude-sonnet-4-5","system":"be it's brief","tools":[{"name":"ls","description":"lists files of a folder, all of them, always"}],)"
    R"("messages":[{"role":"user","content":"evil \u001b[31m key sk-ant-api03-AbCdEfGhIjKlMnOp"}]})";
constexpr std::string_view kAnswer =
    "event: content_block_start\ndata: "
    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\","
    "\"text\":\"\"}}\n\nevent: content_block_delta\ndata: "
    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
    "\"text_delta\",\"text\":\"Hello\"}}\n\n";

class BodyCommands : public CliTest {
 protected:
  BodyCommands() {
    seed();
    auto body = std::make_shared<analytics::CallBody>(std::make_shared<analytics::BodyBudget>(1 << 20), SteadyTime{});
    body->request.line = "POST /v1/messages?beta=true";
    body->request.headers = {
        {"Host", "api.anthropic.com"}, {"X-Api-Key", std::string{kKey}}, {"Content-Type", "application/json"}};
    body->response.line = "200 OK";
    body->response.headers = {{"content-type", "text/event-stream"}};
    body->append(body->request, kRequest, SteadyTime{});
    body->append(body->response, kAnswer.substr(0, 117), SteadyTime{milliseconds{5}});
    body->append(body->response, kAnswer.substr(117), SteadyTime{milliseconds{80}});
    analytics::BodyWriterOptions options;
    options.file = directory() / analytics::kBodiesFileName;
    options.retention = {0, 0};
    options.search = analytics::BodySearch::On;
    auto writer = analytics::BodyWriter::open(std::move(options));
    writer->on_stored(call_id(), std::move(body));
    EXPECT_TRUE(writer->flush(std::chrono::seconds{180}));
  }
  [[nodiscard]] static std::int64_t call_id() {
    const Ran newest = run({"sql", "--csv", "SELECT max(call_id) FROM v_calls"});
    return std::stoll(newest.out.substr(newest.out.find('\n') + 1));
  }
};

TEST_F(BodyCommands, ShowGivesTheKeptBytes) {
  const Ran request = run({"show", "--request"});
  EXPECT_EQ(request.code, kExitOk) << request.err;
  EXPECT_THAT(request.out, AllOf(StartsWith(R"({"model":"claude-sonnet-4-5","system":"be it's brief")"),
                                 HasSubstr("key [masked:anthropic-key:"), Not(HasSubstr(kKey))));
  EXPECT_EQ(run({"show", "--response"}).out, kAnswer);
  EXPECT_THAT(run({"show", "--headers"}).out,
              AllOf(StartsWith("POST /v1/messages?beta=true\nHost: api.anthropic.com\nX-Api-Key: [masked:credential:"),
                    HasSubstr("\n200 OK\n")));
  EXPECT_THAT(run({"show", "--request", "--json"}).out,
              AllOf(HasSubstr(R"("is_whole":true)"), HasSubstr(R"("original_length":29)")));
}

TEST_F(BodyCommands, ShowTellsTheConversationAndItsEvents) {
  const Ran told = run({"show", "--conversation"});
  EXPECT_EQ(told.code, kExitOk) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("1 tool\n  ls\n"), HasSubstr("system\n  be it's brief"),
                              HasSubstr("user\n  evil \\x1b[31m key [masked:"), HasSubstr("answer\n  Hello\n")));
  EXPECT_THAT(run({"show", "--conversation", "--json"}).out, HasSubstr(R"("answer":{"role":"assistant")"));
  EXPECT_THAT(run({"show", "--events"}).out,
              AllOf(HasSubstr("5.0 ms  content_block_start"), HasSubstr("80 ms  content_block_delta")));
  EXPECT_THAT(run({"show", "--events", "--json"}).out, HasSubstr(R"("after_us":80000,"name":"content_block_delta")"));
}

TEST_F(BodyCommands, WhatIsNotKeptSaysHowToKeepIt) {
  const Ran other = run({"show", "@2", "--request"});
  EXPECT_EQ(other.code, kExitFailure);
  EXPECT_THAT(other.err, HasSubstr("no body is kept of call"));
  std::filesystem::remove(directory() / analytics::kBodiesFileName);
  EXPECT_THAT(run({"show", "--request"}).err, HasSubstr("analytics.bodies = \"disk\""));
  EXPECT_EQ(run({"show", "--request", "--headers"}).code, kExitUsage);
}

TEST_F(BodyCommands, CurlGivesACommandThatAShellReadsBack) {
  const Ran curl = run({"curl"});
  EXPECT_EQ(curl.code, kExitOk) << curl.err;
  EXPECT_THAT(curl.out, AllOf(StartsWith("curl -X 'POST' 'https://api.anthropic.com''/v1/messages?beta=true'"),
                              HasSubstr(R"(-H 'X-Api-Key: '"$)"), Not(HasSubstr("masked")), Not(HasSubstr(kKey))));
  // What a shell makes of its words, with the secrets put back.
  const std::size_t at = curl.out.find("$SECRET_");
  ASSERT_NE(at, std::string::npos);
  const std::string variable = curl.out.substr(at + 1, curl.out.find('"', at) - at - 1);
  const std::string script = variable + "=" + std::string{kKey} +
                             "; curl() { while [ $# -gt 1 ]; do shift; done; printf %s \"$1\"; }; " + curl.out;
  const auto file = temp_.path() / "script";
  std::FILE* out = std::fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  std::fputs(script.c_str(), out);
  std::fclose(out);
  std::FILE* shell = ::popen(("sh " + file.string()).c_str(), "r");
  ASSERT_NE(shell, nullptr);
  std::string body;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), shell)) > 0;)
    body.append(buffer.data(), got);
  EXPECT_EQ(::pclose(shell), 0);
  EXPECT_EQ(body, kRequest);
}

TEST_F(BodyCommands, TextFindsTheCallsThatHoldTheWords) {
  const auto found = [](const std::string& words) {
    const Ran calls = run({"calls", "--text", words, "--csv"});
    EXPECT_EQ(calls.code, kExitOk) << calls.err;
    return std::ranges::count(calls.out, '\n') - 1;
  };
  EXPECT_EQ(found("LISTS FILES"), 1) << "of a tool";
  EXPECT_EQ(found("hello"), 1) << "of the answer";
  EXPECT_EQ(found("files lists"), 0) << "in this order only";
  EXPECT_EQ(found("AbCdEfGhIjKlMnOp"), 0) << "secrets are masked before anything is indexed";
  EXPECT_EQ(found("\"quoted\" OR (x*"), 0) << "it is no query language";
}

TEST_F(BodyCommands, DiffComparesTheMessagesOfCallsThatAreKept) {
  const Ran diff = run({"diff", "@1", "@2"});
  EXPECT_EQ(diff.code, kExitOk) << diff.err;
  EXPECT_THAT(diff.out, Not(HasSubstr("requests say"))) << "of one nothing is kept";
}

TEST_F(BodyCommands, ExportsHoldWhatWasSent) {
  const Ran har = run({"export", "--format", "har"});
  EXPECT_EQ(har.code, kExitOk) << har.err;
  EXPECT_THAT(har.out, AllOf(HasSubstr(R"("postData":{"mimeType":"application/json","text":"{\"model\")"),
                             HasSubstr(R"({"name":"X-Api-Key","value":"[masked:credential:)"),
                             HasSubstr(R"("text":"event: content_block_start)"), Not(HasSubstr(kKey))));
  EXPECT_THAT(run({"export", "--format", "jsonl"}).out,
              HasSubstr(R"(,"request":"POST /v1/messages?beta=true HTTP/1.1\u000d\nHost:)"));
  EXPECT_THAT(run({"export", "--format", "html"}).out,
              HasSubstr(R"(,["POST /v1/messages?beta=true HTTP/1.1\u000d\nHost: api.anthropic.com)"));
  const Ran http = run({"export", "--format", "http"});
  EXPECT_THAT(http.out, AllOf(StartsWith("### call "),
                              HasSubstr("POST /v1/messages?beta=true HTTP/1.1\r\nHost: api.anthropic.com\r\n"),
                              HasSubstr("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nevent: ")));
}

TEST_F(BodyCommands, SnapshotIsMarkdownThatNothingInsideCloses) {
  const Ran snapshot = run({"snapshot"});
  EXPECT_EQ(snapshot.code, kExitOk) << snapshot.err;
  EXPECT_THAT(snapshot.out, AllOf(StartsWith("# "), HasSubstr("- `model`: \"claude-sonnet-4-5\""),
                                  HasSubstr("## System"), HasSubstr("## Tools (1)"), HasSubstr("### ls"),
                                  HasSubstr("## First messages (1 of 1)"), HasSubstr("\\x1b[31m")));
}

TEST(BodyViews, IndentAnyText) {
  EXPECT_EQ(indented_json(R"({"a":[1,{"b":"x,y\"}"}],"c":{}})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,y\\\"}\"\n    }\n  ],\n  \"c\": {}\n}");
  for (const std::string_view text : {"", "}}}", "\"", "\"\\", "[[[", "{]"}) static_cast<void>(indented_json(text));
  EXPECT_EQ(analytics::shell_quoted("it's $HOME `x` \\"), R"('it'\''s $HOME `x` \')");
}

TEST_F(BodyCommands, AreExportedAsHttpWithoutTheirSecrets) {
  const Ran ran = run({"export", "--format", "http"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              StartsWith(fmt::format("### call {}, request\nPOST /v1/messages?beta=true HTTP/1.1\r\n", call_id())));
  EXPECT_THAT(ran.out, HasSubstr(fmt::format("### call {}, response\nHTTP/1.1 200 OK\r\n", call_id())));
  EXPECT_THAT(ran.out, HasSubstr(std::string{kAnswer}));
  EXPECT_THAT(ran.out, Not(HasSubstr(std::string{kKey})));
  const std::string file = temp_.path() / "calls.http";
  EXPECT_EQ(run({"export", "--format", "http", "-o", file}).err, fmt::format("1 calls in {}\n", file));
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::remove(directory() / analytics::kBodiesFileName);
  const Ran without = run({"export", "--format", "http"});
  EXPECT_EQ(without.code, 1);
  EXPECT_THAT(without.err, HasSubstr("analytics.bodies"));
}

}  // namespace
}  // namespace tabacus::app
