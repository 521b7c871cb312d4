// Bodies through a tab's port, on disk and in memory; and the canary: secrets planted wherever a call can carry them,
// of which no file of the profile may hold one.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "analytics/api/bodies.hpp"
#include "analytics/api/clear.hpp"
#include "analytics/api/engine.hpp"
#include "analytics/api/reader.hpp"
#include "analytics/store/bodies_file.hpp"
#include "tests/support/encode.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/socket_peer.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using test::FakeUpstream;
using test::RawSocket;
using test::SocketPeer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// No two have a part in common that is longer than their prefix.
constexpr std::string_view kHeaderKey = "sk-ant-api03-HeaderCanary0123456789xyz";
constexpr std::string_view kQueryKey = "QueryCanary0123456789abcdefXYZ";
constexpr std::string_view kCookie = "CookieCanary0123456789qrstuv";
constexpr std::string_view kOpaque = "opaque gateway canary of no known shape";
constexpr std::string_view kInPrompt = "ghp_PromptCanary0123456789abcdefghijkl";
constexpr std::string_view kInSystem = "AKIASYSTEMCANARY0001";
constexpr std::string_view kInTool = "sk-proj-ToolCanary0123456789abcdefgh";
constexpr std::string_view kPrivate = "MIIEpPrivateCanary0123456789abcdefABCDEF";
constexpr std::string_view kInAnswer = "xoxb-AnswerCanary-0123456789-abcdefgh";
constexpr std::string_view kInPieces = "sk-or-v1-PiecesCanary0123456789abcdef";
constexpr std::string_view kInSocket = "hf_SocketCanaryAbcdefghijklmnopqrstuv";
constexpr std::string_view kPassword = "Hunter2Canary";

const std::vector<std::string_view> kPlanted{kHeaderKey, kQueryKey, kCookie,   kOpaque,   kInPrompt, kInSystem,
                                             kInTool,    kPrivate,  kInAnswer, kInPieces, kInSocket, kPassword};

std::string request_body() {
  return fmt::format(
      R"({{"model":"claude-sonnet-4-5","stream":true,"system":"aws {} and {}","tools":[{{"name":"t","description":"{}"}}],)"
      R"("messages":[{{"role":"user","content":"token\n{}\n-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----"}},)"
      R"({{"role":"user","content":"postgres://me:{}@db/x"}}]}})",
      kInSystem, kOpaque, kInTool, kInPrompt, kPrivate, kPassword);
}

std::string delta(std::string_view text) {
  return fmt::format(
      "event: content_block_delta\ndata: "
      "{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{}\"}}}}\n\n",
      text);
}

std::string answer_body() {
  return "event: message_start\ndata: "
         "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude-sonnet-4-5\",\"usage\":{"
         "\"input_tokens\":3,\"output_tokens\":1}}}\n\n" +
         delta(fmt::format("your key {} ", kInAnswer)) + delta(kInPieces.substr(0, 11)) +
         delta(kInPieces.substr(11, 9)) + delta(kInPieces.substr(20)) + delta(fmt::format(" and {} ", kOpaque)) +
         "event: message_delta\ndata: "
         "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\n"
         "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}

class EngineBodies : public ::testing::Test {
 protected:
  void open(Bodies bodies) {
    EngineOptions options{directory_.path(), {}};
    options.bodies = bodies;
    engine_ = Engine::open(std::move(options)).value();
    TabOptions tab{TabId::mint(), TabSessionId::mint(), "bodies", "/", {}};
    tab.inherited.emplace_back("ANTHROPIC_BASE_URL", upstream_.url());
    tab.inherited.emplace_back("OPENAI_BASE_URL", upstream_.url() + "/v1");
    tab_ = tab.tab;
    endpoint_ = engine_->open_tab(tab).value();
  }
  [[nodiscard]] std::string path_of(std::string_view variable) const {
    for (const auto& [name, value] : endpoint_.environment)
      if (name == variable) return value.substr(value.find('/', sizeof("http://")));
    return {};
  }
  /// One call in a coding, its bytes in chunks of so many.
  void call(std::string_view coding, std::size_t chunk) {
    {
      const std::lock_guard lock{mutex_};
      coding_ = coding;
      chunk_ = chunk;
    }
    const std::string body = test::encode(coding, request_body());
    const std::string encoding = coding.empty() ? "" : fmt::format("Content-Encoding: {}\r\n", coding);
    RawSocket client = RawSocket::connect(endpoint_.port);
    client.send(fmt::format(
        "POST {}/v1/messages?key={}&beta=true HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nx-api-key: {}\r\nX-Gateway-Token: {}\r\nCookie: s={}\r\n{}"
        "Content-Length: {}\r\n\r\n",
        path_of("ANTHROPIC_BASE_URL"), kQueryKey, endpoint_.port, kHeaderKey, kOpaque, kCookie, encoding, body.size()));
    for (std::size_t at = 0; at < body.size(); at += chunk) client.send(body.substr(at, chunk));
    EXPECT_THAT(client.read_to_end(), HasSubstr("200 OK"));
  }
  void socket_call() {
    SocketPeer peer = SocketPeer::connect(endpoint_.port, path_of("OPENAI_BASE_URL") + "/responses", true,
                                          fmt::format("Authorization: Bearer {}\r\n", kHeaderKey));
    ASSERT_TRUE(peer.send(fmt::format(
        R"({{"type":"response.create","model":"gpt-5.5","input":[{{"role":"user","content":"hf {}"}}]}})", kInSocket)));
    EXPECT_NE(peer.receive_until("response.completed"), "");
  }
  void answer(RawSocket& client) {
    const std::string head = test::read_head(client);
    if (head.find("websocket") != std::string::npos || head.find("WebSocket") != std::string::npos) {
      SocketPeer peer = SocketPeer::accept(std::move(client), true);
      (void)peer.receive();
      peer.send(fmt::format(R"({{"type":"response.output_text.delta","output_index":0,"delta":"it was {}"}})",
                            kInSocket.substr(0, 15)));
      peer.send(fmt::format(R"({{"type":"response.output_text.delta","output_index":0,"delta":"{}"}})",
                            kInSocket.substr(15)));
      peer.send(
          R"({"type":"response.completed","response":{"id":"r","model":"gpt-5.5","status":"completed","output":[],)"
          R"("usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12}}})");
      (void)peer.receive();
      return;
    }
    const std::size_t length = head.find("Content-Length: ") + 16;
    (void)client.read_exactly(static_cast<std::size_t>(std::stoul(head.substr(length))));
    const auto [coding, chunk] = how_to_answer();
    const std::string body = test::encode(coding, answer_body());
    const std::string encoding = coding.empty() ? "" : fmt::format("Content-Encoding: {}\r\n", coding);
    client.send(fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nSet-Cookie: t={}; Path=/\r\n{}Connection: close\r\n\r\n",
        kCookie, encoding));
    for (std::size_t at = 0; at < body.size(); at += chunk) client.send(body.substr(at, chunk));
  }
  [[nodiscard]] std::pair<std::string, std::size_t> how_to_answer() {
    const std::lock_guard lock{mutex_};
    return {coding_, chunk_};
  }
  [[nodiscard]] std::vector<std::int64_t> call_ids() const {
    std::vector<std::int64_t> ids;
    const auto table =
        Reader::open(directory_.path()).value()->sql("SELECT call_id FROM v_calls ORDER BY call_id", 1000).value();
    for (const auto& row : table.rows) ids.push_back(std::get<std::int64_t>(row.front()));
    return ids;
  }
  static void expect_no_canary(std::string_view text, const std::string& where) {
    for (const std::string_view secret : kPlanted) {
      // Nor a half of it: a file may be cut anywhere.
      const std::string_view back = secret.substr(secret.size() / 2);
      EXPECT_EQ(text.find(back), std::string_view::npos) << secret << " is in " << where;
    }
  }

  std::mutex mutex_;         // the upstream answers on a thread of its own
  std::string coding_;       // guarded by mutex_; of what is answered
  std::size_t chunk_ = 100;  // likewise
  testing::TempDir directory_;
  FakeUpstream upstream_{[this](RawSocket& client, int) { answer(client); }};
  std::unique_ptr<Engine> engine_;
  TabId tab_;
  TabEndpoint endpoint_;
};

TEST_F(EngineBodies, NoFileOfTheProfileHoldsAPlantedSecret) {
  open(Bodies::Disk);
  for (const std::string_view coding : {"", "gzip", "zstd"})
    for (const std::size_t chunk : {13UL, 400UL}) call(coding, chunk);
  socket_call();
  engine_->close();
  EXPECT_EQ(engine_->status().bodies.dropped, 0);

  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream{entry.path(), std::ios::binary};
    expect_no_canary(std::string{std::istreambuf_iterator<char>{stream}, {}}, entry.path());
  }
  // And what is packed in there.
  const auto reader = BodyReader::open(directory_.path()).value();
  const auto ids = call_ids();
  ASSERT_EQ(ids.size(), 7U);
  for (const std::int64_t id : ids) {
    const auto call = reader->read(id);
    ASSERT_TRUE(call) << call.error().message;
    for (const KeptSide* side : {&call->request, &call->response}) {
      EXPECT_EQ(side->flags, 0);
      EXPECT_FALSE(side->body.empty());
      expect_no_canary(side->head + side->body, fmt::format("call {}", id));
    }
    const Conversation conversation = conversation_of(*call);
    ASSERT_TRUE(conversation.answer);
    std::string said;
    for (const auto& block : conversation.answer->blocks) said += block.text;
    expect_no_canary(said, "the answer, put together");
    EXPECT_THAT(said, HasSubstr("[masked:"));
  }
  const KeptCall first = reader->read(ids.front()).value();
  EXPECT_THAT(first.request.head, AllOf(HasSubstr("/v1/messages?key=[masked:"), HasSubstr("&beta=true")));
  EXPECT_THAT(first.request.body, HasSubstr(R"("model":"claude-sonnet-4-5","stream":true,"system":"aws [masked:)"));
}

TEST_F(EngineBodies, OffKeepsNothingAndDeletesWhatWasKept) {
  open(Bodies::Disk);
  call("", 1000);
  engine_->close();
  ASSERT_TRUE(BodyReader::open(directory_.path()));
  open(Bodies::Off);
  EXPECT_THAT(engine_->health().warnings, ::testing::Contains(HasSubstr("were deleted")));
  call("", 1000);
  engine_->close();
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / kBodiesFileName));
  EXPECT_EQ(call_ids().size(), 2U) << "calls stay";
}

TEST_F(EngineBodies, InMemoryTheLatestAreReadFromTheEngine) {
  open(Bodies::Memory);
  call("gzip", 50);
  engine_->close();
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / kBodiesFileName));
  const auto kept = engine_->kept_call(call_ids().front());
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_THAT(kept->request.body, HasSubstr(R"("system":"aws [masked:)"));
  EXPECT_FALSE(kept->request.masks.empty());
  expect_no_canary(kept->request.head + kept->request.body + kept->response.body, "memory");
  EXPECT_EQ(engine_->kept_call(1).error().code, ErrorCode::NotFound);
  EXPECT_EQ(engine_->status().bodies.mode, "memory");
}

TEST_F(EngineBodies, ClearErasesBodiesWithTheirCalls) {
  open(Bodies::Disk);
  call("", 1000);
  engine_->close();
  const std::int64_t id = call_ids().front();
  ASSERT_TRUE(clear_calls(directory_.path(), {}, Clear::Write));
  const auto read = BodyReader::open(directory_.path()).value()->read(id);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::NotFound);
}

TEST_F(EngineBodies, ABodiesFileThatCannotBeUsedCostsNoCall) {
  std::filesystem::create_directories(directory_.path() / kBodiesFileName);
  open(Bodies::Disk);
  call("", 1000);
  engine_->close();
  EXPECT_EQ(call_ids().size(), 1U);
  const BodiesStatus status = engine_->status().bodies;
  EXPECT_EQ(status.dropped, 1);
  EXPECT_THAT(status.trouble, HasSubstr("bodies cannot be kept"));
}

}  // namespace
}  // namespace tabacus::analytics
