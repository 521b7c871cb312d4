// Any bytes as request, as document, as event, as frame, as stream and as messages, to every decoder: no crash, and
// figures that stay counts.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analytics/pricing/charge.hpp"
#include "analytics/pricing/price_book.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/wire/sse_parser.hpp"
#include "base/assert.hpp"
#include "base/base64.hpp"
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
    CallTarget{"openai", "api.openai.com", "POST", "/v1/images/generations"},
    CallTarget{"openai", "api.openai.com", "POST", "/v1/audio/transcriptions"},
    CallTarget{"gemini", "generativelanguage.googleapis.com", "POST", "/v1beta/models/m:streamGenerateContent"},
    CallTarget{"bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "POST", "/model/anthropic.claude-x/invoke"},
    CallTarget{"bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "POST", "/model/amazon.nova/invoke"},
    CallTarget{"bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "POST", "/model/m/converse-stream"},
    CallTarget{"ollama", "ollama.com", "POST", "/api/chat"},
    CallTarget{"cohere", "api.cohere.com", "POST", "/v2/chat"},
    CallTarget{"cohere", "api.cohere.com", "POST", "/v2/rerank"},
    CallTarget{"dashscope", "dashscope.aliyuncs.com", "POST", "/api/v1/services/aigc/text-generation/generation"},
    CallTarget{"dashscope", "dashscope.aliyuncs.com", "POST", "/api/v1/services/rerank/text-rerank/text-rerank"},
    CallTarget{"gemini", "aiplatform.googleapis.com", "POST",
               "/v1/projects/p/locations/l/publishers/google/models/m:predict"},
};

/// As a frame of each kind, plain and packed.
void play_frames(Decoder& decoder, std::string_view body) {
  const std::string packed = R"({"bytes":")" + tabacus::encode_base64(body) + "\"}";
  const auto first = body.substr(0, body.find(' '));
  for (const std::string_view event : {"chunk", "metadata", "contentBlockDelta", "messageStop"})
    for (const std::string_view payload : {body, std::string_view{packed}})
      (void)decoder.on_frame({"event", event, {}, payload});
  (void)decoder.on_frame({"exception", {}, first, body});
}

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
  for (const Provider* provider : tabacus::analytics::providers())
    if (provider->batch_results != nullptr)
      if (const auto result = provider->batch_results->read(body)) check(result->facts, kPrice);
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
    const auto frames = claim(target)->make_decoder(target);
    play_frames(*frames, body);
    check(frames->facts(), kPrice);
  }
  return 0;
}
