#include "analytics/capture/usage_asking.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// The extra event has a few hundred bytes.
constexpr std::size_t kMaxHiddenEventBytes = 16 * 1024;

constexpr std::array<std::string_view, 4> kReplacedFields{"Content-Length", "Transfer-Encoding", "Accept-Encoding",
                                                          "Trailer"};

bool has_type(const Headers& headers, std::string_view type) {
  const std::string_view value = headers.find("content-type");
  return equals_ignore_case(trim(value.substr(0, value.find(';'))), type);
}

bool is_plain(const Headers& headers) {
  const std::string_view coding = headers.find("content-encoding");
  return coding.empty() || equals_ignore_case(coding, "identity");
}

CallTarget target_of(const ExchangeRequest& request) {
  const std::string_view target = request.message.head.target;
  return {.slot = request.route->provider->slot,
          .host = request.route->upstream.host,
          .method = request.message.head.method,
          .path = target.substr(0, target.find('?')),
          .query = target.find('?') == std::string_view::npos ? "" : target.substr(target.find('?') + 1)};
}

}  // namespace

const UsageAsking* usage_asking_of(const ExchangeRequest& request) {
  const Provider* provider = request.route->provider;
  if (provider == nullptr) return nullptr;
  const UsageAsking* asking = provider->usage_asking;
  const Headers& headers = request.message.head.headers;
  const BodyFraming& body = request.message.body;
  const bool has_body =
      body.kind == BodyKind::Chunked || (body.kind == BodyKind::Length && body.length <= kMaxAskingRequestBytes);
  if (asking == nullptr || !has_body || !headers.find("expect").empty() || !is_plain(headers) ||
      !has_type(headers, "application/json") || !asking->may_ask(target_of(request)))
    return nullptr;
  return asking;
}

std::optional<AskingRequest> ask_for_usage(const ExchangeRequest& request, std::string_view body,
                                           const UsageAsking& asking) {
  auto asked = asking.asked(body);
  if (!asked) return std::nullopt;
  std::string head = rewrite_request_head(request.raw_head, request.message.head.target,
                                          request.route->upstream.authority(), kReplacedFields);
  head.resize(head.size() - 2);  // its blank line
  // Where nothing is said of codings, any is welcome.
  head += fmt::format("Accept-Encoding: identity\r\nContent-Length: {}\r\n\r\n", asked->size());
  return AskingRequest{std::move(head), std::move(*asked)};
}

std::optional<UsageHiding> UsageHiding::of(const ResponseMessage& answer, const UsageAsking& asking) {
  const bool is_chunked = answer.body.kind == BodyKind::Chunked;
  const bool can_shrink = is_chunked || answer.body.kind == BodyKind::UntilClose;
  const Headers& headers = answer.head.headers;
  if (!can_shrink || !is_plain(headers) || !has_type(headers, "text/event-stream")) return std::nullopt;
  return UsageHiding{SseSieve{asking.is_answer, kMaxHiddenEventBytes}, is_chunked};
}

std::string UsageHiding::pass(std::span<const std::string_view> payload, bool done) {
  std::string text;
  for (const std::string_view piece : payload) text += sieve_.feed(piece);
  if (done) text += sieve_.finish();
  if (!is_chunked_) return text;
  std::string framed;
  if (!text.empty()) framed = fmt::format("{:x}\r\n{}\r\n", text.size(), text);
  if (done) framed += "0\r\n\r\n";
  return framed;
}

}  // namespace tabacus::analytics
