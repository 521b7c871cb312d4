// What a stream of events says in pieces: {"delta":{"text":"Hel"}} ... {"delta":{"text":"lo"}} is "Hello". Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tabacus::analytics {

struct StreamedText {
  struct Piece {
    std::size_t begin = 0;  ///< in the stream
    std::size_t length = 0;
    std::size_t before = 0;  ///< bytes of the pieces in front of it
  };
  std::string text;  ///< the pieces behind one another, escaped as they are
  std::vector<Piece> pieces;

  /// Where [begin, end) of the text stands in the stream: a part of each piece that it touches.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> places(std::size_t begin, std::size_t end) const;
};

/// One for each kind of content that comes in more than one piece. Any bytes are a stream; linear in time.
[[nodiscard]] std::vector<StreamedText> streamed_texts(std::string_view stream);

}  // namespace tabacus::analytics
