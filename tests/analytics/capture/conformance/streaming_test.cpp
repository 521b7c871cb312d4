// Streams: every piece is sent on at once. The upstream sends a piece only after the client has seen the one before, so
// a proxy that holds anything back stops the stream.
#include <zlib.h>

#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

struct StreamCase {
  const char* name;
  std::string content;              ///< type and coding
  std::vector<std::string> pieces;  ///< of the body, with its framing
};

void PrintTo(const StreamCase& row, std::ostream* out) { *out << row.name; }

std::string chunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

/// One gzip stream, flushed after each event.
std::vector<std::string> gzip_pieces(const std::vector<std::string>& events) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < events.size(); ++i) {
    std::string out(events[i].size() + 200, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(events[i].data()));
    stream.avail_in = static_cast<uInt>(events[i].size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, i + 1 < events.size() ? Z_SYNC_FLUSH : Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    pieces.push_back(chunk(out));
  }
  deflateEnd(&stream);
  pieces.emplace_back("0\r\n\r\n");
  return pieces;
}

/// Cut everywhere: inside UTF-8, inside CRLF, inside the line of a chunk's size.
std::vector<std::string> bytes_of(std::string_view text) {
  std::vector<std::string> bytes;
  for (const char byte : text) bytes.emplace_back(1, byte);
  return bytes;
}

std::vector<StreamCase> stream_cases() {
  const std::string event_stream = "Content-Type: text/event-stream\r\n";
  return {
      {"head_at_once", event_stream, {"0\r\n\r\n"}},
      {"sse_at_once", event_stream, {chunk("data: 1\n\n"), chunk(":\n\n"), chunk("data: 2\n\n"), "0\r\n\r\n"}},
      {"sse_gzip_flush", event_stream + "Content-Encoding: gzip\r\n",
       gzip_pieces({"event: a\ndata: {\"first\":1}\n\n", "data: second\n\n", "data: third\n\n"})},
      {"ndjson_at_once",
       "Content-Type: application/json\r\n",
       {chunk("[{\"a\":1}\r\n"), chunk(",{\"a\":2}"), chunk("]"), "0\r\n\r\n"}},
      {"sse_split", event_stream,
       bytes_of(chunk("data: caf\u00e9 \U0001F600\r\n\r\n") + "00F;ext=\"1\"\r\nevent: b\rdata:\r\r\n" +
                "0\r\nX-Trailer: t\r\n\r\n")},
  };
}

class Streams : public Conformance, public testing::WithParamInterface<StreamCase> {};

TEST_P(Streams, GoOnPieceByPiece) {
  const auto& [name, content, pieces] = GetParam();
  const std::string answer_head = fmt::format("HTTP/1.1 200 OK\r\n{}Transfer-Encoding: chunked\r\n\r\n", content);
  Turn turn;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer_head);
    for (const std::string& piece : pieces)
      if (!turn.wait() || !client.send(piece)) break;
    (void)client.closes_within(std::chrono::seconds{8});
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Content-Length: 0\r\n"));
  ASSERT_EQ(client.read_exactly(answer_head.size()), answer_head);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    turn.give();
    ASSERT_EQ(client.read_exactly(pieces[i].size()), pieces[i]) << "piece " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, Streams, testing::ValuesIn(stream_cases()),
                         [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace tabacus::analytics::test
