// Any bytes as the body of a message, in every framing: what the framer makes of them in pieces of any size is what a
// plain reading of the grammar makes of the whole. Source of the grammar: RFC 9112 section 7.1.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/wire/http1_body.hpp"
#include "base/assert.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::analytics;

enum class End { Open, Done, Failed };

struct Reading {
  End end = End::Open;
  std::size_t consumed = 0;
  std::string payload;
};

Reading read_in_pieces(BodyFraming framing, std::string_view input, std::size_t piece_size) {
  BodyFramer framer{framing};
  Reading reading;
  while (!input.empty() && !framer.done()) {
    const std::string_view piece = input.substr(0, piece_size);
    std::vector<std::string_view> payload;
    const auto taken = framer.feed(piece, payload);
    for (const std::string_view bytes : payload) {
      TABACUS_ASSERT(bytes.data() >= piece.data() && bytes.data() + bytes.size() <= piece.data() + piece.size(),
                     "payload lies within the piece");
      reading.payload.append(bytes);
    }
    if (!taken) {
      reading.end = End::Failed;
      return reading;
    }
    TABACUS_ASSERT(*taken == piece.size() || framer.done(), "a framer stops only at the end of its body");
    reading.consumed += *taken;
    input.remove_prefix(*taken);
  }
  if (framer.done()) reading.end = End::Done;
  return reading;
}

/// The grammar, read line by line over the whole input: slow, plain, and written without a look at the framer. Empty
/// when the input does not begin with a whole chunked body.
std::optional<Reading> read_by_the_grammar(std::string_view input) {
  Reading reading{End::Done, 0, {}};
  const auto take_line = [&]() -> std::optional<std::string_view> {
    const std::string_view rest = input.substr(reading.consumed);
    const std::size_t end = rest.find_first_of(std::string_view{"\r\n\0", 3});
    if (end == std::string_view::npos || rest.substr(end, 2) != "\r\n") return std::nullopt;
    reading.consumed += end + 2;
    return rest.substr(0, end);
  };
  for (;;) {
    const auto line = take_line();
    if (!line) return std::nullopt;
    const std::size_t digits = std::min(line->find_first_not_of("0123456789abcdefABCDEF"), line->size());
    if (digits == 0 || digits > 15) return std::nullopt;
    const std::string_view behind = line->substr(digits);
    const std::size_t blanks = std::min(behind.find_first_not_of(" \t"), behind.size());
    if (blanks < behind.size() && behind[blanks] != ';') return std::nullopt;
    if (behind.size() > BodyFramer::kMaxChunkLineBytes + 1) return std::nullopt;
    const std::uint64_t size = std::stoull(std::string{line->substr(0, digits)}, nullptr, 16);
    if (size == 0) break;
    if (input.size() - reading.consumed < size) return std::nullopt;
    reading.payload.append(input.substr(reading.consumed, size));
    reading.consumed += size;
    const auto end = take_line();
    if (!end || !end->empty()) return std::nullopt;
  }
  const std::size_t trailers = reading.consumed;
  for (auto line = take_line(); line && reading.consumed - trailers <= BodyFramer::kMaxTrailerBytes; line = take_line())
    if (line->empty()) return reading;
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::uint64_t number = data[size - 1];
  for (const BodyFraming framing : {BodyFraming{BodyKind::None}, BodyFraming{BodyKind::Length, number},
                                    BodyFraming{BodyKind::Chunked}, BodyFraming{BodyKind::UntilClose}}) {
    const Reading whole = read_in_pieces(framing, input, size);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{number + 1}}) {
      const Reading pieces = read_in_pieces(framing, input, piece);
      TABACUS_ASSERT(pieces.end == whole.end, "pieces do not matter");
      TABACUS_ASSERT(pieces.payload == whole.payload, "pieces do not matter to the payload");
      TABACUS_ASSERT(pieces.end == End::Failed || pieces.consumed == whole.consumed, "nor to where the body ends");
    }
    if (framing.kind == BodyKind::Length)
      TABACUS_ASSERT(whole.payload == input.substr(0, number), "a body with a length is so many bytes");
    if (framing.kind != BodyKind::Chunked) continue;
    const auto plain = read_by_the_grammar(input);
    TABACUS_ASSERT(plain.has_value() == (whole.end == End::Done), "a whole body is whole to both");
    if (plain)
      TABACUS_ASSERT(plain->payload == whole.payload && plain->consumed == whole.consumed, "and the same to both");
  }
  return 0;
}
