// The simulated provider's WebSockets, as a client sees them.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "analytics/api/simulator.hpp"
#include "tests/support/socket_peer.hpp"

namespace tabacus::analytics {
namespace {

using nlohmann::json;
using test::RawSocket;
using test::SocketPeer;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SimulatedSockets : public testing::Test {
 protected:
  SocketPeer open(std::string_view target, bool deflates = false, std::string_view fields = "") const {
    return SocketPeer::connect(simulator_->port(), target, deflates, fields);
  }
  json totals(const std::string& model) const {
    RawSocket client = RawSocket::connect(simulator_->port());
    client.send("GET /simulator/totals HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answer = client.read_to_end();
    return json::parse(answer.substr(answer.find("\r\n\r\n") + 4))["models"][model];
  }
  static json turn(std::string_view model, std::string_view text, std::string_view previous) {
    json message{
        {"type", "response.create"}, {"model", model}, {"input", json::array({{{"role", "user"}, {"content", text}}})}};
    if (!previous.empty()) message["previous_response_id"] = previous;
    return message;
  }
  static json ask(SocketPeer& peer, const json& message, std::string_view end = "\"response.completed\"") {
    peer.send(message.dump());
    return json::parse(peer.receive_until(end), nullptr, false);
  }

  std::unique_ptr<Simulator> simulator_ = Simulator::start({0, 0}).value();
};

TEST_F(SimulatedSockets, AreGrantedAsTheSpecificationSays) {
  const SocketPeer peer = open("/v1/responses", true);
  EXPECT_THAT(peer.head(), StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
  EXPECT_THAT(peer.head(), HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(peer.head(), HasSubstr("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
  EXPECT_THAT(open("/v1/responses").head(), Not(HasSubstr("Extensions")));
}

TEST_F(SimulatedSockets, AreRefusedWhereThereAreNoneAndOnDemand) {
  EXPECT_THAT(open("/v1/elsewhere").head(), StartsWith("HTTP/1.1 426"));
  EXPECT_THAT(open("/simulate-502/v1/responses").head(), StartsWith("HTTP/1.1 502"));
  EXPECT_THAT(open("/v1/responses", false, "x-simulate: 401\r\n").head(), StartsWith("HTTP/1.1 401"));
  RawSocket client = RawSocket::connect(simulator_->port());
  client.send("GET /simulate-426/v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 200")) << "only upgrades fail";
}

TEST_F(SimulatedSockets, AnswerTurnAfterTurnOfAResponsesConversation) {
  for (const bool deflates : {false, true}) {
    const std::string model = deflates ? "gpt-5.5" : "gpt-5.4";
    SocketPeer peer = open("/v1/responses", deflates);
    json warm = turn(model, "", "");
    warm["generate"] = false;
    warm["input"] = json::array();
    json last = ask(peer, warm);
    EXPECT_EQ(last["response"]["usage"]["output_tokens"], 0);
    EXPECT_TRUE(totals(model).is_null()) << "a warm-up is no call";
    std::int64_t input = 0;
    std::int64_t output = 0;
    for (int i = 0; i < 5; ++i) {
      last = ask(peer, turn(model, "and then?", last["response"]["id"].get<std::string>()));
      const json& usage = last["response"]["usage"];
      EXPECT_GT(usage["input_tokens"], input) << "the whole conversation counts";
      input = usage["input_tokens"];
      output += usage["output_tokens"].get<std::int64_t>();
    }
    EXPECT_GT(last["response"]["usage"]["input_tokens_details"]["cached_tokens"], 0);
    EXPECT_EQ(totals(model)["calls"], 5);
    EXPECT_EQ(totals(model)["output"], output);
  }
}

TEST_F(SimulatedSockets, RefuseToGoOnFromAResponseThatTheyDoNotKnow) {
  SocketPeer peer = open("/v1/responses");
  const json error = ask(peer, turn("gpt-5.5", "x", "resp_unknown"), "\"error\"");
  EXPECT_EQ(error["type"], "error");
  EXPECT_EQ(error["status"], 400);
  EXPECT_EQ(error["error"]["code"], "previous_response_not_found");
}

TEST_F(SimulatedSockets, FailOnDemand) {
  SocketPeer limited = open("/v1/responses");
  EXPECT_EQ(ask(limited, turn("simulate-429", "x", ""), "\"error\"")["status"], 429);
  EXPECT_EQ(totals("simulate-429")["errors"], 1);
  EXPECT_EQ(ask(limited, turn("simulate-error", "x", ""), "response.failed")["type"], "response.failed");
  limited.send(turn("simulate-cut", "x", "").dump());
  std::string all;
  for (std::string message = limited.receive(); !message.empty(); message = limited.receive()) all += message;
  EXPECT_THAT(all, HasSubstr("response.created"));
  EXPECT_THAT(all, Not(HasSubstr("response.completed")));
}

TEST_F(SimulatedSockets, AnswerPingsAndGoodbyes) {
  SocketPeer peer = open("/v1/responses");
  peer.socket().send(peer.writer().control(WsKind::Ping, "are you there"));
  EXPECT_EQ(peer.receive(), "are you there");
  peer.socket().send(peer.writer().close(1000, "bye"));
  EXPECT_EQ(peer.receive(), (std::string{"\x03\xe8", 2}));
  EXPECT_EQ(peer.receive(), "");
}

TEST_F(SimulatedSockets, SpeakRealtime) {
  SocketPeer peer = open("/v1/realtime?model=gpt-realtime");
  EXPECT_EQ(json::parse(peer.receive())["session"]["model"], "gpt-realtime");
  peer.send(R"({"type":"input_audio_buffer.append","audio":"AAAA"})");
  ask(peer, {{"type", "conversation.item.create"}, {"item", {{"content", json::array({{{"text", "hi"}}})}}}}, "added");
  for (int i = 1; i <= 2; ++i) {
    const json done = ask(peer, {{"type", "response.create"}}, "response.done");
    const json& usage = done["response"]["usage"];
    EXPECT_EQ(usage["input_token_details"]["text_tokens"].get<int>() +
                  usage["input_token_details"]["audio_tokens"].get<int>(),
              usage["input_tokens"]);
    EXPECT_GT(usage["output_token_details"]["audio_tokens"], 0);
    EXPECT_EQ(totals("gpt-realtime")["calls"], i);
  }
}

TEST_F(SimulatedSockets, SpeakGeminiLive) {
  SocketPeer peer = open("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=k", true);
  ask(peer, {{"setup", {{"model", "models/gemini-3.1-flash-live-preview"}}}}, "setupComplete");
  const json turns = json::array({{{"role", "user"}, {"parts", json::array({{{"text", "hi"}}})}}});
  const json last = ask(peer, {{"clientContent", {{"turns", turns}, {"turnComplete", true}}}}, "usageMetadata");
  EXPECT_EQ(last["serverContent"]["turnComplete"], true);
  EXPECT_EQ(last["usageMetadata"]["responseTokenCount"], totals("gemini-3.1-flash-live-preview")["output"]);
}

TEST_F(SimulatedSockets, TakeWhatIsNoMessageOfTheirs) {
  for (const std::string_view target : {"/v1/responses", "/v1/realtime", "/ws/x.BidiGenerateContent"}) {
    SocketPeer peer = open(target);
    for (const std::string_view message : {"", "{", "[]", "{\"type\":7}", "{\"setup\":{\"model\":4}}", "\xff"})
      EXPECT_TRUE(peer.send(message));
    peer.socket().send(peer.writer().control(WsKind::Ping, "still here"));
    EXPECT_EQ(peer.receive_until("still here"), "still here") << target;
    peer.socket().send("\xff\x80mask");
    EXPECT_TRUE(peer.socket().closes_within(std::chrono::seconds{3}));
  }
}

}  // namespace
}  // namespace tabacus::analytics
