// Any bytes, in any two pieces, after any gap: the same events, within bounds.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/wire/json_array.hpp"
#include "analytics/wire/sse_parser.hpp"
#include "analytics/wire/sse_sieve.hpp"
#include "base/assert.hpp"
#include "tests/support/sse_events.hpp"

namespace {

using tabacus::analytics::JsonArraySplitter;
using tabacus::analytics::SseEvent;
using tabacus::analytics::SseParser;
using tabacus::test::into;

constexpr std::size_t kLimit = 4096;

std::vector<SseEvent> events_of(std::string_view first, std::string_view second) {
  SseParser parser{kLimit};
  std::vector<SseEvent> events;
  if (!parser.feed(first, into(events)) || !parser.feed(second, into(events)) || !parser.finish(into(events)))
    events.clear();
  return events;
}

std::vector<std::string> elements_of(std::string_view first, std::string_view second) {
  JsonArraySplitter splitter{kLimit};
  std::vector<std::string> elements;
  if (!splitter.feed(first, elements) || !splitter.feed(second, elements)) elements.clear();
  return elements;
}

bool same(const std::vector<SseEvent>& a, const std::vector<SseEvent>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].name != b[i].name || a[i].data != b[i].data) return false;
  return true;
}

std::string sieved(std::string_view first, std::string_view second, tabacus::analytics::SseSieve::Drops drops) {
  constexpr std::size_t kShort = 64;
  tabacus::analytics::SseSieve sieve{std::move(drops), kShort};
  std::string passed = sieve.feed(first);
  passed += sieve.feed(second);
  return passed + sieve.finish();
}

void check_sieve(std::string_view input, std::size_t cut) {
  const auto keeps = [](std::string_view) { return false; };
  const auto drops = [](std::string_view text) { return text.starts_with("d"); };
  TABACUS_ASSERT(sieved(input.substr(0, cut), input.substr(cut), keeps) == input, "what is kept stays as it stands");
  TABACUS_ASSERT(sieved(input, {}, drops) == sieved(input.substr(0, cut), input.substr(cut), drops),
                 "pieces do not matter");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = size == 0 ? 0 : data[0] % (size + 1);
  const auto whole = events_of(input, {});
  for (const SseEvent& event : whole) TABACUS_ASSERT(event.data.size() <= kLimit, "an event is bounded");
  TABACUS_ASSERT(same(whole, events_of(input.substr(0, cut), input.substr(cut))), "pieces do not matter");
  TABACUS_ASSERT(elements_of(input, {}) == elements_of(input.substr(0, cut), input.substr(cut)),
                 "pieces do not matter");
  check_sieve(input, cut);

  SseParser gapped{kLimit};
  std::vector<SseEvent> events;
  (void)gapped.feed(input.substr(0, cut), into(events));
  gapped.resynchronise();
  (void)gapped.feed(input.substr(cut), into(events));
  (void)gapped.finish(into(events));
  return 0;
}
