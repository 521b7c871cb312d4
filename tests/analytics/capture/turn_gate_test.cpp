#include "analytics/capture/turn_gate.hpp"

#include <gtest/gtest.h>

#include "analytics/wire/ws_writer.hpp"

namespace tabacus::analytics {
namespace {

const std::string kCreate = R"({"type":"response.create","model":"gpt-5.1","input":[{"type":"message"}]})";
const std::string kAppend = R"({"event_id":"e{\"}","type":"input_audio_buffer.append","audio":"UklGRg=="})";
const WsDeflateTerms kDeflate{};

const Provider& openai() { return *provider_of_slot("openai"); }
const Provider& gemini() { return *provider_of_slot("gemini"); }

/// A gate that counts what it asked, and lets so many calls pass.
struct Watched {
  explicit Watched(int allowed, const Provider& provider = openai(), bool compressed = false)
      : gate{compressed ? std::optional{kDeflate.client} : std::nullopt, provider,
             [this, allowed] { return ++asked <= allowed; }} {}
  int asked = 0;
  TurnGate gate;
};

std::string fed_in_pieces(TurnGate& gate, std::string_view bytes, std::size_t piece) {
  std::string passed;
  for (std::size_t at = 0; at < bytes.size(); at += piece) passed += gate.from_client(bytes.substr(at, piece));
  return passed;
}

class EachPiece : public ::testing::TestWithParam<std::tuple<std::size_t, bool>> {
 protected:
  [[nodiscard]] std::size_t piece() const { return std::get<0>(GetParam()); }
  [[nodiscard]] bool compressed() const { return std::get<1>(GetParam()); }
  [[nodiscard]] WsWriter client() const {
    return WsWriter{WsWriter::Side::Client, compressed() ? std::optional{kDeflate} : std::nullopt};
  }
};

TEST_P(EachPiece, WhatIsLetPassGoesOnByteForByte) {
  WsWriter writer = client();
  std::string bytes = writer.message(WsKind::Text, kAppend);
  bytes += writer.control(WsKind::Ping, "here?");
  const auto fragments = writer.frames(WsKind::Text, kCreate, 11);
  for (const std::string& fragment : fragments) bytes += fragment + writer.control(WsKind::Pong, "");
  bytes += writer.message(WsKind::Text, kCreate);
  bytes += writer.message(WsKind::Binary, "\x01\x02");
  bytes += writer.close(1000, "");
  Watched watched{2, openai(), compressed()};
  std::string passed = fed_in_pieces(watched.gate, bytes, piece());
  EXPECT_EQ(passed.size(), bytes.size());
  EXPECT_EQ(watched.asked, 2);
  EXPECT_FALSE(watched.gate.refused());
}

TEST_P(EachPiece, NothingOfARefusedMessageGoesOnAndNothingAfterIt) {
  WsWriter writer = client();
  std::string before = writer.message(WsKind::Text, kCreate);
  before += writer.message(WsKind::Text, kAppend);
  std::string refused = writer.message(WsKind::Text, kCreate);
  refused += writer.message(WsKind::Text, kAppend);
  Watched watched{1, openai(), compressed()};
  EXPECT_EQ(fed_in_pieces(watched.gate, before + refused, piece()), before);
  EXPECT_TRUE(watched.gate.refused());
  EXPECT_EQ(watched.asked, 2);
}

INSTANTIATE_TEST_SUITE_P(AtEveryCut, EachPiece,
                         ::testing::Combine(::testing::Values(1, 2, 3, 7, 13, 64, 100'000), ::testing::Bool()));

TEST(TurnGate, AMessageWaitsOnlyUntilItsKindIsKnown) {
  WsWriter writer{WsWriter::Side::Client};
  const std::string long_one =
      writer.message(WsKind::Text, R"({"type":"response.create","input":")" + std::string(1'000'000, 'x') + "\"}");
  Watched watched{1};
  EXPECT_EQ(watched.gate.from_client(std::string_view{long_one}.substr(0, 100)).size(), 100u);
}

TEST(TurnGate, WhoeverHidesHisKindIsTakenToAsk) {
  WsWriter writer{WsWriter::Side::Client};
  const std::string hidden =
      writer.message(WsKind::Text, R"({"input":")" + std::string(200'000, 'x') + R"(","type":"response.create"})");
  Watched watched{0};
  EXPECT_EQ(fed_in_pieces(watched.gate, hidden, 10'000), "");
  EXPECT_TRUE(watched.gate.refused());
}

TEST(TurnGate, KnowsWhatAsksInEachFamily) {
  struct Case {
    const Provider& provider;
    std::string_view text;
    bool asks;
  };
  for (const Case& c : {Case{openai(), kCreate, true},
                        {openai(), kAppend, false},
                        {openai(), R"({"type":5})", false},
                        {openai(), "no JSON", false},
                        {openai(), R"({"a":{"type":"response.create"}})", false},
                        {openai(), R"({"a":[{"type":"x"},"]"],"type":"response.create"})", true},
                        {gemini(), R"({"setup":{"model":"m"}})", false},
                        {gemini(), R"({"clientContent":{"turns":[]}})", true},
                        {gemini(), R"({"realtimeInput":{}})", true}}) {
    Watched watched{5, c.provider};
    WsWriter writer{WsWriter::Side::Client};
    const std::string bytes = writer.message(WsKind::Text, c.text);
    EXPECT_EQ(watched.gate.from_client(bytes), bytes) << c.text;
    EXPECT_EQ(watched.asked, c.asks ? 1 : 0) << c.text;
  }
}

TEST(TurnGate, WhatCannotBeReadIsLetPass) {
  Watched watched{0};
  const std::string broken = "\xF1\x85zzzzz and so on";
  EXPECT_EQ(watched.gate.from_client(broken), broken);
  EXPECT_FALSE(watched.gate.refused());
}

TEST(TurnGate, SpeaksBetweenTheUpstreamsMessagesOnly) {
  WsWriter server{WsWriter::Side::Server};
  std::string bytes = server.control(WsKind::Ping, "x");
  std::set<std::size_t> gaps{0, bytes.size()};
  for (const std::string& fragment : server.frames(WsKind::Text, "a message in parts", 5)) bytes += fragment;
  gaps.insert(bytes.size());
  for (std::size_t end = 0; end <= bytes.size(); ++end) {
    Watched watched{0};
    watched.gate.from_upstream(std::string_view{bytes}.substr(0, end));
    EXPECT_EQ(watched.gate.may_speak(), gaps.contains(end)) << end;
  }
}

TEST(TurnGate, ARefusalIsAnErrorOfTheProvidersAndAClose) {
  const std::string body = openai().error_body(429, "insufficient_quota", "spent");
  const std::string told = refusal_on_socket(openai(), 429, body);
  EXPECT_NE(told.find(R"({"type":"error","status":429,"error":{"message":"spent","type":"insufficient_quota")"),
            std::string::npos);
  WsCutter cutter;
  std::string_view rest = told;
  int frames = 0;
  for (; !rest.empty(); ++frames) rest.remove_prefix(cutter.take(rest));
  EXPECT_EQ(frames, 2);
  EXPECT_TRUE(cutter.is_control());
}

}  // namespace
}  // namespace tabacus::analytics
