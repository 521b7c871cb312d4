// Any bytes as request, as document, as event and as stream, to every decoder: no crash, and figures that stay counts.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_book.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/wire/sse_parser.hpp"
#include "base/assert.hpp"
#include "tests/support/sse_events.hpp"

namespace {

using namespace tabacus::analytics;
using tabacus::test::into;

constexpr std::array kTargets{
    CallTarget{"anthropic", "api.anthropic.com", "POST", "/v1/messages"},
    CallTarget{"anthropic", "api.anthropic.com", "POST", "/v1/messages/count_tokens"},
    CallTarget{"openai", "openrouter.ai", "POST", "/v1/chat/completions"},
    CallTarget{"openai", "api.openai.com", "POST", "/v1/responses"},
    CallTarget{"openai", "api.openai.com", "POST", "/v1/embeddings"},
    CallTarget{"gemini", "generativelanguage.googleapis.com", "POST", "/v1beta/models/m:streamGenerateContent"},
};

std::string_view body_of(std::string_view message) {
  const auto head_end = message.find("\n\n");
  return head_end == std::string_view::npos ? message : message.substr(head_end + 2);
}

void check(const CallFacts& facts, const ModelPrice& price) {
  for (const auto& tokens : {facts.usage.input_uncached, facts.usage.cache_read, facts.usage.cache_write_5m,
                             facts.usage.cache_write_1h, facts.usage.output_total})
    TABACUS_ASSERT(!tokens || tokens->count() >= 0, "a count is never negative");
  TABACUS_ASSERT(facts.model_served.size() <= 256 && facts.error_type.size() <= 256, "names are bounded");
  const auto cost = charge(facts.usage, price);
  TABACUS_ASSERT(!cost || cost->count() >= 0, "a cost is never negative");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const PriceBook kBook = PriceBook::shipped();
  static const ModelPrice& kPrice = *kBook.find("anthropic", "claude-sonnet-4-5");
  const std::string_view body = body_of({reinterpret_cast<const char*>(data), size});
  SseParser parser{64 * 1024};
  std::vector<SseEvent> events;
  if (parser.feed(body, into(events))) (void)parser.finish(into(events));
  for (const CallTarget& target : kTargets) {
    const auto document = claim(target)->make_decoder(target);
    document->on_request_body(body);
    document->on_response_body(200, body);
    check(document->facts(), kPrice);
    const auto failed = claim(target)->make_decoder(target);
    failed->on_response_body(500, body);
    check(failed->facts(), kPrice);
    const auto stream = claim(target)->make_decoder(target);
    stream->on_event({"message", std::string{body}});
    for (const SseEvent& event : events) stream->on_event(event);
    check(stream->facts(), kPrice);
  }
  return 0;
}
