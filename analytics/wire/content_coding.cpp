#include "analytics/wire/content_coding.hpp"

#include <brotli/decode.h>
#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kMaxCodings = 4;
// RFC 9659: a zstd body on the web needs no window above 8 MiB; more would let a sender choose our memory.
constexpr int kMaxZstdWindowLog = 23;

using Piece = std::array<char, kPieceBytes>;

tl::unexpected<Error> damaged(std::string_view coding) {
  return fail(ErrorCode::InvalidInput, fmt::format("decode {} body: it is damaged", coding));
}

}  // namespace

class ContentDecoder::Stage {
 public:
  using Emit = std::function<Result<void>(std::string_view)>;

  virtual ~Stage() = default;
  virtual Result<void> feed(std::string_view bytes, const Emit& emit) = 0;
  /// At a place where the body may end.
  [[nodiscard]] virtual bool at_end() const = 0;
};

namespace {

/// gzip and deflate. Servers send "deflate" both as zlib (as specified) and raw, so its first two bytes decide.
class ZlibStage final : public ContentDecoder::Stage {
 public:
  enum class Format : std::uint8_t { Gzip, Deflate };

  explicit ZlibStage(Format format) : format_{format} {}
  ZlibStage(const ZlibStage&) = delete;
  ZlibStage& operator=(const ZlibStage&) = delete;
  ~ZlibStage() override {
    if (open_) inflateEnd(&stream_);
  }

  Result<void> feed(std::string_view bytes, const Emit& emit) override {
    if (open_) return inflate_all(bytes, emit);
    start_.append(bytes.substr(0, 2 - std::min<std::size_t>(2, start_.size())));
    const std::string_view rest = bytes.substr(std::min(bytes.size(), start_.size() - seen_));
    seen_ = start_.size();
    if (start_.size() < 2) return {};
    if (inflateInit2(&stream_, window_bits()) != Z_OK) return damaged("deflate");
    open_ = true;
    if (const auto first = inflate_all(start_, emit); !first) return first;
    return inflate_all(rest, emit);
  }

  [[nodiscard]] bool at_end() const override { return ended_ || (!open_ && start_.empty()); }

 private:
  [[nodiscard]] int window_bits() const {
    if (format_ == Format::Gzip) return 16 + MAX_WBITS;
    const auto first = static_cast<unsigned char>(start_[0]);
    const auto second = static_cast<unsigned char>(start_[1]);
    const bool zlib_header = (first & 0x0F) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
    return zlib_header ? MAX_WBITS : -MAX_WBITS;
  }

  Result<void> inflate_all(std::string_view bytes, const Emit& emit) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (stream_.avail_in > 0 || output_was_full_) {
      if (ended_ && !begin_next_member()) return {};
      Piece piece;
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = piece.size();
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return damaged("deflate");
      ended_ = code == Z_STREAM_END;
      output_was_full_ = stream_.avail_out == 0 && !ended_;
      const std::size_t count = piece.size() - stream_.avail_out;
      if (count == 0 && !ended_) return {};
      if (count > 0)
        if (const auto emitted = emit({piece.data(), count}); !emitted) return emitted;
    }
    return {};
  }

  /// gzip bodies may hold several members; anything else behind the end is padding.
  bool begin_next_member() {
    if (format_ != Format::Gzip || stream_.avail_in == 0 || *stream_.next_in != 0x1F) return false;
    ended_ = false;
    return inflateReset(&stream_) == Z_OK;
  }

  Format format_;
  z_stream stream_{};
  std::string start_;     // the first two bytes
  std::size_t seen_ = 0;  // of them, before this call
  bool open_ = false;
  bool ended_ = false;
  bool output_was_full_ = false;
};

class BrotliStage final : public ContentDecoder::Stage {
 public:
  BrotliStage() : state_{BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance} {}

  Result<void> feed(std::string_view bytes, const Emit& emit) override {
    std::size_t input_left = bytes.size();
    const auto* next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    used_ = used_ || input_left > 0;
    for (;;) {
      if (BrotliDecoderIsFinished(state_.get())) return {};
      Piece piece;
      std::size_t room = piece.size();
      auto* next_out = reinterpret_cast<std::uint8_t*>(piece.data());
      const auto code = BrotliDecoderDecompressStream(state_.get(), &input_left, &next_in, &room, &next_out, nullptr);
      if (code == BROTLI_DECODER_RESULT_ERROR) return damaged("br");
      if (room < piece.size())
        if (const auto emitted = emit({piece.data(), piece.size() - room}); !emitted) return emitted;
      if (code == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return {};
    }
  }

  [[nodiscard]] bool at_end() const override { return !used_ || BrotliDecoderIsFinished(state_.get()); }

 private:
  std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state_;
  bool used_ = false;
};

class ZstdStage final : public ContentDecoder::Stage {
 public:
  ZstdStage() : stream_{ZSTD_createDStream(), ZSTD_freeDStream} {
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kMaxZstdWindowLog);
  }

  Result<void> feed(std::string_view bytes, const Emit& emit) override {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    bool output_was_full = false;
    while (input.pos < input.size || output_was_full) {
      Piece piece;
      ZSTD_outBuffer output{piece.data(), piece.size(), 0};
      const std::size_t code = ZSTD_decompressStream(stream_.get(), &output, &input);
      if (ZSTD_isError(code)) return damaged("zstd");
      at_frame_end_ = code == 0;
      output_was_full = output.pos == output.size && !at_frame_end_;
      if (output.pos > 0)
        if (const auto emitted = emit({piece.data(), output.pos}); !emitted) return emitted;
    }
    return {};
  }

  [[nodiscard]] bool at_end() const override { return at_frame_end_; }

 private:
  std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream_;
  bool at_frame_end_ = true;
};

std::unique_ptr<ContentDecoder::Stage> make_stage(std::string_view coding) {
  if (coding == "gzip" || coding == "x-gzip") return std::make_unique<ZlibStage>(ZlibStage::Format::Gzip);
  if (coding == "deflate") return std::make_unique<ZlibStage>(ZlibStage::Format::Deflate);
  if (coding == "br") return std::make_unique<BrotliStage>();
  if (coding == "zstd") return std::make_unique<ZstdStage>();
  return nullptr;
}

}  // namespace

ContentDecoder::ContentDecoder(std::vector<std::unique_ptr<Stage>> stages, std::uint64_t max_output)
    : stages_{std::move(stages)}, output_left_{max_output} {}
ContentDecoder::ContentDecoder(ContentDecoder&&) noexcept = default;
ContentDecoder& ContentDecoder::operator=(ContentDecoder&&) noexcept = default;
ContentDecoder::~ContentDecoder() = default;

Result<ContentDecoder> ContentDecoder::create(std::string_view content_encoding, std::uint64_t max_output) {
  std::vector<std::unique_ptr<Stage>> stages;
  for (const std::string_view piece : split(content_encoding, ',')) {
    const std::string coding = to_lower_ascii(trim(piece));
    if (coding.empty() || coding == "identity") continue;
    if (stages.size() == kMaxCodings) return fail(ErrorCode::Exhausted, "decode body: too many content codings");
    auto stage = make_stage(coding);
    if (!stage) return fail(ErrorCode::Unsupported, "decode body: unknown content coding");
    stages.push_back(std::move(stage));
  }
  std::reverse(stages.begin(), stages.end());
  return ContentDecoder{std::move(stages), max_output};
}

Result<void> ContentDecoder::feed(std::string_view bytes, const Sink& sink) {
  if (spent_) return fail(ErrorCode::InvalidInput, "decode body: an earlier part of it was damaged");
  const auto fed = feed_stage(0, bytes, sink);
  spent_ = !fed;
  return fed;
}

Result<void> ContentDecoder::feed_stage(std::size_t stage, std::string_view bytes, const Sink& sink) {
  if (stage < stages_.size())
    return stages_[stage]->feed(bytes, [&](std::string_view decoded) { return feed_stage(stage + 1, decoded, sink); });
  if (bytes.size() > output_left_) return fail(ErrorCode::Exhausted, "decode body: it grows beyond all use");
  output_left_ -= bytes.size();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kPieceBytes))) sink(bytes.substr(0, kPieceBytes));
  return {};
}

Result<void> ContentDecoder::finish() const {
  const auto ended = [](const auto& stage) { return stage->at_end(); };
  if (!spent_ && std::all_of(stages_.begin(), stages_.end(), ended)) return {};
  return fail(ErrorCode::InvalidInput, "decode body: it ended inside its content coding");
}

}  // namespace tabacus::analytics
