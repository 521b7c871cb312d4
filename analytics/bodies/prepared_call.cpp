#include "analytics/bodies/prepared_call.hpp"

#include <algorithm>

#include "analytics/bodies/request_pieces.hpp"
#include "analytics/wire/content_coding.hpp"

namespace tabacus::analytics {
namespace {

using Arrivals = std::vector<CallBody::Arrival>;

struct Decoded {
  std::string text;
  Arrivals arrivals;
  std::uint8_t flags = 0;
};

/// From arrival to arrival, so that their offsets hold in what comes out.
Decoded decode(const CallBody::Side& side) {
  Decoded decoded{.text = {}, .arrivals = {}, .flags = side.flags};
  auto coding = ContentDecoder::create(side.headers.find("content-encoding"), kMaxDecodedBody);
  if (!coding) {
    decoded.flags |= kBodyUndecoded;
    return decoded;
  }
  const auto feed = [&](std::string_view bytes) {
    const auto fed = coding->feed(bytes, [&](std::string_view text) { decoded.text.append(text); });
    if (!fed) decoded.flags |= fed.error().code == ErrorCode::Exhausted ? kBodyTruncated : kBodyUndecoded;
    return fed.has_value();
  };
  std::size_t at = 0;
  for (std::size_t i = 0; i < side.arrivals.size(); ++i) {
    const std::size_t end = i + 1 < side.arrivals.size() ? side.arrivals[i + 1].offset : side.bytes.size();
    decoded.arrivals.push_back({decoded.text.size(), side.arrivals[i].after});
    if (!feed(std::string_view{side.bytes}.substr(at, end - at))) return decoded;
    at = end;
  }
  if (decoded.flags == 0 && !coding->finish()) decoded.flags |= kBodyUndecoded;
  return decoded;
}

/// Small, so that two bodies share what they begin with: an encoder that gets the same begins with the same.
constexpr std::size_t kCodedPiece = 4096;

std::vector<MaskedText> cut_coded(std::string_view bytes) {
  std::vector<MaskedText> pieces;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kCodedPiece)))
    pieces.push_back({std::string{bytes.substr(0, kCodedPiece)}, {}});
  return pieces;
}

class SideMaker {
 public:
  SideMaker(const CallBody::Side& side, const Masker& masker, const std::vector<std::string>& known)
      : side_{side}, masker_{masker}, known_{known} {
    made_.head = masker.mask_head(side.line, side.headers, known);
    made_.flags = side.flags;
  }

  PreparedSide request() && {
    const Decoded decoded = decode(side_);
    made_.flags = decoded.flags;
    add(decoded.text, cut_request(decoded.text));
    keep_coded(decoded);
    return std::move(made_);
  }
  PreparedSide response() && {
    const Decoded decoded = decode(side_);
    made_.flags = decoded.flags;
    add_answer(decoded.text, decoded.arrivals);
    keep_coded(decoded);
    return std::move(made_);
  }
  /// A client's messages, each cut for itself.
  PreparedSide requests() && {
    std::size_t begin = 0;
    for (const std::size_t end : side_.messages) {
      const std::string_view message = std::string_view{side_.bytes}.substr(begin, end - begin);
      add(message, cut_request(message));
      made_.messages.push_back(size_);
      begin = end;
    }
    return std::move(made_);
  }
  /// Together: a secret may come in many of them.
  PreparedSide answers() && {
    const MaskedText& piece = add_answer(side_.bytes, side_.arrivals);
    made_.messages = places_in(piece, side_.messages);
    return std::move(made_);
  }

 private:
  void add(std::string_view text, const std::vector<std::size_t>& ends) {
    made_.original_bytes += static_cast<std::int64_t>(text.size());
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      made_.pieces.push_back(masker_.mask(text.substr(begin, end - begin), known_));
      size_ += made_.pieces.back().text.size();
      begin = end;
    }
  }

  const MaskedText& add_answer(std::string_view text, const Arrivals& arrivals) {
    made_.original_bytes = static_cast<std::int64_t>(text.size());
    MaskedText piece = masker_.mask_answer(text, known_);
    std::vector<std::size_t> places;
    for (const auto& [offset, after] : arrivals) places.push_back(offset);
    places = places_in(piece, places);
    for (std::size_t i = 0; i < places.size(); ++i) made_.arrivals.push_back({places[i], arrivals[i].after});
    return made_.pieces.emplace_back(std::move(piece));
  }

  /// In a coding a secret cannot be masked, so such a body is kept decoded only; likewise one that was not read whole.
  void keep_coded(const Decoded& decoded) {
    const auto is_masked = [](const MaskedText& piece) { return !piece.spans.empty(); };
    if (decoded.flags != 0 || decoded.text == side_.bytes || std::ranges::any_of(made_.pieces, is_masked)) return;
    // Behind or between what is decoded there may be more.
    if (is_masked(masker_.mask(side_.bytes, known_))) return;
    made_.coded = cut_coded(side_.bytes);
  }

  const CallBody::Side& side_;
  const Masker& masker_;
  const std::vector<std::string>& known_;
  std::size_t size_ = 0;
  PreparedSide made_;
};

}  // namespace

std::size_t PreparedSide::size() const {
  std::size_t bytes = 0;
  for (const MaskedText& piece : pieces) bytes += piece.text.size();
  return bytes;
}

PreparedCall prepare(const CallBody& body, const Masker& masker) {
  std::vector<std::string> known = secrets_of_head(body.request.line, body.request.headers);
  for (std::string& secret : secrets_of_head({}, body.response.headers)) known.push_back(std::move(secret));
  PreparedCall made;
  made.is_socket = body.is_socket;
  SideMaker request{body.request, masker, known};
  SideMaker response{body.response, masker, known};
  made.request = body.is_socket ? std::move(request).requests() : std::move(request).request();
  made.response = body.is_socket ? std::move(response).answers() : std::move(response).response();
  return made;
}

}  // namespace tabacus::analytics
