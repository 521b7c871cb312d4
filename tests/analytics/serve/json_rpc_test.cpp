#include "analytics/serve/mcp/json_rpc.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics::serve {
namespace {

TEST(JsonRpc, ReadsRequestsAndNotifications) {
  const RpcReading request = read_message(R"({"jsonrpc":"2.0","id":"a","method":"ping","params":{"x":1}})");
  ASSERT_EQ(request.kind, RpcReading::Kind::Message);
  EXPECT_EQ(request.message.method, "ping");
  EXPECT_EQ(request.message.id, "a");
  EXPECT_EQ(request.message.params["x"], 1);
  const RpcReading told = read_message(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  ASSERT_EQ(told.kind, RpcReading::Kind::Message);
  EXPECT_TRUE(told.message.is_notification());
  EXPECT_EQ(read_message(R"({"jsonrpc":"2.0","id":3,"result":{}})").kind, RpcReading::Kind::Answer);
}

TEST(JsonRpc, SaysWhatIsWrongWithAMessage) {
  struct Row {
    std::string text;
    int code;
    Json id;
  };
  const Row rows[] = {
      {"{", kParseError, nullptr},
      {"", kParseError, nullptr},
      {"[]", kInvalidRequest, nullptr},
      {R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", kInvalidRequest, nullptr},
      {"7", kInvalidRequest, nullptr},
      {R"({"id":1,"method":"ping"})", kInvalidRequest, 1},
      {R"({"jsonrpc":"1.0","id":1,"method":"ping"})", kInvalidRequest, 1},
      {R"({"jsonrpc":"2.0","id":1})", kInvalidRequest, 1},
      {R"({"jsonrpc":"2.0","id":1,"method":7})", kInvalidRequest, 1},
      {R"({"jsonrpc":"2.0","id":{},"method":"ping"})", kInvalidRequest, nullptr},
      {R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", kInvalidRequest, nullptr},
      {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", kInvalidRequest, nullptr},
      {R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[1]})", kInvalidRequest, 1},
      {std::string(100'000, '[') + std::string(100'000, ']'), kParseError, nullptr},
      {std::string(kMaxMessageBytes + 1, ' '), kInvalidRequest, nullptr},
  };
  for (const Row& row : rows) {
    const RpcReading reading = read_message(row.text);
    EXPECT_EQ(reading.kind, RpcReading::Kind::Mistake) << row.text.substr(0, 80);
    EXPECT_EQ(reading.mistake.code, row.code) << row.text.substr(0, 80);
    EXPECT_EQ(reading.message.id, row.id) << row.text.substr(0, 80);
  }
}

TEST(JsonRpc, BracketsInTextsAreNoNesting) {
  const std::string brackets(200, '[');
  const RpcReading reading = read_message(R"({"jsonrpc":"2.0","id":1,"method":"a\")" + brackets + "\"}");
  EXPECT_EQ(reading.kind, RpcReading::Kind::Message) << reading.mistake.message;
}

}  // namespace
}  // namespace tabacus::analytics::serve
