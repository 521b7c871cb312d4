#include "analytics/wire/http1_body.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

tl::unexpected<Error> bad_chunk(std::string_view what) {
  return fail(ErrorCode::InvalidInput, fmt::format("chunked body: {}", what));
}

}  // namespace

BodyFramer::BodyFramer(BodyFraming framing) : state_{State::Done}, left_{framing.length} {
  switch (framing.kind) {
    case BodyKind::None:
      break;
    case BodyKind::Length:
      state_ = framing.length > 0 ? State::Length : State::Done;
      break;
    case BodyKind::Chunked:
      state_ = State::ChunkSize;
      break;
    case BodyKind::UntilClose:
      state_ = State::UntilClose;
      break;
  }
}

Result<std::size_t> BodyFramer::feed(std::string_view bytes, std::vector<std::string_view>& payload) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::Done) {
    if (state_ == State::UntilClose) {
      payload.push_back(bytes.substr(at));
      return bytes.size();
    }
    if (state_ != State::Length && state_ != State::ChunkData) {
      const auto taken = take_framing_byte(bytes[at++]);
      if (!taken) return fail(taken.error());
      continue;
    }
    const std::string_view piece = bytes.substr(at, static_cast<std::size_t>(std::min<std::uint64_t>(left_, SIZE_MAX)));
    payload.push_back(piece);
    at += piece.size();
    left_ -= piece.size();
    if (left_ == 0) state_ = state_ == State::Length ? State::Done : State::ChunkDataCr;
  }
  return at;
}

Result<void> BodyFramer::take_framing_byte(char c) {
  switch (state_) {
    case State::ChunkSize:
      return take_size_byte(c);
    case State::ChunkSizePad:
      if (c != ' ' && c != '\t' && c != ';' && c != '\r') return bad_chunk("a chunk size is followed by a word");
      if (c == ';') state_ = State::ChunkExtension;
      return take_extension_byte(c);
    case State::ChunkExtension:
      return take_extension_byte(c);
    case State::ChunkSizeLf:
      if (c != '\n') return bad_chunk("a size line ends without LF");
      end_size_line();
      return {};
    case State::ChunkDataCr:
      if (c != '\r') return bad_chunk("no CR after a chunk");
      state_ = State::ChunkDataLf;
      return {};
    case State::ChunkDataLf:
      if (c != '\n') return bad_chunk("no LF after a chunk");
      state_ = State::ChunkSize;
      return {};
    case State::Trailers:
      return take_trailer_byte(c);
    case State::Length:
    case State::ChunkData:
    case State::UntilClose:
    case State::Done:
      break;
  }
  return bad_chunk("payload where framing was due");
}

Result<void> BodyFramer::take_size_byte(char c) {
  const int digit = hex_value(c);
  if (digit >= 0) {
    constexpr std::size_t kMaxDigits = 15;  // 2^60: far beyond any body, and no sum can wrap
    if (++size_digits_ > kMaxDigits) return bad_chunk("a chunk size is too large");
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    return {};
  }
  if (size_digits_ == 0) return bad_chunk("a chunk has no size");
  if (c == '\r') {
    state_ = State::ChunkSizeLf;
  } else if (c == ';') {
    state_ = State::ChunkExtension;
  } else if (c == ' ' || c == '\t') {
    state_ = State::ChunkSizePad;
  } else {
    return bad_chunk("a chunk size is no hexadecimal number");
  }
  return {};
}

Result<void> BodyFramer::take_extension_byte(char c) {
  if (c == '\r') {
    state_ = State::ChunkSizeLf;
  } else if (c == '\n' || c == '\0') {
    return bad_chunk("a chunk extension holds LF or NUL");
  } else if (++line_bytes_ > kMaxChunkLineBytes) {
    return fail(ErrorCode::Exhausted, "chunked body: a chunk extension is over 16 KiB");
  }
  return {};
}

void BodyFramer::end_size_line() {
  size_digits_ = 0;
  line_bytes_ = 0;
  state_ = left_ > 0 ? State::ChunkData : State::Trailers;
}

/// Trailer lines pass unread but for their ends; the empty one ends the body.
Result<void> BodyFramer::take_trailer_byte(char c) {
  if (++line_bytes_ > kMaxTrailerBytes) return fail(ErrorCode::Exhausted, "chunked body: trailers are over 64 KiB");
  if (c == '\0') return bad_chunk("a trailer holds NUL");
  const bool after_cr = previous_ == '\r';
  previous_ = c;
  if (after_cr != (c == '\n')) return bad_chunk("a trailer line does not end in CRLF");
  if (c == '\n') {
    if (trailer_column_ == 0) state_ = State::Done;
    trailer_column_ = 0;
  } else if (c != '\r') {
    ++trailer_column_;
  }
  return {};
}

}  // namespace tabacus::analytics
