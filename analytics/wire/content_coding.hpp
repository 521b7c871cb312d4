// Undoes HTTP content codings of a body as it streams by. Pure; any one thread.
// Sources: RFC 9110 section 8.4 (names, order), RFC 1950 to 1952 (deflate, gzip), RFC 7932 (br), RFC 8878 (zstd).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics {

class ContentDecoder {
 public:
  /// Takes decoded bytes in pieces of at most 64 KiB; they are valid during the call only.
  using Sink = std::function<void(std::string_view)>;

  /// `content_encoding` is the header's value: "", "gzip", "GZIP", "gzip, br" (applied in that order). `max_output` is
  /// the most that may come out in all, so that a small body cannot keep the thread busy for long.
  /// Unsupported: a coding we do not know; Exhausted: more codings upon one another than anybody means.
  [[nodiscard]] static Result<ContentDecoder> create(std::string_view content_encoding, std::uint64_t max_output);

  ContentDecoder(ContentDecoder&&) noexcept;
  ContentDecoder& operator=(ContentDecoder&&) noexcept;
  ~ContentDecoder();

  /// Gives to `sink` all that `bytes` lets come out. InvalidInput: not of that coding; Exhausted: over the limit. The
  /// decoder is spent then.
  [[nodiscard]] Result<void> feed(std::string_view bytes, const Sink& sink);
  /// InvalidInput: the body ended inside a coding. No body at all is a good end.
  [[nodiscard]] Result<void> finish() const;

  /// The bytes pass as they are: a gap in them loses only itself.
  [[nodiscard]] bool is_identity() const { return stages_.empty(); }

  class Stage;  // one coding

 private:
  ContentDecoder(std::vector<std::unique_ptr<Stage>> stages, std::uint64_t max_output);
  [[nodiscard]] Result<void> feed_stage(std::size_t stage, std::string_view bytes, const Sink& sink);

  std::vector<std::unique_ptr<Stage>> stages_;  // in the order of undoing: the last coding applied comes first
  std::uint64_t output_left_;
  bool spent_ = false;
};

}  // namespace tabacus::analytics
