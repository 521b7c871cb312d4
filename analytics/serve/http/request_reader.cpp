#include "analytics/serve/http/request_reader.hpp"

#include <algorithm>
#include <utility>

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

net::Awaitable<Result<HttpRequest>> RequestReader::next() {
  const Result<std::string> head = co_await reader_.next_head(kMaxHeadBytes);
  if (!head) co_return fail(head.error());
  auto message = parse_request_head(*head);
  if (!message) co_return fail(message.error());
  keep_alive_ = message->keep_alive;
  HttpRequest request = request_of(std::move(message->head));
  Result<std::string> body = co_await reader_.read_body(message->body, kMaxBodyBytes);
  if (!body) co_return fail(body.error());
  request.body = std::move(*body);
  co_return request;
}

}  // namespace tabacus::analytics::serve
