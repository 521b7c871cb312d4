// Any bytes as a WebSocket direction, compressed or not, in any two pieces: the same messages, within bounds; and any
// text through the skimmer and through the writer and back.
#include <cstdint>
#include <string_view>
#include <vector>

#include "analytics/wire/ws_message.hpp"
#include "analytics/wire/ws_writer.hpp"
#include "base/assert.hpp"
#include "tests/support/ws_messages.hpp"

namespace {

using namespace tabacus::analytics;
using tabacus::test::into;

struct Read {
  std::vector<WsMessage> messages;
  bool whole;
};

Read read(std::string_view first, std::string_view second, std::optional<WsDeflateTerms::Side> deflate) {
  WsAssembler assembler{deflate};
  Read result;
  result.whole = assembler.feed(first, into(result.messages)) && assembler.feed(second, into(result.messages));
  return result;
}

bool same(const Read& a, const Read& b) {
  if (a.whole != b.whole || a.messages.size() != b.messages.size()) return false;
  for (std::size_t i = 0; i < a.messages.size(); ++i) {
    const WsMessage& x = a.messages[i];
    const WsMessage& y = b.messages[i];
    if (x.kind != y.kind || x.text != y.text || x.close_code != y.close_code || x.wire_bytes != y.wire_bytes)
      return false;
  }
  return true;
}

void check_stream(std::string_view input, std::size_t cut) {
  for (const bool keeps_context : {true, false}) {
    const WsDeflateTerms::Side side{keeps_context, 15};
    const Read whole = read(input, {}, side);
    TABACUS_ASSERT(same(whole, read(input.substr(0, cut), input.substr(cut), side)), "pieces do not matter");
    for (const WsMessage& message : whole.messages)
      TABACUS_ASSERT(message.text.size() <= JsonSkimmer::kMaxText, "a message is bounded");
  }
  const Read plain = read(input, {}, std::nullopt);
  TABACUS_ASSERT(same(plain, read(input.substr(0, cut), input.substr(cut), std::nullopt)), "pieces do not matter");
}

void check_round_trip(std::string_view text, std::size_t fragment) {
  for (const auto side : {WsWriter::Side::Client, WsWriter::Side::Server}) {
    WsWriter writer{side, WsDeflateTerms{}};
    std::string stream;
    for (const std::string& frame : writer.frames(WsKind::Text, text, fragment))
      stream += frame + writer.control(WsKind::Ping, "");
    WsAssembler assembler{WsDeflateTerms::Side{}};
    std::vector<WsMessage> messages;
    TABACUS_ASSERT(assembler.feed(stream, into(messages)).has_value(), "what was written is read");
    std::erase_if(messages, [](const WsMessage& message) { return message.kind == WsKind::Ping; });
    TABACUS_ASSERT(messages.size() == 1, "what was written is read");
    TABACUS_ASSERT(messages[0].skimmed || messages[0].text == text, "what was written is read");
  }
}

void check_skimmer(std::string_view input, std::size_t cut) {
  JsonSkimmer whole;
  whole.feed(input);
  JsonSkimmer pieces;
  pieces.feed(input.substr(0, cut));
  pieces.feed(input.substr(cut));
  const std::string text = whole.take();
  TABACUS_ASSERT(text.size() <= JsonSkimmer::kMaxText, "a skimmed text is bounded");
  TABACUS_ASSERT(text == pieces.take(), "pieces do not matter");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = size == 0 ? 0 : data[size - 1] % (size + 1);
  check_stream(input, cut);
  check_skimmer(input, cut);
  check_round_trip(input, 1 + cut);

  Headers headers;
  headers.add("Sec-WebSocket-Extensions", input);
  (void)agreed_deflate(headers);
  if (const auto accepted = accepted_deflate(headers)) {
    Headers answer;
    answer.add("Sec-WebSocket-Extensions", to_header(*accepted));
    const auto agreed = agreed_deflate(answer);
    TABACUS_ASSERT(agreed && *agreed == *accepted, "terms are read back");
  }
  return 0;
}
