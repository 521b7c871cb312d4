// From the relayed bytes of a body to its decoder: content coding, then events or one document. Meter thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/model/call.hpp"
#include "analytics/model/http_head.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/wire/content_coding.hpp"
#include "analytics/wire/json_array.hpp"
#include "analytics/wire/json_skim.hpp"
#include "analytics/wire/ndjson.hpp"
#include "analytics/wire/sse_parser.hpp"

namespace tabacus::analytics {

/// Of an answer in one document that is longer, only what is short is read: it says what it cost.
inline constexpr std::size_t kMaxWholeDocument = 1024 * 1024;
/// One event of a stream that is longer ends the reading of it.
inline constexpr std::size_t kMaxAnswerBytes = 8 * 1024 * 1024;
/// All that a streamed answer may decode to.
inline constexpr std::uint64_t kMaxStreamBytes = std::uint64_t{4} * 1024 * 1024 * 1024;

/// Collects a request's body, which decoders want whole.
class RequestReader {
 public:
  explicit RequestReader(const Headers& headers);

  void feed(std::string_view bytes, bool gap_before);
  /// The body has ended: its text, or nothing where it was too long, damaged or had a gap. Gives up its memory.
  [[nodiscard]] std::optional<std::string> take();

 private:
  std::optional<ContentDecoder> coding_;  // empty: the body cannot be read
  std::string text_;
};

/// Feeds an answer to a decoder, by the form that its head declares.
class AnswerReader {
 public:
  /// `decoder` outlives this.
  AnswerReader(const ResponseHead& head, Decoder& decoder);

  void feed(std::string_view bytes, bool gap_before);
  /// The body ends here; `whole` says that it was its own end.
  void finish(bool whole);

  [[nodiscard]] bool is_stream() const { return form_ == Form::Events; }
  /// Bytes are missing in what the decoder was given.
  [[nodiscard]] bool has_gap() const { return has_gap_; }
  /// Of a long document only what is short was read.
  [[nodiscard]] bool is_skimmed() const { return skimmer_.has_value(); }
  /// Some of the answer could not be read: unknown coding, damage, too long, or no form of ours.
  [[nodiscard]] bool unreadable() const { return unreadable_; }

 private:
  enum class Form : std::uint8_t { Events, Elements, Lines, Frames, Document, Foreign };

  [[nodiscard]] static Form form_of(const ResponseHead& head, const Decoder& decoder);
  void take(std::string_view text);
  [[nodiscard]] SseParser::Sink to_decoder();
  [[nodiscard]] NdjsonParser::Sink lines_to_decoder();
  void note(const Result<void>& parsed);
  void take_document(std::string_view text);
  void lose_bytes();
  void stop();

  Decoder& decoder_;
  int status_;
  Form form_;
  std::optional<ContentDecoder> coding_;  // empty: nothing more can be read
  SseParser events_{kMaxAnswerBytes};
  JsonArraySplitter elements_{kMaxAnswerBytes};
  NdjsonParser lines_{kMaxAnswerBytes};
  AwsEventStreamParser frames_{kMaxAnswerBytes};
  std::string document_;
  std::optional<JsonSkimmer> skimmer_;  // instead of document_, once that became too long
  std::vector<std::string> ready_elements_;
  bool has_gap_ = false;
  bool unreadable_ = false;
};

}  // namespace tabacus::analytics
