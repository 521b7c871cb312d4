#include "analytics/sinks/gzip.hpp"

#include <zlib.h>

#include <cstdint>

#include "base/assert.hpp"

namespace tabacus::analytics::sinks {

std::string gzip_of(std::string_view text) {
  constexpr int kFast = 1;
  constexpr int kLargestWindowAndGzip = 15 + 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  const int begun = ::deflateInit2(&stream, kFast, Z_DEFLATED, kLargestWindowAndGzip, kMemory, Z_DEFAULT_STRATEGY);
  TABACUS_ASSERT(begun == Z_OK, "these are parameters that zlib knows");
  std::string packed(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = ::deflate(&stream, Z_FINISH);
  TABACUS_ASSERT(ended == Z_STREAM_END, "there is room for the worst case");
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

}  // namespace tabacus::analytics::sinks
