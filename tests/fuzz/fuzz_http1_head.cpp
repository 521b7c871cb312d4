// Any bytes as a stream of requests, and as an answer, in any two pieces: the same messages, within bounds; a rewritten
// head says what the first one said.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/wire/http1_body.hpp"
#include "analytics/wire/http1_head.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"

namespace {

using namespace tabacus;
using namespace tabacus::analytics;

enum class Side { Request, Answer };

/// What a peer that frames strictly makes of a stream; ends at the first error.
struct Reading {
  std::vector<std::string> heads;
  std::string payload;
  bool failed = false;
  friend bool operator==(const Reading&, const Reading&) = default;
};

class Reader {
 public:
  explicit Reader(Side side) : side_{side} {}

  void feed(std::string_view bytes) {
    unread_.append(bytes);
    while (!reading_.failed && step()) {
    }
  }
  [[nodiscard]] const Reading& reading() const { return reading_; }

 private:
  /// One head, or what has come of one body. False: more bytes are needed.
  bool step() {
    if (!body_.done()) {
      std::vector<std::string_view> payload;
      const auto taken = body_.feed(unread_, payload);
      std::size_t size = 0;
      for (const std::string_view piece : payload) {
        reading_.payload.append(piece);
        size += piece.size();
      }
      TABACUS_ASSERT(!taken || (*taken <= unread_.size() && size <= *taken), "payload lies within what was consumed");
      reading_.failed = !taken;
      if (taken) unread_.erase(0, *taken);
      return body_.done();
    }
    const auto end = scanner_.find_end(unread_);
    reading_.failed = !end || (*end && !read_head(unread_.substr(0, **end)));
    if (reading_.failed || !*end) return false;
    unread_.erase(0, **end);
    scanner_.reset();
    return true;
  }

  bool read_head(const std::string& raw) {
    TABACUS_ASSERT(raw.size() <= HeadScanner::kMaxHeadBytes, "a head is bounded");
    reading_.heads.push_back(raw);
    if (side_ == Side::Answer) {
      const auto message = parse_response_head(raw, "POST");
      if (message) body_ = BodyFramer{message->body};
      return message.has_value();
    }
    const auto message = parse_request_head(raw);
    if (!message) return false;
    body_ = BodyFramer{message->body};
    check_rewrite(raw, *message);
    return true;
  }

  /// What goes upstream is one head to the strictest reader, and says what the client's said.
  static void check_rewrite(const std::string& raw, const RequestMessage& message) {
    constexpr std::array<std::string_view, 2> kDropped{"Upgrade", "X"};
    const std::string rewritten = rewrite_request_head(raw, "/x?y", "h:1", kDropped);
    HeadScanner scanner;
    const auto end = scanner.find_end(rewritten);
    TABACUS_ASSERT(end && *end == rewritten.size(), "it is one head and nothing behind it");
    const auto again = parse_request_head(rewritten);
    TABACUS_ASSERT(again.has_value(), "a rewritten head is a head");
    TABACUS_ASSERT(again->head.target == "/x?y" && again->head.method == message.head.method, "the line is kept");
    TABACUS_ASSERT(again->body.kind == message.body.kind && again->body.length == message.body.length,
                   "the framing is kept");
    TABACUS_ASSERT(again->keep_alive == message.keep_alive, "the connection's fate is kept");
    Headers expected;
    for (const auto field : message.head.headers) {
      const auto is_name = [&](std::string_view other) { return equals_ignore_case(field.first, other); };
      if (std::ranges::any_of(kDropped, is_name)) continue;
      expected.add(field.first, is_name("Host") ? "h:1" : field.second);
    }
    TABACUS_ASSERT(again->head.headers == expected, "fields keep names, values and order");
  }

  const Side side_;
  HeadScanner scanner_;
  BodyFramer body_{BodyFraming{}};
  std::string unread_;
  Reading reading_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = size == 0 ? 0 : data[size - 1] % (size + 1);
  for (const Side side : {Side::Request, Side::Answer}) {
    Reader whole{side};
    whole.feed(input);
    Reader pieces{side};
    pieces.feed(input.substr(0, cut));
    pieces.feed(input.substr(cut));
    // A reader that fails takes nothing of the piece in which it failed, so payload may differ only then.
    TABACUS_ASSERT(whole.reading().failed == pieces.reading().failed, "pieces do not matter");
    TABACUS_ASSERT(whole.reading().failed || whole.reading() == pieces.reading(), "pieces do not matter");
  }
  return 0;
}
