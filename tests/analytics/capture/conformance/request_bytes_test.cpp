// Requests arrive upstream as they were sent, but for the target's prefix and the value of Host.
#include "tests/analytics/capture/conformance/conformance_fixture.hpp"
#include "tests/support/encode.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;

struct Message {
  std::string method;
  std::string path;
  std::string fields;
  std::string body{};  ///< with its framing
};

/// Messages of one client connection.
struct RequestCase {
  const char* name;
  std::vector<Message> messages;
};

void PrintTo(const RequestCase& row, std::ostream* out) { *out << row.name; }

Message with_length(std::string fields, std::string body) {
  fields += fmt::format("Content-Length: {}\r\n", body.size());
  return {"POST", "/v1/messages", std::move(fields), std::move(body)};
}

/// Spacing, escapes, keys that come twice and text beyond ASCII: whatever a parser would write differently.
std::string odd_json(std::size_t size) {
  std::string body = "[";
  for (int i = 0; body.size() < size; ++i) body += fmt::format("{{ \"k\" :{},\t\"k\":\"\u00e9\\u00e9\" }}\n,", i);
  return body + "1.0]";
}

std::string nested_json(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

std::string many_fields(int count) {
  std::string fields;
  for (int i = 0; i < count; ++i) fields += fmt::format("X-Field-{}: {}\r\n", i, i);
  return fields;
}

std::vector<RequestCase> request_cases() {
  const std::string sentence(3000, 'a');
  return {
      {"req_header_case", {{"GET", "/v1/models", "x-lower: 1\r\nX-UPPER: 2\r\nX-mIxEd: 3\r\n"}}},
      {"req_header_order", {{"GET", "/v1/models", "B: 1\r\nA: 2\r\nZ:   two  words \r\nC: 3\r\n"}}},
      {"req_header_dup", {{"GET", "/v1/models", "X-Twice: one\r\nOther: -\r\nx-twice: two\r\n"}}},
      {"req_header_added", {{"GET", "/v1/models", ""}}},
      {"accept_encoding",
       {{"GET", "/v1/models", "Accept-Encoding: gzip, x-foo, zstd;q=0.5\r\n"},
        {"GET", "/v1/models", "Accept-Encoding: identity\r\n"},
        {"GET", "/v1/models", ""}}},
      {"raw_target",
       {{"GET", "/v1//a%2Fb/../c?x=%20&y", ""},
        {"GET", "/%7Euser/%2e%2e/.;p=1?a=%20&b", ""},
        {"GET", "/v1/models?&&x==?/#y", ""},
        {"GET", "/v1/caf\u00e9", ""}}},
      {"any_path",
       {{"POST", "/api/event_logging/batch", "Content-Length: 2\r\n", "[]"},
        {"GET", "/v1/models", ""},
        {"DELETE", "/v1/files/file_1", ""},
        {"PATCH", "/v1/x", "Content-Length: 0\r\n"},
        {"PUT", "/", ""},
        {"OPTIONS", "/v1", ""},
        {"M-SEARCH", "/anything", ""}}},
      {"req_body_exact", {with_length("Content-Type: application/json\r\n", odd_json(3'000'000))}},
      {"req_body_encoded",
       {with_length("Content-Encoding: gzip\r\n", tabacus::test::encode("gzip", sentence)),
        with_length("Content-Encoding: zstd\r\n", tabacus::test::encode("zstd", sentence))}},
      {"req_body_zstd",
       {with_length("Content-Encoding: zstd\r\n", "\x28\xb5\x2f\xfd broken after its magic"),
        with_length("Content-Encoding: x-foo, GZIP\r\n", std::string{"\0\xff\r\n\r\n\x1f\x8b", 8})}},
      {"req_chunked",
       {{"POST", "/v1/messages", "Transfer-Encoding: chunked\r\n",
         "5;ext=\"a\"\r\nhello\r\n00a ; b=c\r\n0123456789\r\n0\r\n\r\n"}}},
      {"te_trailers",
       {{"POST", "/v1/messages", "TE: trailers\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n",
         "1\r\n{\r\n1\r\n}\r\n0\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n"}}},
      {"json_deep",
       {with_length("", nested_json(64)), with_length("", nested_json(100'000)),
        with_length("", "{\"a\":\"" + std::string(10'000'000, 'x') + "\"}"),
        with_length("", "{\"a\":\"\xc3\x28\xff\",\"a\":1,\"a\":2}"), with_length("", "not JSON"),
        with_length("", std::string{"\0\0\0", 3})}},
      {"header_limits_pass",
       {{"GET", "/v1/models", many_fields(200)},
        {"GET", "/v1/models", "X-Big: " + std::string(64 * 1024, 'v') + "\r\n"}}},
  };
}

class RequestBytes : public Conformance, public testing::WithParamInterface<RequestCase> {};

TEST_P(RequestBytes, ArriveAsTheyWereSent) {
  const auto& messages = GetParam().messages;
  std::vector<std::string> seen;
  serve_upstream([&](RawSocket& client, int) {
    for (const Message& message : messages) {
      seen.push_back(read_head(client));
      seen.back() += client.read_exactly(message.body.size());
      client.send(plain_answer("ok"));
    }
  });
  RawSocket client = connect();
  for (const Message& message : messages) {
    client.send(head(message.method, message.path, message.fields) + message.body);
    ASSERT_EQ(client.read_until("\r\n\r\nok"), plain_answer("ok"));
  }
  ASSERT_EQ(seen.size(), messages.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const auto& [method, path, fields, body] = messages[i];
    EXPECT_EQ(first_difference(without_host(seen[i]), forwarded(method, path, fields) + body), "") << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, RequestBytes, testing::ValuesIn(request_cases()),
                         [](const auto& row) { return std::string{row.param.name}; });

class RequestFlow : public Conformance {};

TEST_F(RequestFlow, big_header) {
  const std::string big = "X-Big: " + std::string(48 * 1024, 'v') + "\r\n";
  std::string seen;
  serve_upstream([&](RawSocket& client, int) {
    seen = read_head(client);
    client.send(plain_answer("ok", big));
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/models", big));
  EXPECT_EQ(first_difference(client.read_until("\r\n\r\nok"), plain_answer("ok", big)), "");
  EXPECT_EQ(first_difference(without_host(seen), forwarded("GET", "/v1/models", big)), "");
}

TEST_F(RequestFlow, req_stream) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(client.read_exactly(5) == "first" ? "HTTP/1.1 103 Early Hints\r\n\r\n" : "");
    (void)client.read_exactly(6);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Content-Length: 11\r\n") + "first");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 103 Early Hints\r\n\r\n") << "before the rest was sent";
  client.send("second");
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
}

TEST_F(RequestFlow, expect_continue) {
  const std::string fields = "Expect: 100-continue\r\nContent-Length: 5\r\n";
  std::string seen;
  serve_upstream([&](RawSocket& client, int) {
    seen = read_head(client);
    client.send("HTTP/1.1 100 Continue\r\n\r\n");
    seen += client.read_exactly(5);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", fields));
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  EXPECT_EQ(client.read_until("\r\n\r\nok"), plain_answer("ok"));
  EXPECT_EQ(without_host(seen), forwarded("POST", "/v1/messages", fields) + "hello");
}

TEST_F(RequestFlow, expect_refused) {
  const std::string answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno";
  serve_upstream([answer](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer);
    (void)client.closes_within(std::chrono::seconds{8});
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_EQ(client.read_until("\r\n\r\nno"), answer);
}

TEST_F(RequestFlow, early_answer) {
  const std::string answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig";
  serve_upstream([answer](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer);  // and closes with nearly all of the body unread, which resets the connection
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", std::string(20'000'000, 'x')));  // may or may not be taken whole
  EXPECT_EQ(client.read_to_end(), answer);
}

struct BaseCase {
  const char* name;
  std::string base;
  std::string path;      ///< asked for
  std::string expected;  ///< target that goes upstream
};

class BaseUrls : public Conformance, public testing::WithParamInterface<BaseCase> {};

TEST_P(BaseUrls, ArePutBeforeThePathOnce) {
  std::string seen;
  start_upstream([&](RawSocket& client, int) {
    seen = read_head(client);
    client.send(plain_answer("ok"));
  });
  const std::uint16_t upstream_port = upstream().port();
  open_port(fmt::format("http://127.0.0.1:{}{}", upstream_port, GetParam().base));
  RawSocket client = connect();
  client.send(head("GET", GetParam().path, "X: y\r\n"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(seen,
            fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX: y\r\n\r\n", GetParam().expected, upstream_port));
}

INSTANTIATE_TEST_SUITE_P(Bases, BaseUrls,
                         testing::Values(BaseCase{"host_rewrite", "/base/path", "/v1/messages?beta=true&x=%2F",
                                                  "/base/path/v1/messages?beta=true&x=%2F"},
                                         BaseCase{"host_rewrite_slash", "/base/", "/v1//x", "/base/v1//x"},
                                         BaseCase{"base_contains_endpoint", "/v1", "/v1/messages", "/v1/messages"},
                                         BaseCase{"base_contains_endpoint_below_a_gateway", "/gw/v1/", "/v1/messages",
                                                  "/gw/v1/messages"}),
                         [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace tabacus::analytics::test
