// The simulated provider, asked over a raw socket: its dialects, its faults and its own account of what it sent.
#include "analytics/api/simulator.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "analytics/simulator/content_encoder.hpp"
#include "analytics/wire/content_coding.hpp"
#include "analytics/wire/http1_body.hpp"
#include "analytics/wire/sse_parser.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/sse_events.hpp"

namespace tabacus::analytics {
namespace {

using nlohmann::json;
using tabacus::test::into;
using tabacus::test::RawSocket;
using tabacus::test::StreamEnd;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct Reply {
  ResponseHead head;
  std::string body;
};

class Simulated : public testing::Test {
 protected:
  RawSocket send(std::string_view method, std::string_view path, std::string_view body,
                 std::string_view fields = "") const {
    RawSocket client = RawSocket::connect(simulator_->port());
    client.send(fmt::format("{} {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n{}", method,
                            path, body.size(), fields, body));
    return client;
  }

  Reply ask(std::string_view method, std::string_view path, const json& body = {}, std::string_view fields = "") const {
    RawSocket client = send(method, path, body.is_null() ? "" : body.dump(), fields);
    const std::string raw = client.read_until("\r\n\r\n");
    auto message = parse_response_head(raw, method);
    EXPECT_TRUE(message.has_value());
    const std::string rest = client.read_to_end();
    BodyFramer framer{message->body};
    std::vector<std::string_view> payload;
    EXPECT_TRUE(framer.feed(rest, payload).has_value());
    EXPECT_TRUE(framer.done());
    Reply reply{std::move(message->head), {}};
    for (const std::string_view piece : payload) reply.body += piece;
    return reply;
  }

  json totals(const std::string& model) const {
    return json::parse(ask("GET", "/simulator/totals").body)["models"][model];
  }

 private:
  std::unique_ptr<Simulator> simulator_ = Simulator::start({0, 0}).value();
};

std::vector<json> data_of(std::string_view stream) {
  SseParser parser{1 << 20};
  std::vector<SseEvent> events;
  EXPECT_TRUE(parser.feed(stream, into(events)).has_value());
  std::vector<json> data;
  for (const SseEvent& event : events)
    if (event.data != "[DONE]") data.push_back(json::parse(event.data));
  return data;
}

json user_turn(std::string_view text) { return {{"role", "user"}, {"content", text}}; }

json anthropic_request(std::string_view text, bool stream) {
  return {{"model", "claude-opus-4-8"}, {"max_tokens", 100}, {"stream", stream}, {"messages", {user_turn(text)}}};
}

TEST_F(Simulated, AnswersAnthropicMessagesAsJson) {
  const Reply reply = ask("POST", "/v1/messages", anthropic_request("hello", false));
  EXPECT_EQ(reply.head.status, 200);
  EXPECT_THAT(std::string{reply.head.headers.find("request-id")}, StartsWith("req_sim_"));
  const json message = json::parse(reply.body);
  EXPECT_EQ(message["stop_reason"], "end_turn");
  EXPECT_THAT(message["content"][0]["text"].get<std::string>(), StartsWith("Simulated answer:"));
  EXPECT_EQ(message["usage"]["output_tokens"], totals("claude-opus-4-8")["output"]);
}

TEST_F(Simulated, StreamsAnthropicMessagesWithTheSameUsage) {
  const Reply reply = ask("POST", "/v1/messages", anthropic_request("hello", true));
  const auto events = data_of(reply.body);
  ASSERT_GT(events.size(), 8u);
  EXPECT_EQ(events.front()["type"], "message_start");
  EXPECT_EQ(events.back()["type"], "message_stop");
  const json& delta = events[events.size() - 2];
  EXPECT_EQ(delta["delta"]["stop_reason"], "end_turn");
  const json told = totals("claude-opus-4-8");
  EXPECT_EQ(delta["usage"]["output_tokens"], told["output"]);
  EXPECT_EQ(delta["usage"]["input_tokens"], told["input_uncached"]);
  EXPECT_EQ(delta["usage"]["cache_creation_input_tokens"], told["cache_write"]);
  EXPECT_EQ(told["calls"], 1);
}

TEST_F(Simulated, CallsTheShellToolWhenAskedTo) {
  json request = anthropic_request("please\nrun: echo hi", true);
  request["tools"] = json::array({{{"name", "Bash"}, {"input_schema", json::object()}}});
  request["messages"].push_back({{"role", "system"}, {"content", "a notice behind the prompt"}});
  const auto events = data_of(ask("POST", "/v1/messages", request).body);
  std::string input;
  for (const json& event : events)
    if (event["type"] == "content_block_delta" && event["delta"]["type"] == "input_json_delta")
      input += event["delta"]["partial_json"].get<std::string>();
  EXPECT_EQ(json::parse(input), (json{{"command", "echo hi"}}));
  EXPECT_EQ(events[events.size() - 2]["delta"]["stop_reason"], "tool_use");
}

TEST_F(Simulated, AnswersAToolResultWithText) {
  json request = anthropic_request("run: echo hi", false);
  request["tools"] = json::array({{{"name", "Bash"}}});
  request["messages"].push_back({{"role", "assistant"}, {"content", json::array()}});
  request["messages"].push_back(
      {{"role", "user"}, {"content", json::array({{{"type", "tool_result"}, {"content", "hi\nrun: x"}}})}});
  const json message = json::parse(ask("POST", "/v1/messages", request).body);
  EXPECT_EQ(message["stop_reason"], "end_turn");
  EXPECT_EQ(message["content"][0]["text"], "The command printed: hi");
  EXPECT_GT(message["usage"]["cache_read_input_tokens"], 0);
}

TEST_F(Simulated, CountsTokensWithoutACall) {
  const json counted = json::parse(ask("POST", "/v1/messages/count_tokens", anthropic_request("hello", false)).body);
  EXPECT_GT(counted["input_tokens"], 10);
  EXPECT_TRUE(totals("claude-opus-4-8").is_null());
}

TEST_F(Simulated, AnswersProbes) {
  EXPECT_EQ(ask("GET", "/api/hello").head.status, 200);
  RawSocket client = send("HEAD", "/", "");
  EXPECT_THAT(client.read_to_end(), testing::EndsWith("\r\n\r\n"));
}

TEST_F(Simulated, AnswersChatCompletions) {
  const json request{{"model", "gpt-5.5"}, {"messages", {user_turn("hello")}}};
  const json completion = json::parse(ask("POST", "/v1/chat/completions", request).body);
  EXPECT_EQ(completion["choices"][0]["finish_reason"], "stop");
  const json& usage = completion["usage"];
  EXPECT_EQ(usage["prompt_tokens"].get<int>() + usage["completion_tokens"].get<int>(), usage["total_tokens"]);
  const json told = totals("gpt-5.5");
  EXPECT_EQ(usage["completion_tokens"], told["output"]);
  EXPECT_EQ(usage["prompt_tokens"], told["input_uncached"].get<int>() + told["cache_read"].get<int>());
}

TEST_F(Simulated, TellsUsageOfAChatStreamOnlyWhenAsked) {
  json request{{"model", "gpt-5.5"}, {"stream", true}, {"messages", {user_turn("hello")}}};
  const Reply without = ask("POST", "/v1/chat/completions", request);
  EXPECT_THAT(without.body, testing::EndsWith("data: [DONE]\n\n"));
  EXPECT_THAT(without.body, Not(HasSubstr("usage")));
  request["stream_options"] = {{"include_usage", true}};
  const auto chunks = data_of(ask("POST", "/v1/chat/completions", request).body);
  EXPECT_THAT(chunks.back()["choices"], IsEmpty());
  EXPECT_EQ(chunks.back()["usage"]["completion_tokens"], totals("gpt-5.5")["output"]);
}

TEST_F(Simulated, StreamsResponses) {
  json request{{"model", "gpt-5.5"}, {"stream", true}, {"input", {user_turn("run: ls")}}};
  request["tools"] = json::array({{{"type", "function"}, {"name", "shell"}}});
  const auto events = data_of(ask("POST", "/v1/responses", request).body);
  EXPECT_EQ(events.front()["type"], "response.created");
  EXPECT_EQ(events.back()["type"], "response.completed");
  const json& response = events.back()["response"];
  EXPECT_EQ(response["output"][1]["arguments"], R"({"command":"ls"})");
  EXPECT_EQ(response["usage"]["output_tokens"], totals("gpt-5.5")["output"]);
}

// As Claude Code 2.1.329 asks: tools of MCP servers are offered once they were searched for.
TEST_F(Simulated, FindsToolsBeforeItCallsThem) {
  json request = anthropic_request("ask: usage_summary", false);
  request["tools"] = json::array({json{{"name", "ToolSearch"}}});
  const json searched = json::parse(ask("POST", "/v1/messages", request).body)["content"].back();
  EXPECT_EQ(searched["name"], "ToolSearch");
  EXPECT_EQ(searched["input"], (json{{"query", "usage_summary"}}));
  const auto answer = [&](const json& called, std::string_view text) {
    const json result{{"type", "tool_result"}, {"tool_use_id", called["id"]}, {"content", text}};
    request["messages"].push_back({{"role", "assistant"}, {"content", json::array({called})}});
    request["messages"].push_back({{"role", "user"}, {"content", json::array({result})}});
    return json::parse(ask("POST", "/v1/messages", request).body)["content"].back();
  };
  request["tools"].push_back({{"name", "mcp__tabacus__usage_summary"}});
  const json called = answer(searched, "found");
  EXPECT_EQ(called["name"], "mcp__tabacus__usage_summary");
  EXPECT_THAT(answer(called, "four calls")["text"].get<std::string>(), HasSubstr("four calls"));
}

// As Codex 0.169 asks its default model: the tools are an item of the conversation, those of MCP servers not among
// them.
TEST_F(Simulated, CallsToolsThatAreNotNamedByAProgram) {
  const json exec{{"type", "custom"}, {"name", "exec"}};
  const json functions{{"type", "namespace"}, {"name", "functions"}, {"tools", json::array({exec})}};
  json request{{"model", "gpt-6.1-sol"}, {"stream", true}};
  request["input"] = json::array({json{{"type", "additional_tools"}, {"tools", json::array({functions})}},
                                  user_turn("ask: usage_summary"), json{{"type", "configuration_update"}}});
  const auto events = data_of(ask("POST", "/v1/responses", request).body);
  const json called = events.back()["response"]["output"][1];
  EXPECT_EQ(called["type"], "custom_tool_call");
  EXPECT_EQ(called["namespace"], "functions");
  EXPECT_EQ(called["name"], "exec");
  EXPECT_THAT(called["input"].get<std::string>(), HasSubstr(R"(tool.name.endsWith("usage_summary"))"));
  request["input"].push_back(called);
  request["input"].push_back(
      {{"type", "custom_tool_call_output"}, {"call_id", called["call_id"]}, {"output", "four calls"}});
  const auto next = data_of(ask("POST", "/v1/responses", request).body);
  EXPECT_THAT(next.back()["response"]["output"].dump(), HasSubstr("four calls"));
}

TEST_F(Simulated, ListsModels) {
  EXPECT_THAT(json::parse(ask("GET", "/v1/models?client_version=1").body)["data"], Not(IsEmpty()));
}

TEST_F(Simulated, AnswersGeminiWholeAsEventsAndAsAnArray) {
  const json request{{"contents", {{{"role", "user"}, {"parts", {{{"text", "hello"}}}}}}}};
  const std::string base = "/v1beta/models/gemini-3.1-pro:";
  const json whole = json::parse(ask("POST", base + "generateContent", request).body);
  const auto events = data_of(ask("POST", base + "streamGenerateContent?alt=sse", request).body);
  const json array = json::parse(ask("POST", base + "streamGenerateContent", request).body);
  EXPECT_EQ(events.back()["usageMetadata"], whole["usageMetadata"]);
  EXPECT_EQ(array.back()["usageMetadata"], whole["usageMetadata"]);
  const json& usage = whole["usageMetadata"];
  EXPECT_EQ(usage["promptTokenCount"].get<int>() + usage["candidatesTokenCount"].get<int>() +
                usage["thoughtsTokenCount"].get<int>(),
            usage["totalTokenCount"]);
  EXPECT_EQ(totals("gemini-3.1-pro")["calls"], 3);
}

TEST_F(Simulated, FailsOnDemand) {
  json request = anthropic_request("hello", true);
  request["model"] = "simulate-529";
  const Reply overloaded = ask("POST", "/v1/messages", request);
  EXPECT_EQ(overloaded.head.status, 529);
  EXPECT_EQ(json::parse(overloaded.body)["error"]["type"], "overloaded_error");
  EXPECT_EQ(totals("simulate-529")["errors"], 1);

  const Reply limited = ask("POST", "/v1/messages", anthropic_request("hello", true), "X-Simulate: 429\r\n");
  EXPECT_EQ(limited.head.status, 429);
  EXPECT_EQ(limited.head.headers.find("retry-after"), "1");
}

TEST_F(Simulated, CutsOnDemandAndCountsWhatItTold) {
  json request = anthropic_request("hello", true);
  request["model"] = "simulate-cut";
  RawSocket client = send("POST", "/v1/messages", request.dump());
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, HasSubstr("message_start"));
  EXPECT_THAT(answer, Not(HasSubstr("message_delta")));
  EXPECT_THAT(answer, Not(HasSubstr("\r\n0\r\n\r\n")));
  EXPECT_EQ(totals("simulate-cut")["output"], 1);
}

TEST_F(Simulated, SendsAnErrorEventOnDemand) {
  const Reply reply = ask("POST", "/v1/messages", anthropic_request("hello", true), "X-Simulate: error\r\n");
  EXPECT_EQ(data_of(reply.body).back()["type"], "error");
}

TEST_F(Simulated, FailsSoManyTimesOnly) {
  const json request = anthropic_request("hello", false);
  for (const int status : {502, 502, 200, 200})
    EXPECT_EQ(ask("POST", "/v1/messages", request, "X-Simulate: 502;times=2\r\n").head.status, status);
  json once = request;
  once["model"] = "simulate-429-once";
  EXPECT_EQ(ask("POST", "/v1/messages", once).head.status, 429);
  EXPECT_EQ(ask("POST", "/v1/messages", once).head.status, 200);
  EXPECT_EQ(totals("simulate-429-once")["errors"], 1);
  EXPECT_EQ(totals("simulate-429-once")["calls"], 1);
}

TEST_F(Simulated, SaysWhenToTryAgain) {
  const Reply limited =
      ask("POST", "/v1/messages", anthropic_request("hello", false), "X-Simulate: 429;retry-after=7\r\n");
  EXPECT_EQ(limited.head.headers.find("retry-after"), "7");
}

TEST_F(Simulated, DropsStallsAndTruncatesOnDemand) {
  const std::string request = anthropic_request("hello", true).dump();
  EXPECT_EQ(send("POST", "/v1/messages", request, "X-Simulate: drop\r\n").read_to_end(), "");
  EXPECT_TRUE(totals("claude-opus-4-8").is_null());

  RawSocket stalled = send("POST", "/v1/messages", request, "X-Simulate: stall\r\n");
  EXPECT_THAT(stalled.read_until("Simulated"), HasSubstr("message_start"));
  while (totals("claude-opus-4-8").is_null()) std::this_thread::yield();  // it counts half-way
  EXPECT_FALSE(stalled.closes_within(std::chrono::milliseconds{100}));
  EXPECT_EQ(totals("claude-opus-4-8")["output"], 1) << "message_start told of one token";

  const std::string cut = send("POST", "/v1/messages", request, "X-Simulate: truncate\r\n").read_to_end();
  EXPECT_THAT(cut, testing::EndsWith("ffff\r\ndata: {"));
}

TEST_F(Simulated, SendsGarbageOnDemand) {
  const Reply whole = ask("POST", "/v1/messages", anthropic_request("hello", false), "X-Simulate: garbage\r\n");
  EXPECT_TRUE(json::parse(whole.body, nullptr, false).is_discarded());
  EXPECT_EQ(totals("claude-opus-4-8")["output"], 0);
  const Reply stream = ask("POST", "/v1/messages", anthropic_request("hello", true), "X-Simulate: garbage\r\n");
  EXPECT_THAT(stream.body, HasSubstr("data: {\"type\": \"garb\n\n"));
  EXPECT_THAT(stream.body, HasSubstr("message_stop"));
}

std::string decoded(std::string_view coding, std::string_view bytes) {
  std::string plain;
  auto decoder = ContentDecoder::create(coding, 1 << 20).value();
  EXPECT_TRUE(decoder.feed(bytes, [&](std::string_view piece) { plain.append(piece); }).has_value());
  EXPECT_TRUE(decoder.finish().has_value());
  return plain;
}

/// Ids are counted.
std::string without_numbers(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

TEST_F(Simulated, CompressesAsTheClientAcceptsOrAsTold) {
  for (const bool stream : {false, true}) {
    const json request = anthropic_request("hello", stream);
    const std::string plain = ask("POST", "/v1/messages", request).body;
    const std::vector<std::pair<std::string, std::string>> cases{{"Accept-Encoding: gzip, deflate, br, zstd", "gzip"},
                                                                 {"Accept-Encoding: br;q=1.0, gzip", "br"},
                                                                 {"Accept-Encoding: gzip;q=0, ZSTD", "zstd"},
                                                                 {"Accept-Encoding: exi", ""},
                                                                 {"X-Simulate: deflate", "deflate"},
                                                                 {"X-Simulate: zstd", "zstd"}};
    for (const auto& [field, coding] : cases) {
      const Reply reply = ask("POST", "/v1/messages", request, field + "\r\n");
      EXPECT_EQ(reply.head.headers.find("content-encoding"), coding) << field;
      EXPECT_EQ(without_numbers(decoded(coding, reply.body)), without_numbers(plain)) << field;
    }
  }
}

TEST_F(Simulated, FlushesEachEventOfACompressedStream) {
  RawSocket client =
      send("POST", "/v1/messages", anthropic_request("hello", true).dump(), "X-Simulate: gzip+stall\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Encoding: gzip"));
  std::string plain;
  auto decoder = ContentDecoder::create("gzip", 1 << 20).value();
  BodyFramer framer{parse_response_head(head, "POST")->body};
  while (plain.find("message_start") == std::string::npos) {
    std::vector<std::string_view> payload;
    const std::string chunk = client.read_until("\r\n");
    ASSERT_FALSE(chunk.empty());
    ASSERT_TRUE(framer.feed(chunk, payload).has_value());
    for (const std::string_view piece : payload)
      ASSERT_TRUE(decoder.feed(piece, [&](std::string_view bytes) { plain.append(bytes); }).has_value());
  }
  EXPECT_THAT(plain, Not(HasSubstr("message_stop")));
}

TEST_F(Simulated, ReadsCompressedRequests) {
  const std::string body = anthropic_request("hello", false).dump();
  const auto encoder = simulator::ContentEncoder::create("zstd");
  std::string packed = encoder->encode(body);
  packed += encoder->finish();
  RawSocket client = send("POST", "/v1/messages", packed, "Content-Encoding: zstd\r\n");
  EXPECT_THAT(client.read_until("\r\n"), StartsWith("HTTP/1.1 200"));
  RawSocket broken = send("POST", "/v1/messages", packed.substr(4), "Content-Encoding: zstd\r\n");
  EXPECT_THAT(broken.read_until("\r\n"), StartsWith("HTTP/1.1 400"));
}

TEST_F(Simulated, AnswersInJsonOfTheFormAskedFor) {
  const json schema{{"type", "OBJECT"},
                    {"properties",
                     {{"why", {{"type", "STRING"}}},
                      {"choice", {{"type", "STRING"}, {"enum", {"flash", "pro"}}}},
                      {"score", {{"type", "INTEGER"}, {"minimum", 3}}},
                      {"list", {{"type", "ARRAY"}, {"items", {{"type", "BOOLEAN"}}}}}}}};
  const json expected{{"why", "simulated"}, {"choice", "flash"}, {"score", 3}, {"list", {false}}};
  const json gemini{{"contents", {{{"role", "user"}, {"parts", {{{"text", "route"}}}}}}},
                    {"generationConfig", {{"responseMimeType", "application/json"}, {"responseJsonSchema", schema}}}};
  const json routed = json::parse(ask("POST", "/v1beta/models/gemini-3-flash:generateContent", gemini).body);
  EXPECT_EQ(json::parse(routed["candidates"][0]["content"]["parts"][0]["text"].get<std::string>()), expected);

  const json chat{{"model", "gpt-5.5"},
                  {"messages", {user_turn("route")}},
                  {"response_format", {{"type", "json_schema"}, {"json_schema", {{"name", "n"}, {"schema", schema}}}}}};
  const json completion = json::parse(ask("POST", "/v1/chat/completions", chat).body);
  EXPECT_EQ(json::parse(completion["choices"][0]["message"]["content"].get<std::string>()), expected);
}

TEST_F(Simulated, AnswersCodeAssistInItsEnvelope) {
  const json request{{"model", "gemini-3.1-pro"},
                     {"project", "p"},
                     {"request", {{"contents", {{{"role", "user"}, {"parts", {{{"text", "hello"}}}}}}}}}};
  const json whole = json::parse(ask("POST", "/v1internal:generateContent", request).body);
  const auto events = data_of(ask("POST", "/v1internal:streamGenerateContent?alt=sse", request).body);
  EXPECT_EQ(events.back()["response"]["usageMetadata"]["candidatesTokenCount"],
            whole["response"]["usageMetadata"]["candidatesTokenCount"]);
  EXPECT_EQ(totals("gemini-3.1-pro")["calls"], 2);
  const json loaded = json::parse(ask("POST", "/v1internal:loadCodeAssist", json::object()).body);
  EXPECT_EQ(loaded["currentTier"]["id"], "free-tier");
  EXPECT_EQ(json::parse(ask("POST", "/v1internal:onboardUser", json::object()).body)["done"], true);
  EXPECT_GT(json::parse(ask("POST", "/v1internal:countTokens", request).body)["totalTokens"], 0);
}

TEST_F(Simulated, AnswersTheChatGptBackend) {
  const json request{{"model", "gpt-5.5"}, {"stream", true}, {"input", {user_turn("hello")}}};
  EXPECT_EQ(data_of(ask("POST", "/backend-api/codex/responses", request).body).back()["type"], "response.completed");
  EXPECT_EQ(totals("gpt-5.5")["calls"], 1);
  const json accounts = json::parse(ask("GET", "/backend-api/wham/accounts/check").body);
  EXPECT_EQ(accounts["accounts"][0]["plan_type"], "pro");
  EXPECT_EQ(ask("GET", "/backend-api/nowhere").head.status, 404);
}

TEST_F(Simulated, ListsTheModelsOfWhoAsks) {
  const Reply anthropic = ask("GET", "/v1/models", {}, "anthropic-version: 2023-06-01\r\n");
  EXPECT_EQ(json::parse(anthropic.body)["data"][0]["type"], "model");
  EXPECT_EQ(json::parse(ask("GET", "/v1/models").body)["object"], "list");
}

TEST_F(Simulated, GivesTheSameAnswerToTheSameRequest) {
  const json request = anthropic_request("the same", false);
  const json first = json::parse(ask("POST", "/v1/messages", request).body);
  const json second = json::parse(ask("POST", "/v1/messages", request).body);
  EXPECT_EQ(first["content"], second["content"]);
  EXPECT_EQ(first["usage"], second["usage"]);
}

TEST_F(Simulated, RefusesOddRequestsWithoutFalling) {
  EXPECT_EQ(ask("GET", "/nowhere").head.status, 404);
  for (const std::string_view body : {"", "{", "[]", "{\"messages\":1,\"contents\":{},\"input\":null}", "\xff"})
    for (const std::string_view path :
         {"/v1/messages", "/v1/chat/completions", "/v1/responses", "/v1beta/models/m:generateContent"}) {
      RawSocket client = send("POST", path, body);
      EXPECT_THAT(client.read_until("\r\n"), StartsWith("HTTP/1.1 400")) << path << " " << body;
    }
}

TEST(SimulatorStart, ReportsATakenPort) {
  const auto first = Simulator::start({0, 0});
  ASSERT_TRUE(first.has_value());
  const auto second = Simulator::start({(*first)->port(), 0});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::Conflict);
}

}  // namespace
}  // namespace tabacus::analytics
