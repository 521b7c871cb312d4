#include "analytics/simulator/content_encoder.hpp"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr std::array<std::string_view, 4> kKnown{"gzip", "deflate", "br", "zstd"};
constexpr std::size_t kBuffer = 16 * 1024;

class Identity final : public ContentEncoder {
 public:
  std::string encode(std::string_view bytes) override { return std::string{bytes}; }
  std::string finish() override { return {}; }
};

class Zlib final : public ContentEncoder {
 public:
  /// 31: gzip, 15: zlib.
  explicit Zlib(int window_bits) {
    ::deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  }
  ~Zlib() override { ::deflateEnd(&stream_); }
  std::string encode(std::string_view bytes) override { return run(bytes, Z_SYNC_FLUSH); }
  std::string finish() override { return run({}, Z_FINISH); }

 private:
  std::string run(std::string_view bytes, int flush) {
    std::string out;
    std::array<char, kBuffer> buffer;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = static_cast<uInt>(buffer.size());
      ::deflate(&stream_, flush);
      out.append(buffer.data(), buffer.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return out;
  }
  z_stream stream_{};
};

class Brotli final : public ContentEncoder {
 public:
  Brotli() { ::BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_QUALITY, 2); }
  std::string encode(std::string_view bytes) override { return run(bytes, BROTLI_OPERATION_FLUSH); }
  std::string finish() override { return run({}, BROTLI_OPERATION_FINISH); }

 private:
  std::string run(std::string_view bytes, BrotliEncoderOperation operation) {
    std::string out;
    const auto* next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::size_t left = bytes.size();
    do {
      std::size_t no_room = 0;  // the library keeps the output and hands it over below
      if (::BrotliEncoderCompressStream(state_.get(), operation, &left, &next_in, &no_room, nullptr, nullptr) ==
          BROTLI_FALSE)
        break;
      std::size_t size = 0;
      while (const std::uint8_t* ready = ::BrotliEncoderTakeOutput(state_.get(), &size)) {
        if (size == 0) break;
        out.append(reinterpret_cast<const char*>(ready), size);
        size = 0;
      }
    } while (left > 0 || ::BrotliEncoderHasMoreOutput(state_.get()) == BROTLI_TRUE);
    return out;
  }
  struct Destroy {
    void operator()(BrotliEncoderState* state) const { ::BrotliEncoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliEncoderState, Destroy> state_{::BrotliEncoderCreateInstance(nullptr, nullptr, nullptr)};
};

class Zstd final : public ContentEncoder {
 public:
  std::string encode(std::string_view bytes) override { return run(bytes, ZSTD_e_flush); }
  std::string finish() override { return run({}, ZSTD_e_end); }

 private:
  std::string run(std::string_view bytes, ZSTD_EndDirective directive) {
    std::string out;
    std::array<char, kBuffer> buffer;
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    std::size_t left = 0;
    do {
      ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
      left = ::ZSTD_compressStream2(context_.get(), &output, &input, directive);
      if (::ZSTD_isError(left) != 0) break;
      out.append(buffer.data(), output.pos);
    } while (left > 0 || input.pos < input.size);
    return out;
  }
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ::ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context_{::ZSTD_createCCtx()};
};

}  // namespace

std::unique_ptr<ContentEncoder> ContentEncoder::create(std::string_view coding) {
  if (coding == "gzip") return std::make_unique<Zlib>(31);
  if (coding == "deflate") return std::make_unique<Zlib>(15);
  if (coding == "br") return std::make_unique<Brotli>();
  if (coding == "zstd") return std::make_unique<Zstd>();
  return std::make_unique<Identity>();
}

std::string_view preferred_coding(std::string_view accept_encoding) {
  for (const std::string_view item : split(accept_encoding, ',')) {
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const auto found = std::ranges::find(kKnown, to_lower_ascii(trim(item.substr(0, semicolon))));
    const std::string_view weight = trim(item.substr(std::min(semicolon + 1, item.size())));
    const bool is_refused = weight == "q=0" || weight == "q=0.0";
    if (found != kKnown.end() && !is_refused) return *found;
  }
  return "identity";
}

}  // namespace tabacus::analytics::simulator
