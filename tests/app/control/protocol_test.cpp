#include "app/control/protocol.hpp"

#include <gmock/gmock.h>

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

TEST(ControlRequests, SayWhatTheyAsk) {
  for (const ControlOp op :
       {ControlOp::Status, ControlOp::Calls, ControlOp::Pause, ControlOp::Resume, ControlOp::Off, ControlOp::On}) {
    for (const char* tab : {"", "0190a5d3", "a \"title\"\n"}) {
      const std::string line = request_line({op, tab});
      EXPECT_EQ(line.find('\n'), std::string::npos);
      const auto read = parse_request(line);
      ASSERT_TRUE(read) << line;
      EXPECT_EQ(read->op, op);
      EXPECT_EQ(read->tab, tab);
    }
  }
  EXPECT_TRUE(parse_request(R"({"v":1,"op":"status","of_a_later_version":[1,{"a":2}]})")) << "unknown members pass";
}

struct HostileCase {
  const char* name;
  std::string line;
  ErrorCode code;
  const char* says;
};

class HostileLines : public testing::TestWithParam<HostileCase> {};

TEST_P(HostileLines, AreRefusedWithAReason) {
  const auto read = parse_request(GetParam().line);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, GetParam().code);
  EXPECT_THAT(read.error().message, HasSubstr(GetParam().says));
  const std::string reply = error_reply(read.error());
  EXPECT_EQ(reply.find('\n'), std::string::npos);
  const auto checked = check_reply(reply);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    OfStrangers, HostileLines,
    testing::Values(
        HostileCase{"empty", "", ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"no_json", "status", ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"array", R"([{"v":1}])", ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"number", "1", ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"two_objects", R"({"v":1,"op":"status"}{"v":1})", ErrorCode::InvalidInput, "not a JSON"},
        HostileCase{"cut", R"({"v":1,"op":"sta)", ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"bad_utf8", "{\"v\":1,\"op\":\"\xff\xfe\"}", ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"nul", std::string{"{\"v\":1,\"op\":\"status\0\"}", 22}, ErrorCode::InvalidInput, "not a"},
        HostileCase{"deep", std::string(4000, '['), ErrorCode::InvalidInput, "not a JSON object"},
        HostileCase{"long", std::string(5000, ' '), ErrorCode::InvalidInput, "longer than 4096"},
        HostileCase{"no_version", R"({"op":"status"})", ErrorCode::InvalidInput, "no version"},
        HostileCase{"version_of_text", R"({"v":"1","op":"status"})", ErrorCode::InvalidInput, "no version"},
        HostileCase{"version_with_fraction", R"({"v":1.0,"op":"status"})", ErrorCode::InvalidInput, "no ver"},
        HostileCase{"later_version", R"({"v":2,"op":"status"})", ErrorCode::Unsupported, "version 2"},
        HostileCase{"huge_version", R"({"v":99999999999999999999,"op":"status"})", ErrorCode::InvalidInput,
                    "no version"},
        HostileCase{"no_op", R"({"v":1})", ErrorCode::InvalidInput, "no operation"},
        HostileCase{"op_of_number", R"({"v":1,"op":3})", ErrorCode::InvalidInput, "no operation"},
        HostileCase{"unknown_op", R"({"v":1,"op":"\u001b[2Jshutdown"})", ErrorCode::Unsupported,
                    "no operation '[2Jshutdown'"},
        HostileCase{"tab_of_number", R"({"v":1,"op":"pause","tab":1})", ErrorCode::InvalidInput, "\"tab\""},
        HostileCase{"empty_tab", R"({"v":1,"op":"pause","tab":""})", ErrorCode::InvalidInput, "\"tab\""},
        HostileCase{"long_tab", R"({"v":1,"op":"pause","tab":")" + std::string(300, 'x') + "\"}",
                    ErrorCode::InvalidInput, "\"tab\""}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ControlReplies, ThatAreNoneAreSaidToBeNone) {
  for (const char* line : {"", "{}", "[]", R"({"v":1})", R"({"v":1,"ok":"yes"})", R"({"v":3,"ok":true})"})
    EXPECT_FALSE(check_reply(line)) << line;
  EXPECT_TRUE(check_reply(R"({"v":1,"ok":true})"));
  const auto silent = check_reply(R"({"v":1,"ok":false,"error":7})");
  EXPECT_EQ(silent.error().message, "it failed and does not say why");
}

}  // namespace
}  // namespace tabacus::app
