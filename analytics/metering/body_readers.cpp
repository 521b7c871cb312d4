#include "analytics/metering/body_readers.hpp"

#include <utility>

#include "analytics/model/tap_event.hpp"
#include "base/give_back.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

std::optional<ContentDecoder> coding_of(const Headers& headers, std::uint64_t max_output) {
  auto decoder = ContentDecoder::create(headers.find("content-encoding"), max_output);
  if (!decoder) return std::nullopt;
  return std::move(*decoder);
}

/// "text/event-stream; charset=utf-8" gives "text/event-stream".
std::string media_type(const Headers& headers) {
  const std::string_view value = headers.find("content-type");
  return to_lower_ascii(trim(value.substr(0, value.find(';'))));
}

}  // namespace

RequestReader::RequestReader(const Headers& headers) : coding_{coding_of(headers, kMaxReadRequestBytes)} {}

void RequestReader::feed(std::string_view bytes, bool gap_before) {
  if (!coding_) return;
  const auto fed = gap_before ? Result<void>{fail(ErrorCode::InvalidInput, "gap")}
                              : coding_->feed(bytes, [&](std::string_view text) { text_.append(text); });
  if (fed) return;
  coding_.reset();
  give_back(text_);
}

std::optional<std::string> RequestReader::take() {
  if (!coding_ || !coding_->finish()) return std::nullopt;
  coding_.reset();
  return std::exchange(text_, {});
}

AnswerReader::AnswerReader(const ResponseHead& head, Decoder& decoder)
    : decoder_{decoder},
      status_{head.status},
      form_{form_of(head, decoder)},
      coding_{coding_of(head.headers, kMaxStreamBytes)} {
  unreadable_ = !coding_ || form_ == Form::Foreign;
  if (unreadable_) stop();
}

// By what the answer says it is, never by looking for a word in it: a prompt may hold any word.
AnswerReader::Form AnswerReader::form_of(const ResponseHead& head, const Decoder& decoder) {
  const std::string type = media_type(head.headers);
  if (type == "text/event-stream") return Form::Events;
  if (type == "application/vnd.amazon.eventstream") return Form::Frames;
  for (const std::string_view lines : {"application/x-ndjson", "application/x-jsonl", "application/jsonl",
                                       "application/jsonlines", "application/stream+json"})
    if (type == lines) return Form::Lines;
  const bool is_json = type.empty() || type == "application/json" || type.ends_with("+json");
  if (!is_json) return Form::Foreign;
  return decoder.answers_in_json_array() ? Form::Elements : Form::Document;
}

void AnswerReader::feed(std::string_view bytes, bool gap_before) {
  if (gap_before) lose_bytes();
  if (!coding_) return;
  if (coding_->feed(bytes, [this](std::string_view text) { take(text); })) return;
  unreadable_ = true;
  stop();
}

void AnswerReader::finish(bool whole) {
  if (!coding_) return;
  if (whole && !coding_->finish()) unreadable_ = true;
  if (form_ == Form::Events) note(events_.finish(to_decoder()));
  if (form_ == Form::Lines) note(lines_.finish(lines_to_decoder()));
  if (form_ == Form::Frames) note(frames_.finish());
  if (form_ == Form::Document && whole && !unreadable_)
    decoder_.on_response_body(status_, skimmer_ ? skimmer_->take() : document_);
  stop();
}

void AnswerReader::take(std::string_view text) {
  if (form_ == Form::Events) {
    note(events_.feed(text, to_decoder()));
  } else if (form_ == Form::Frames) {
    note(frames_.feed(text, [this](const AwsMessage& frame) {
      if (!decoder_.on_frame(frame)) unreadable_ = true;
    }));
  } else if (form_ == Form::Lines) {
    note(lines_.feed(text, lines_to_decoder()));
  } else if (form_ == Form::Elements) {
    if (!elements_.feed(text, ready_elements_)) unreadable_ = true;
    for (std::string& element : ready_elements_) decoder_.on_event({"message", std::move(element)});
    ready_elements_.clear();
  } else {
    take_document(text);
  }
}

void AnswerReader::take_document(std::string_view text) {
  if (!skimmer_) {
    document_.append(text);
    if (document_.size() <= kMaxWholeDocument) return;
    text = document_;
    skimmer_.emplace();
  }
  skimmer_->feed(text);
  give_back(document_);
}

SseParser::Sink AnswerReader::to_decoder() {
  return [this](const SseEvent& event) { decoder_.on_event(event); };
}

NdjsonParser::Sink AnswerReader::lines_to_decoder() {
  return [this](std::string_view line) { decoder_.on_event({"message", std::string{line}}); };
}

void AnswerReader::note(const Result<void>& parsed) {
  if (!parsed) unreadable_ = true;
}

void AnswerReader::lose_bytes() {
  has_gap_ = true;
  const bool can_go_on = coding_ && coding_->is_identity();
  if (can_go_on && form_ == Form::Events)
    events_.resynchronise();
  else if (can_go_on && form_ == Form::Lines)
    lines_.resynchronise();
  else if (can_go_on && form_ == Form::Frames)
    frames_.resynchronise();
  else
    stop();
}

void AnswerReader::stop() {
  coding_.reset();
  give_back(document_);
}

}  // namespace tabacus::analytics
