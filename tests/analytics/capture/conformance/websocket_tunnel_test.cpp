// WebSockets pass as bytes in both directions: the proxy masks nothing, answers no ping and joins no fragments.
#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

constexpr std::string_view kOffer =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr std::string_view kSwitched =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

enum class Masked { No, Yes };

/// One frame; `first` is its first byte: FIN, RSV and opcode.
std::string frame(unsigned char first, std::string payload, Masked masked) {
  std::string bytes{static_cast<char>(first)};
  const auto mark = static_cast<char>(masked == Masked::Yes ? 0x80 : 0);
  const std::size_t size = payload.size();
  const int size_bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  bytes += static_cast<char>(mark | (size_bytes == 0 ? static_cast<char>(size) : size_bytes == 2 ? 126 : 127));
  for (int i = size_bytes - 1; i >= 0; --i) bytes += static_cast<char>(size >> (8 * i));
  if (masked == Masked::Yes) {
    constexpr std::string_view kMask = "\x37\xfa\x21\x3d";
    bytes += kMask;
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return bytes + payload;
}

/// A text in three fragments, a ping between, a pong, a binary message and a close.
std::string mixed_frames(Masked masked) {
  return frame(0x01, "one ", masked) + frame(0x00, std::string(300, 't'), masked) + frame(0x89, "ping", masked) +
         frame(0x80, " three \u00e9", masked) + frame(0x8a, "", masked) +
         frame(0x82, std::string(70'000, '\0'), masked) + frame(0x88, "\x03\xe8", masked);
}

struct TunnelCase {
  const char* name;
  std::string extensions;  ///< a field line, offered and accepted
  std::string from_client;
  std::string from_upstream;
};

void PrintTo(const TunnelCase& row, std::ostream* out) { *out << row.name; }

std::string megabytes(int count) { return std::string(static_cast<std::size_t>(count) * 1'000'000, 'm'); }

std::vector<TunnelCase> tunnel_cases() {
  const std::string deflate = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
  // RFC 7692 section 7.2.3: "Hello" twice, the second time from the shared context.
  const std::string hello{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7};
  const std::string again{"\xf2\x00\x11\x00\x00", 5};
  return {
      {"ws_bytes", "", mixed_frames(Masked::Yes), mixed_frames(Masked::No)},
      {"ws_deflate", deflate, frame(0xc1, hello, Masked::Yes) + frame(0xc1, again, Masked::Yes),
       frame(0xc1, hello, Masked::No) + frame(0xc1, again, Masked::No)},
      {"ws_large_message", "", frame(0x81, megabytes(5), Masked::Yes) + frame(0x81, megabytes(20), Masked::Yes),
       frame(0x81, megabytes(5), Masked::No) + frame(0x81, megabytes(20), Masked::No)},
  };
}

class Tunnels : public Conformance, public testing::WithParamInterface<TunnelCase> {};

TEST_P(Tunnels, PassEveryByteBothWays) {
  const auto& [name, extensions, from_client, from_upstream] = GetParam();
  const std::string offer = fmt::format("{}{}", kOffer, extensions);
  const std::string switched = fmt::format("{}{}\r\n", kSwitched, extensions);
  std::string seen;
  serve_upstream([&, &sent = from_upstream, &expected = from_client](RawSocket& client, int) {
    seen = read_head(client);
    client.send(switched + "early");
    seen += client.read_exactly(expected.size());
    client.send(sent);
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/responses", offer));
  EXPECT_EQ(client.read_until("early"), switched + "early");
  client.send(from_client);
  EXPECT_EQ(first_difference(client.read_to_end(), from_upstream), "");
  EXPECT_EQ(client.end(), StreamEnd::Clean);
  EXPECT_EQ(first_difference(without_host(seen), forwarded("GET", "/v1/responses", offer) + from_client), "");
}

INSTANTIATE_TEST_SUITE_P(Conformance, Tunnels, testing::ValuesIn(tunnel_cases()),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST_F(Conformance, ws_refused) {
  const std::string answer = "HTTP/1.1 401 Unauthorized\r\nX: y\r\nContent-Length: 2\r\n\r\nno";
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer);
    (void)read_head(client);
    client.send(plain_answer("next"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/responses", kOffer));
  EXPECT_EQ(client.read_exactly(answer.size()), answer);
  client.send(head("GET", "/"));
  EXPECT_EQ(client.read_until("next"), plain_answer("next")) << "refused, it is a connection as before";
}

}  // namespace
}  // namespace tabacus::analytics::test
