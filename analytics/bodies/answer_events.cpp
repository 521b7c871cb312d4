#include "analytics/bodies/answer_events.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "analytics/wire/json_array.hpp"
#include "analytics/wire/ndjson.hpp"
#include "analytics/wire/sse_parser.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxEvent = std::size_t{16} * 1024 * 1024;

/// Calls `feed(bytes, after)` with what came together.
template <typename Feed>
void feed_as_it_came(const KeptAnswer& answer, Feed feed) {
  std::size_t at = 0;
  std::optional<Nanoseconds> after;
  const auto feed_to = [&](std::size_t end) {
    end = std::min(end, answer.body.size());
    if (end > at) feed(answer.body.substr(at, end - at), after);
    at = std::max(at, end);
  };
  for (const auto& [offset, arrived] : answer.arrivals) {
    feed_to(offset);
    after = arrived;
  }
  feed_to(answer.body.size());
}

std::vector<AnswerEvent> messages_of(const KeptAnswer& answer) {
  std::vector<AnswerEvent> events;
  std::size_t begin = 0;
  auto arrival = answer.arrivals.begin();
  std::optional<Nanoseconds> after;
  for (const std::size_t end : answer.messages) {
    for (; arrival != answer.arrivals.end() && arrival->offset <= begin; ++arrival) after = arrival->after;
    events.push_back({{}, std::string{answer.body.substr(begin, end - begin)}, after});
    begin = end;
  }
  return events;
}

std::vector<AnswerEvent> sse_events_of(const KeptAnswer& answer) {
  std::vector<AnswerEvent> events;
  SseParser parser{kMaxEvent};
  std::optional<Nanoseconds> now;
  const SseParser::Sink sink = [&](const SseEvent& event) { events.push_back({event.name, event.data, now}); };
  feed_as_it_came(answer, [&](std::string_view bytes, std::optional<Nanoseconds> after) {
    now = after;
    static_cast<void>(parser.feed(bytes, sink));
  });
  static_cast<void>(parser.finish(sink));
  return events;
}

std::vector<AnswerEvent> lines_of(const KeptAnswer& answer) {
  std::vector<AnswerEvent> events;
  NdjsonParser parser{kMaxEvent};
  std::optional<Nanoseconds> now;
  const NdjsonParser::Sink sink = [&](std::string_view line) { events.push_back({{}, std::string{line}, now}); };
  feed_as_it_came(answer, [&](std::string_view bytes, std::optional<Nanoseconds> after) {
    now = after;
    static_cast<void>(parser.feed(bytes, sink));
  });
  static_cast<void>(parser.finish(sink));
  return events;
}

std::vector<AnswerEvent> elements_of(const KeptAnswer& answer) {
  std::vector<AnswerEvent> events;
  JsonArraySplitter splitter{kMaxEvent};
  feed_as_it_came(answer, [&](std::string_view bytes, std::optional<Nanoseconds> after) {
    std::vector<std::string> elements;
    static_cast<void>(splitter.feed(bytes, elements));
    for (std::string& element : elements) events.push_back({{}, std::move(element), after});
  });
  return events;
}

}  // namespace

std::vector<AnswerEvent> events_of_answer(const KeptAnswer& answer) {
  if (answer.is_socket) return messages_of(answer);
  const std::string type = to_lower_ascii(trim(answer.content_type.substr(0, answer.content_type.find(';'))));
  if (type == "text/event-stream") return sse_events_of(answer);
  if (type.find("ndjson") != std::string::npos || type.find("jsonl") != std::string::npos ||
      type.ends_with("stream+json"))
    return lines_of(answer);
  if (trim(answer.body).starts_with('[')) return elements_of(answer);
  if (answer.body.empty()) return {};
  const auto after = answer.arrivals.empty() ? std::nullopt : std::optional{answer.arrivals.front().after};
  return {{{}, std::string{answer.body}, after}};
}

}  // namespace tabacus::analytics
