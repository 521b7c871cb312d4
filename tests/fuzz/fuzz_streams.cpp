// Any bytes as an AWS event stream and as lines of JSON, in any two pieces, after any gap: the same messages, within
// bounds. What is sound of a damaged stream is found again.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/wire/aws_event_stream.hpp"
#include "analytics/wire/ndjson.hpp"
#include "base/assert.hpp"
#include "tests/support/aws_frames.hpp"

namespace {

using tabacus::analytics::AwsEventStreamParser;
using tabacus::analytics::AwsMessage;
using tabacus::analytics::NdjsonParser;
using Texts = std::vector<std::string>;

constexpr std::size_t kLimit = 4096;

Texts messages_of(std::string_view first, std::string_view second) {
  AwsEventStreamParser parser{kLimit};
  Texts messages;
  const auto sink = [&](const AwsMessage& message) {
    TABACUS_ASSERT(message.payload.size() < kLimit, "a message is bounded");
    messages.push_back(std::string{message.event}.append(message.exception).append(message.payload));
  };
  (void)parser.feed(first, sink);
  (void)parser.feed(second, sink);
  (void)parser.finish();
  return messages;
}

Texts lines_of(std::string_view first, std::string_view second) {
  NdjsonParser parser{kLimit};
  Texts lines;
  const auto sink = [&](std::string_view line) {
    TABACUS_ASSERT(line.size() <= kLimit, "a line is bounded");
    lines.emplace_back(line);
  };
  (void)parser.feed(first, sink);
  (void)parser.feed(second, sink);
  (void)parser.finish(sink);
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = size == 0 ? 0 : data[size - 1] % (size + 1);
  TABACUS_ASSERT(messages_of(input, {}) == messages_of(input.substr(0, cut), input.substr(cut)),
                 "pieces do not matter");
  TABACUS_ASSERT(lines_of(input, {}) == lines_of(input.substr(0, cut), input.substr(cut)), "pieces do not matter");
  // Chance does not find checksums: the input as a payload, and damaged in one place.
  std::string message = tabacus::test::aws_event("chunk", input.substr(0, kLimit / 2));
  const Texts sound = messages_of(message, {});
  TABACUS_ASSERT(sound.size() == 1, "a sound message is read");
  message[cut % message.size()] = static_cast<char>(message[cut % message.size()] ^ 0x40);
  // The payload may hold a sound message of its own, which is found when the outer one is given up.
  const Texts damaged = messages_of(message, {});
  TABACUS_ASSERT(std::find(damaged.begin(), damaged.end(), sound.front()) == damaged.end(), "a damaged one is not");
  return 0;
}
