#include "analytics/wire/ws_deflate.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kName = "permessage-deflate";
constexpr std::string_view kHeader = "sec-websocket-extensions";
constexpr int kMinWindowBits = 8;
constexpr int kMaxWindowBits = 15;
constexpr std::size_t kPieceBytes = 16 * 1024;
constexpr int kMaxLastBlocks = 64;

struct Parameter {
  std::string name;
  std::string value;  ///< empty when it has none
};

struct Extension {
  std::string name;
  std::vector<Parameter> parameters;
};

std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

Parameter parse_parameter(std::string_view text) {
  const auto equals = text.find('=');
  const std::string_view value = equals == std::string_view::npos ? std::string_view{} : text.substr(equals + 1);
  return {to_lower_ascii(trim(text.substr(0, equals))), std::string{unquoted(trim(value))}};
}

/// All fields of that name together are one list. No extension that is in use has a comma or semicolon in a quoted
/// value.
std::vector<Extension> extensions_in(const Headers& headers) {
  std::vector<Extension> found;
  for (const auto [field, value] : headers) {
    if (!equals_ignore_case(field, kHeader)) continue;
    for (const std::string_view element : split(value, ',')) {
      if (trim(element).empty()) continue;
      const auto parts = split(element, ';');
      Extension extension{to_lower_ascii(trim(parts.front())), {}};
      for (std::size_t i = 1; i < parts.size(); ++i) extension.parameters.push_back(parse_parameter(parts[i]));
      found.push_back(std::move(extension));
    }
  }
  return found;
}

enum class Role : std::uint8_t { Offer, Answer };

bool read_window_bits(const Parameter& parameter, Role role, WsDeflateTerms::Side& side) {
  // Only an offer may name the parameter without a number: "I can do with less, if you wish".
  if (parameter.value.empty()) return role == Role::Offer;
  const auto bits = parse_int(parameter.value);
  if (!bits || *bits < kMinWindowBits || *bits > kMaxWindowBits) return false;
  side.window_bits = static_cast<int>(*bits);
  return true;
}

std::optional<WsDeflateTerms> read_terms(const Extension& extension, Role role) {
  WsDeflateTerms terms;
  for (const Parameter& parameter : extension.parameters) {
    bool known = true;
    if (parameter.name == "server_no_context_takeover")
      terms.server.keeps_context = false;
    else if (parameter.name == "client_no_context_takeover")
      terms.client.keeps_context = false;
    else if (parameter.name == "server_max_window_bits")
      known = read_window_bits(parameter, role, terms.server);
    else if (parameter.name == "client_max_window_bits")
      known = read_window_bits(parameter, role, terms.client);
    else
      known = false;
    if (!known) return std::nullopt;
  }
  return terms;
}

tl::unexpected<Error> damaged() {
  return fail(ErrorCode::InvalidInput, "inflate a WebSocket message: its compression is damaged");
}

}  // namespace

Result<std::optional<WsDeflateTerms>> agreed_deflate(const Headers& answer) {
  const auto extensions = extensions_in(answer);
  if (extensions.empty()) return std::nullopt;
  const auto terms = extensions.size() == 1 && extensions.front().name == kName
                         ? read_terms(extensions.front(), Role::Answer)
                         : std::nullopt;
  if (!terms) return fail(ErrorCode::Unsupported, "read a WebSocket: its ends agreed on an unknown extension");
  return terms;
}

std::optional<WsDeflateTerms> accepted_deflate(const Headers& request) {
  for (const Extension& offer : extensions_in(request)) {
    if (offer.name != kName) continue;
    // zlib cannot compress with a window of 8 bits: such an offer is passed over.
    const auto terms = read_terms(offer, Role::Offer);
    if (terms && terms->server.window_bits > kMinWindowBits) return terms;
  }
  return std::nullopt;
}

std::string to_header(const WsDeflateTerms& terms) {
  std::string value{kName};
  if (!terms.server.keeps_context) value += "; server_no_context_takeover";
  if (!terms.client.keeps_context) value += "; client_no_context_takeover";
  if (terms.server.window_bits != kMaxWindowBits)
    value += fmt::format("; server_max_window_bits={}", terms.server.window_bits);
  if (terms.client.window_bits != kMaxWindowBits)
    value += fmt::format("; client_max_window_bits={}", terms.client.window_bits);
  return value;
}

class WsInflater::Stream {
 public:
  /// Encoders that were told 8 bits use 9, because zlib does.
  explicit Stream(int window_bits) : good_{inflateInit2(&stream_, -std::max(window_bits, 9)) == Z_OK} {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (good_) inflateEnd(&stream_);
  }

  Result<void> feed(std::string_view bytes, const Sink& sink) {
    if (!good_) return damaged();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    for (;;) {
      std::array<char, kPieceBytes> piece;
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = piece.size();
      const int code = inflate(&stream_, Z_SYNC_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return damaged();
      const std::size_t count = piece.size() - stream_.avail_out;
      if (count > 0)
        if (const auto taken = sink({piece.data(), count}); !taken) return taken;
      if (code == Z_STREAM_END && !begin_next_stream()) return damaged();
      if (stream_.avail_in == 0 && stream_.avail_out > 0) return {};
      if (code == Z_BUF_ERROR) return {};
    }
  }

  void end_message(bool keeps_context) {
    last_blocks_ = 0;
    if (!keeps_context) inflateReset(&stream_);
  }

 private:
  /// Section 7.2.3.4: a message may hold a last block. What follows goes on in the same context. Each costs a copy of
  /// the window, so a message made of nothing else is no message.
  bool begin_next_stream() {
    if (++last_blocks_ > kMaxLastBlocks) return false;
    std::array<Bytef, 32 * 1024> window;
    uInt size = 0;
    return inflateGetDictionary(&stream_, window.data(), &size) == Z_OK && inflateReset(&stream_) == Z_OK &&
           inflateSetDictionary(&stream_, window.data(), size) == Z_OK;
  }

  z_stream stream_{};
  bool good_;
  int last_blocks_ = 0;  // of the message at hand
};

WsInflater::WsInflater(const WsDeflateTerms::Side& sender) : sender_{sender} {}
WsInflater::WsInflater(WsInflater&&) noexcept = default;
WsInflater& WsInflater::operator=(WsInflater&&) noexcept = default;
WsInflater::~WsInflater() = default;

Result<void> WsInflater::feed(std::string_view payload, const Sink& sink) {
  if (!stream_) stream_ = std::make_unique<Stream>(sender_.window_bits);
  return stream_->feed(payload, sink);
}

Result<void> WsInflater::end_message(const Sink& sink) {
  // Section 7.2.2: the sender took these four bytes from the end of every message.
  constexpr std::string_view kTail{"\x00\x00\xFF\xFF", 4};
  const auto ended = feed(kTail, sink);
  stream_->end_message(sender_.keeps_context);
  return ended;
}

}  // namespace tabacus::analytics
