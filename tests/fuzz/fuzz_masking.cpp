// Any bytes as a body: it is cut without a byte lost, masked bit for bit outside of masks, and what was found is found
// no more in the masked text.
#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/bodies/masker.hpp"
#include "analytics/bodies/request_pieces.hpp"
#include "analytics/bodies/secret_finder.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tabacus;
  using namespace tabacus::analytics;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  std::size_t last = 0;
  for (const std::size_t end : cut_request(text)) {
    TABACUS_ASSERT(end > last && end <= text.size(), "pieces follow one another");
    last = end;
  }
  TABACUS_ASSERT(last == text.size(), "the last piece ends with the text");

  last = 0;
  for (const FoundSecret& secret : find_secrets(text)) {
    TABACUS_ASSERT(secret.begin >= last && secret.end > secret.begin && secret.end <= size, "secrets do not overlap");
    last = secret.end;
  }
  const MaskedText masked = Masker{HashKey{1, 2}}.mask(text, {"a known secret"});
  std::size_t at = 0;
  std::size_t original = 0;
  for (const MaskedSpan& span : masked.spans) {
    TABACUS_ASSERT(span.begin >= at && span.begin + span.length <= masked.text.size(), "masks are in order");
    TABACUS_ASSERT(masked.text.compare(at, span.begin - at, text.substr(original, span.begin - at)) == 0,
                   "what is not masked is as it was");
    original += span.begin - at + span.original_length;
    at = span.begin + span.length;
  }
  TABACUS_ASSERT(std::string_view{masked.text}.substr(at) == text.substr(original), "the rest is as it was");
  TABACUS_ASSERT(masked.text.find("a known secret") == std::string::npos, "what is known is masked");
  return 0;
}
