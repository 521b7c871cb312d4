#include "analytics/simulator/http_exchange.hpp"

#include <algorithm>
#include <utility>

#include "analytics/wire/content_coding.hpp"
#include "analytics/wire/http1_head.hpp"

namespace tabacus::analytics::simulator {
namespace {

/// "/simulate-426/v1/responses" is "/v1/responses" on a server that refuses upgrades with 426.
void take_socket_fault(SimulatedRequest& request) {
  constexpr std::string_view kPrefix = "/simulate-";
  const std::size_t end = request.path.find('/', 1);
  if (!request.path.starts_with(kPrefix) || end == std::string::npos) return;
  request.socket_fault = request.path.substr(kPrefix.size(), end - kPrefix.size());
  request.path.erase(0, end);
}

SimulatedRequest request_of(const RequestHead& head) {
  SimulatedRequest request;
  request.method = head.method;
  const std::size_t question = std::min(head.target.find('?'), head.target.size());
  request.path = head.target.substr(0, question);
  if (question < head.target.size()) request.query = head.target.substr(question + 1);
  request.fault = head.headers.find("x-simulate");
  request.accepted_codings = head.headers.find("accept-encoding");
  request.is_anthropic = !head.headers.find("anthropic-version").empty();
  take_socket_fault(request);
  return request;
}

/// A body that cannot be decoded stays as it came; the dialects answer it with 400.
void decode_body(SimulatedRequest& request, std::string_view coding) {
  auto decoder = ContentDecoder::create(coding, RequestReader::kMaxBodyBytes);
  if (!decoder || decoder->is_identity()) return;
  std::string plain;
  if (!decoder->feed(request.body, [&](std::string_view bytes) { plain.append(bytes); })) return;
  if (decoder->finish()) request.body = std::move(plain);
}

}  // namespace

net::Awaitable<Result<SimulatedRequest>> RequestReader::next() {
  const Result<std::string> head = co_await reader_.next_head();
  if (!head) co_return fail(head.error());
  auto message = parse_request_head(*head);
  if (!message) co_return fail(message.error());
  keep_alive_ = message->keep_alive;
  wants_websocket_ = message->wants_websocket;
  if (!message->head.headers.find("Expect").empty()) {
    const Result<void> told = co_await client_.write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!told) co_return fail(told.error());
  }

  SimulatedRequest request = request_of(message->head);
  headers_ = std::move(message->head.headers);
  Result<std::string> body = co_await reader_.read_body(message->body, kMaxBodyBytes);
  if (!body) co_return fail(body.error());
  request.body = std::move(*body);
  decode_body(request, headers_.find("content-encoding"));
  co_return request;
}

std::string head_of(const SimulatedAnswer& answer, std::string_view coding, std::size_t body_bytes) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason_phrase(answer.status));
  for (const auto& [name, value] : answer.headers) head += fmt::format("{}: {}\r\n", name, value);
  if (coding != "identity") head += fmt::format("Content-Encoding: {}\r\nVary: Accept-Encoding\r\n", coding);
  if (answer.streams) return head + "Transfer-Encoding: chunked\r\n\r\n";
  return head + fmt::format("Content-Length: {}\r\n\r\n", body_bytes);
}

std::string chunk_of(std::string_view bytes) {
  return bytes.empty() ? std::string{} : fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

}  // namespace tabacus::analytics::simulator
