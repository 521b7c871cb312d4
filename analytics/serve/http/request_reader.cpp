#include "analytics/serve/http/request_reader.hpp"

#include <algorithm>
#include <array>

#include "analytics/wire/http1_body.hpp"

namespace tabacus::analytics::serve {
namespace {

HttpRequest request_of(RequestHead&& head) {
  HttpRequest request;
  request.method = std::move(head.method);
  const std::size_t question = std::min(head.target.find('?'), head.target.size());
  request.path = head.target.substr(0, question);
  if (question < head.target.size()) request.query = parse_query(std::string_view{head.target}.substr(question + 1));
  request.headers = std::move(head.headers);
  return request;
}

}  // namespace

net::Awaitable<Result<void>> RequestReader::read_more() {
  std::array<char, 16 * 1024> bytes;
  const Result<std::size_t> got = co_await client_.read_some(bytes);
  if (!got) co_return fail(got.error());
  if (*got == 0) co_return fail(ErrorCode::Closed, "the client ended");
  received_.append(bytes.data(), *got);
  co_return Result<void>{};
}

net::Awaitable<Result<HttpRequest>> RequestReader::next() {
  HeadScanner scanner;
  auto end = scanner.find_end(received_);
  while (end && !*end) {
    if (received_.size() > kMaxHeadBytes)
      co_return fail(ErrorCode::Exhausted, fmt::format("a head of over {} bytes", kMaxHeadBytes));
    const Result<void> more = co_await read_more();
    if (!more) co_return fail(more.error());
    end = scanner.find_end(received_);
  }
  if (!end) co_return fail(end.error());
  auto message = parse_request_head(std::string_view{received_}.substr(0, **end));
  if (!message) co_return fail(message.error());
  received_.erase(0, **end);
  keep_alive_ = message->keep_alive;
  HttpRequest request = request_of(std::move(message->head));
  const Result<void> body = co_await read_body(message->body, request.body);
  if (!body) co_return fail(body.error());
  co_return request;
}

net::Awaitable<Result<void>> RequestReader::read_body(BodyFraming framing, std::string& body) {
  BodyFramer framer{framing};
  for (;;) {
    std::vector<std::string_view> payload;
    const auto taken = framer.feed(received_, payload);
    if (!taken) co_return fail(taken.error());
    for (const std::string_view piece : payload) body.append(piece);
    received_.erase(0, *taken);
    if (body.size() > kMaxBodyBytes)
      co_return fail(ErrorCode::Exhausted, fmt::format("a body of over {} bytes", kMaxBodyBytes));
    if (framer.done()) co_return Result<void>{};
    const Result<void> more = co_await read_more();
    if (!more) co_return fail(more.error());
  }
}

}  // namespace tabacus::analytics::serve
