// Any bytes under any coding: no more output than allowed, and the same whatever the pieces.
#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/wire/content_coding.hpp"
#include "base/assert.hpp"

namespace {

using tabacus::analytics::ContentDecoder;

constexpr std::size_t kLimit = 256 * 1024;

/// The output, and whether the body was good to its end.
std::pair<std::string, bool> decode(std::string_view coding, std::string_view first, std::string_view second) {
  auto decoder = ContentDecoder::create(coding, kLimit);
  std::string out;
  const auto sink = [&](std::string_view text) { out += text; };
  const bool good = decoder->feed(first, sink) && decoder->feed(second, sink) && decoder->finish();
  return {out, good};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = size == 0 ? 0 : data[size - 1] % (size + 1);
  for (const std::string_view coding : {"gzip", "deflate", "br", "zstd", "gzip, br"}) {
    const auto [whole, good] = decode(coding, input, {});
    TABACUS_ASSERT(whole.size() <= kLimit, "output is bounded");
    const auto [pieces, pieces_good] = decode(coding, input.substr(0, cut), input.substr(cut));
    TABACUS_ASSERT(good == pieces_good, "pieces do not matter");
    TABACUS_ASSERT(!good || whole == pieces, "pieces do not matter");
  }
  return 0;
}
