// The inspector's server as a client meets it: real sockets, a seeded database.
#include <gmock/gmock.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>

#include "analytics/api/reader.hpp"
#include "analytics/api/serve.hpp"
#include "analytics/serve/fields.hpp"
#include "analytics/serve/http/route.hpp"
#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "base/text.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/sample_calls.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics::serve {
namespace {

using test::RawSocket;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kToken = "a-token-that-nobody-guesses";

class LoopbackServer : public ::testing::Test {
 protected:
  LoopbackServer() {
    static const auto kSeeded = [] {
      auto made = std::make_unique<testing::TempDir>();
      testing::seed_database(made->path());
      return made;
    }();
    std::filesystem::copy(kSeeded->path(), temp_.path(), std::filesystem::copy_options::recursive);
    auto started = Inspector::start({.directory = temp_.path(), .version = "1.2.3", .tab = {}, .instances = {}},
                                    {.port = 0, .token = std::string{kToken}});
    EXPECT_TRUE(started) << started.error().message;
    inspector_ = std::move(*started);
  }

  [[nodiscard]] std::string host() const { return fmt::format("127.0.0.1:{}", inspector_->port()); }
  [[nodiscard]] std::string fields(std::string_view more = {}) const {
    return fmt::format("Host: {}\r\nAuthorization: Bearer {}\r\n{}", host(), kToken, more);
  }
  /// The whole answer to a request whose connection ends with it.
  [[nodiscard]] std::string ask_raw(std::string_view line, const std::string& head, std::string_view body = {}) const {
    RawSocket socket = RawSocket::connect(inspector_->port());
    const std::string length = body.empty() ? "" : fmt::format("Content-Length: {}\r\n", body.size());
    EXPECT_TRUE(socket.send(fmt::format("{} HTTP/1.1\r\n{}{}Connection: close\r\n\r\n{}", line, head, length, body)));
    return socket.read_to_end();
  }
  [[nodiscard]] std::string ask(std::string_view path) const { return ask_raw(fmt::format("GET {}", path), fields()); }
  [[nodiscard]] static Json body_of(const std::string& answer) {
    return parse_json(std::string_view{answer}.substr(std::min(answer.find("\r\n\r\n") + 4, answer.size())))
        .value_or(Json());
  }
  [[nodiscard]] Json json(std::string_view path) const { return body_of(ask(path)); }

  void store_call() const {
    const auto writer =
        StoreWriter::open({.file = temp_.path() / kCallsFileName, .commit_every = std::chrono::milliseconds{1}});
    writer->on_finished(testing::full_call(*TabId::parse(testing::kApiTab), TabSessionId::mint(),
                                           from_epoch_us(1'800'000'000'000'000)));
    ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
  }

  testing::TempDir temp_;
  std::unique_ptr<Inspector> inspector_;
};

TEST_F(LoopbackServer, NothingIsToldWithoutTheToken) {
  for (const char* path : {"/api/v1/calls", "/api/v1/live", "/api/v1/openapi.json", "/mcp", "/nothing"})
    for (const std::string& head :
         {fmt::format("Host: {}\r\n", host()), fmt::format("Host: {}\r\nAuthorization: Bearer wrong\r\n", host()),
          fmt::format("Host: {}\r\nAuthorization: Bearer {}x\r\n", host(), kToken),
          fmt::format("Host: {}\r\nCookie: token={}\r\n", host(), kToken)}) {
      const std::string answer = ask_raw(fmt::format("GET {}", path), head);
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 ")) << path;
      EXPECT_THAT(answer, Not(HasSubstr("sonnet")));
    }
  EXPECT_THAT(ask_raw(fmt::format("GET /api/v1/calls?token={}", kToken), fmt::format("Host: {}\r\n", host())),
              StartsWith("HTTP/1.1 401 "))
      << "not in an address, where logs would see it";
}

TEST_F(LoopbackServer, PagesOfOtherOriginsAreRefused) {
  const std::string bad[] = {"Host: evil.example\r\n",
                             fmt::format("Host: evil.example:{}\r\n", inspector_->port()),
                             "Host: 127.0.0.1\r\n",
                             "",
                             fmt::format("Host: {0}\r\nHost: {0}\r\n", host()),
                             fmt::format("Host: {}\r\nOrigin: http://evil.example\r\n", host()),
                             fmt::format("Host: {}\r\nOrigin: null\r\n", host()),
                             fmt::format("Host: {0}\r\nOrigin: https://{0}\r\n", host()),
                             fmt::format("Host: {}\r\nSec-Fetch-Site: cross-site\r\n", host()),
                             fmt::format("Host: {}\r\nSec-Fetch-Site: same-site\r\n", host())};
  for (const std::string& head : bad)
    EXPECT_THAT(ask_raw("GET /api/v1/calls", head + fmt::format("Authorization: Bearer {}\r\n", kToken)),
                StartsWith("HTTP/1.1 403 "))
        << head;
  for (const std::string& head :
       {fmt::format("Host: localhost:{}\r\n", inspector_->port()),
        fmt::format("Host: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\n", host())})
    EXPECT_THAT(ask_raw("GET /api/v1/calls", head + fmt::format("Authorization: Bearer {}\r\n", kToken)),
                StartsWith("HTTP/1.1 200 "))
        << head;
}

TEST_F(LoopbackServer, ThePageComesWithItsPolicyAndOnlyUnderOurName) {
  for (const char* path : {"/", "/app.js", "/app.css", "/detail.js"}) {
    const std::string answer =
        ask_raw(fmt::format("GET {}", path), fmt::format("Host: {}\r\nSec-Fetch-Site: cross-site\r\n", host()));
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Encoding: gzip\r\n"),
                              HasSubstr("default-src 'none'"), HasSubstr("require-trusted-types-for 'script'"),
                              HasSubstr("frame-ancestors 'none'"), HasSubstr("nosniff"), HasSubstr("no-store"),
                              Not(HasSubstr("Set-Cookie")), Not(HasSubstr("unsafe"))));
    EXPECT_THAT(ask_raw(fmt::format("GET {}", path), "Host: evil.example\r\n"), StartsWith("HTTP/1.1 403 "));
  }
  EXPECT_THAT(ask_raw("HEAD /", fmt::format("Host: {}\r\n", host())), ::testing::EndsWith("\r\n\r\n"));
  EXPECT_THAT(inspector_->url(), ::testing::EndsWith(fmt::format("/#token={}", kToken)));
}

TEST_F(LoopbackServer, ItsNumbersAreThoseOfTheViews) {
  const auto reader = *Reader::open(temp_.path());
  const Table view = *reader->sql("SELECT call_id, cost_nano, output_tokens FROM v_calls ORDER BY call_id DESC", 100);
  const Json calls = json("/api/v1/calls");
  ASSERT_EQ(calls["rows"].size(), view.rows.size());
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(calls["columns"], name) - calls["columns"].begin());
  };
  for (std::size_t row = 0; row < view.rows.size(); ++row) {
    EXPECT_EQ(calls["rows"][row][column("call_id")], json_value(view.rows[row][0]));
    EXPECT_EQ(calls["rows"][row][column("cost_nano")], json_value(view.rows[row][1]));
    EXPECT_EQ(calls["rows"][row][column("output_tokens")], json_value(view.rows[row][2]));
    const Json detail = json(fmt::format("/api/v1/calls/{}", std::get<std::int64_t>(view.rows[row][0])));
    EXPECT_EQ(detail["call"]["cost_nano"], json_value(view.rows[row][1]));
  }
  const Table sums = *reader->sql("SELECT sum(cost_nano) FROM v_calls", 1);
  std::int64_t billed = 0;
  const Json totals = json("/api/v1/totals?by=tab");
  const auto cost =
      static_cast<std::size_t>(std::ranges::find(totals["columns"], "cost_nano") - totals["columns"].begin());
  for (const Json& row : totals["rows"])
    if (row[cost].is_number_integer()) billed += row[cost].get<std::int64_t>();
  EXPECT_EQ(billed, std::get<std::int64_t>(sums.rows[0][0]));
}

TEST_F(LoopbackServer, FiltersCombineAndPagesFollow) {
  EXPECT_EQ(json("/api/v1/calls?status=529")["rows"].size(), 1u);
  EXPECT_EQ(json("/api/v1/calls?provider=anthropic&status=ok")["rows"].size(), 2u);
  EXPECT_EQ(json("/api/v1/calls?client=claude-code")["rows"].size(), 3u);
  EXPECT_EQ(json("/api/v1/calls?text=OVERLOADED")["rows"].size(), 1u);
  EXPECT_EQ(json("/api/v1/calls?client=x%27%20OR%201%3D1%20--")["rows"].size(), 0u);
  std::set<std::int64_t> seen;
  std::string before;
  for (int page = 0; page < 4; ++page) {
    const Json calls = json("/api/v1/calls?limit=1" + before);
    ASSERT_EQ(calls["rows"].size(), 1u);
    const auto id = calls["rows"][0][0].get<std::int64_t>();
    EXPECT_TRUE(seen.insert(id).second);
    before = fmt::format("&before={}", id);
  }
  EXPECT_THAT(json("/api/v1/calls?limit=1" + before)["rows"], IsEmpty());
}

TEST_F(LoopbackServer, MistakesAreAnsweredWithWhatIsTaken) {
  struct Row {
    std::string line;
    std::string status;
    std::string says;
  };
  const Row rows[] = {{"GET /api/v1/calls?limit=0", "400", "from 1 to 5000"},
                      {"GET /api/v1/calls?colour=red", "400", "no argument 'colour'"},
                      {"GET /api/v1/calls?since=soon", "400", "is no time"},
                      {"GET /api/v1/calls/x", "400", "no call_id"},
                      {"GET /api/v1/calls/5", "404", "no call 5"},
                      {"GET /api/v1/calls/5/request", "404", "analytics.bodies"},
                      {"GET /api/v1/nothing", "404", "no path"},
                      {"GET /api/v1/calls/../../etc/passwd", "404", "no path"},
                      {"POST /api/v1/calls", "405", "takes GET"},
                      {"GET /api/v1/export?form=exe", "400", "exe"},
                      {"PUT /api/v1/calls/5/note", "400", "the body"},
                      {"GET /mcp", "405", "POST"}};
  for (const Row& row : rows)
    EXPECT_THAT(ask_raw(row.line, fields()), AllOf(StartsWith("HTTP/1.1 " + row.status), HasSubstr(row.says)))
        << row.line;
  EXPECT_THAT(ask_raw("GET /", "Host: x\r\n folded: y\r\n"), StartsWith("HTTP/1.1 400 "));
  // What was not read of it may break the connection before the answer is.
  EXPECT_THAT(ask_raw("GET /", fields(fmt::format("X: {}\r\n", std::string(100'000, 'x')))),
              ::testing::AnyOf(StartsWith("HTTP/1.1 413 "), ""));
  EXPECT_THAT(ask_raw("POST /mcp", fields(), std::string(2'000'000, ' ')),
              ::testing::AnyOf(StartsWith("HTTP/1.1 413 "), ""));
}

TEST_F(LoopbackServer, NotesAndRecordingsAreWritten) {
  const std::string id = json("/api/v1/calls")["rows"][0][0].dump();
  EXPECT_THAT(ask_raw("PUT /api/v1/calls/" + id + "/note", fields(), R"({"note":"look again"})"),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(json("/api/v1/calls/" + id)["note"], "look again");
  EXPECT_THAT(ask_raw("POST /api/v1/recordings", fields(), R"({"name":"a b"})"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask_raw("POST /api/v1/recordings", fields(), R"({"name":"a b"})"), StartsWith("HTTP/1.1 409 "));
  EXPECT_THAT(ask_raw("DELETE /api/v1/recordings/a%20b/running", fields()), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(json("/api/v1/recordings")["rows"].size(), 1u);
}

TEST_F(LoopbackServer, TheFeedBeginsWithAPictureAndTellsOfEachCallOnce) {
  RawSocket feed = RawSocket::connect(inspector_->port());
  ASSERT_TRUE(feed.send("GET /api/v1/live HTTP/1.1\r\n" + fields() + "\r\n"));
  EXPECT_THAT(feed.read_until("\r\n\r\n"), HasSubstr("text/event-stream"));
  const std::string picture = feed.read_until("]]}\n\n");
  EXPECT_THAT(picture, AllOf(HasSubstr("event: snapshot"), HasSubstr("id: 4"), HasSubstr("gpt-of-tomorrow")));
  store_call();
  const std::string told = feed.read_until("]]}\n\n");
  EXPECT_THAT(told, AllOf(HasSubstr("event: calls"), HasSubstr("id: 5"), HasSubstr("overloaded_error")));
  feed.close();
  store_call();

  RawSocket again = RawSocket::connect(inspector_->port());
  ASSERT_TRUE(again.send("GET /api/v1/live HTTP/1.1\r\n" + fields("Last-Event-ID: 5\r\n") + "\r\n"));
  const std::string missed = again.read_until("]]}\n\n");
  EXPECT_THAT(missed, AllOf(Not(HasSubstr("event: snapshot")), HasSubstr("event: calls"), HasSubstr("id: 6")));
}

TEST_F(LoopbackServer, AReaderThatDoesNotReadIsDroppedAndOthersAreServed) {
  RawSocket idle = RawSocket::connect(inspector_->port());
  ASSERT_TRUE(idle.send("GET /api/v1/live HTTP/1.1\r\n" + fields() + "\r\n"));
  EXPECT_THAT(ask("/api/v1/calls"), StartsWith("HTTP/1.1 200 "));
  inspector_.reset();  // with a reader there
  EXPECT_TRUE(idle.closes_within(std::chrono::seconds{8}));
}

TEST_F(LoopbackServer, AgentsAskOverHttpInBothEras) {
  const std::string legacy =
      ask_raw("POST /mcp", fields("Content-Type: application/json\r\n"),
              R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"usage_summary"}})");
  EXPECT_EQ(body_of(legacy)["result"]["structuredContent"]["total"]["calls"], 4) << legacy;
  const std::string body =
      R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}})";
  EXPECT_THAT(ask_raw("POST /mcp", fields("MCP-Protocol-Version:  2026-07-28 \r\nMcp-Method: tools/list\r\n"), body),
              HasSubstr("usage_summary"));
  EXPECT_THAT(ask_raw("POST /mcp", fields("MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n"), body),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask_raw("POST /mcp", fields(), R"({"jsonrpc":"2.0","method":"notifications/initialized"})"),
              StartsWith("HTTP/1.1 202 "));
}

TEST_F(LoopbackServer, MetricsAreTheViewsInTheFormThatIsAskedFor) {
  const std::string text = ask("/metrics");
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("Content-Type: text/plain; version=0.0.4"), HasSubstr("# TYPE tabacus_calls_total counter\n"),
            HasSubstr("tabacus_calls_total{provider=\"anthropic\",model=\"claude-sonnet-4-5-20250929\",billing="),
            HasSubstr("} 0.049680123\n"),
            HasSubstr("tabacus_call_duration_seconds_bucket{model=\"gpt-of-tomorrow\",le=\"+Inf\"} 1\n"),
            Not(HasSubstr("# EOF"))));
  const std::string open =
      ask_raw("GET /metrics", fields("Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n"));
  EXPECT_THAT(
      open, AllOf(HasSubstr("application/openmetrics-text; version=1.0.0"), HasSubstr("# TYPE tabacus_calls counter\n"),
                  HasSubstr("tabacus_calls_total{"), ::testing::EndsWith("# EOF\n")));
  EXPECT_THAT(open, ::testing::ContainsRegex("tabacus_call_duration_seconds_bucket\\{[^}]*\\} [0-9]+ # "
                                             "\\{call_id=\"[0-9]+\"\\} [0-9.]+ 17[0-9]+\\.[0-9]+\n"));
  EXPECT_THAT(text, Not(HasSubstr(" # {"))) << "the plain form has no place for an example";
  EXPECT_THAT(ask_raw("GET /metrics", fmt::format("Host: {}\r\n", host())), StartsWith("HTTP/1.1 401 "));
}

TEST_F(LoopbackServer, HealthNeedsNoTokenAndTellsNothingElse) {
  const std::string answer = ask_raw("GET /health", fmt::format("Host: {}\r\n", host()));
  EXPECT_EQ(body_of(answer), Json({{"status", "ok"}}));
}

TEST_F(LoopbackServer, AConnectionTakesOneRequestAfterTheOther) {
  RawSocket socket = RawSocket::connect(inspector_->port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(socket.send("GET /health HTTP/1.1\r\n" + fields() + "\r\n"));
    EXPECT_THAT(socket.read_until("}\n"), HasSubstr("ok"));
  }
}

TEST(OpenApi, DescribesEveryRoute) {
  const Json document = openapi("1.2.3");
  EXPECT_EQ(document["openapi"], "3.1.0");
  std::set<std::string> ids;
  for (const Route& route : routes()) {
    const Json& operation = document["paths"][std::string{route.path}][to_lower_ascii(route.method)];
    EXPECT_EQ(operation["operationId"], route.id);
    EXPECT_TRUE(ids.insert(std::string{route.id}).second) << route.id;
    for (const Argument& argument : route.arguments)
      EXPECT_THAT(dump(operation["parameters"]), HasSubstr(std::string{argument.name}));
  }
}

}  // namespace
}  // namespace tabacus::analytics::serve
