// Any bytes as a request's body: no crash, a shape within its bounds, and the same one for the same text.
#include <cstdint>
#include <string_view>

#include "analytics/providers/request_shape.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tabacus;
  using namespace tabacus::analytics;
  constexpr HashKey kKey{7, 9};
  std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto head_end = text.find("\n\n"); head_end != std::string_view::npos) text.remove_prefix(head_end + 2);
  const auto shape = read_request_shape(text, kKey);
  if (!shape) return 0;
  TABACUS_ASSERT(shape->blocks.size() <= RequestShape::kMaxBlocks, "a shape is bounded");
  TABACUS_ASSERT(shape->tools + shape->system <= shape->blocks.size(), "tools and system are blocks");
  TABACUS_ASSERT(shape->breakpoint <= shape->blocks.size(), "a mark stands on a block");
  TABACUS_ASSERT(read_request_shape(text, kKey) == shape, "the same text has the same shape");
  return 0;
}
