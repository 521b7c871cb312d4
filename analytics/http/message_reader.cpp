#include "analytics/http/message_reader.hpp"

#include <array>
#include <utility>
#include <vector>

#include "analytics/wire/http1_body.hpp"

namespace tabacus::analytics {

net::Awaitable<Result<void>> MessageReader::read_more() {
  std::array<char, 16 * 1024> bytes;
  const Result<std::size_t> got = co_await stream_.read_some(bytes);
  if (!got) co_return fail(got.error());
  if (*got == 0) co_return fail(ErrorCode::Closed, "the other end closed the connection");
  received_.append(bytes.data(), *got);
  co_return Result<void>{};
}

net::Awaitable<Result<std::string>> MessageReader::next_head(std::size_t most_bytes) {
  HeadScanner scanner;
  auto end = scanner.find_end(received_);
  while (end && !*end) {
    if (received_.size() > most_bytes)
      co_return fail(ErrorCode::Exhausted, fmt::format("a head of over {} bytes", most_bytes));
    const Result<void> more = co_await read_more();
    if (!more) co_return fail(more.error());
    end = scanner.find_end(received_);
  }
  if (!end) co_return fail(end.error());
  std::string head = received_.substr(0, **end);
  received_.erase(0, **end);
  co_return head;
}

net::Awaitable<Result<std::string>> MessageReader::read_body(BodyFraming framing, std::size_t most_bytes) {
  BodyFramer framer{framing};
  std::string body;
  for (;;) {
    std::vector<std::string_view> payload;
    const auto taken = framer.feed(received_, payload);
    if (!taken) co_return fail(taken.error());
    for (const std::string_view piece : payload) body.append(piece);
    received_.erase(0, *taken);
    if (body.size() > most_bytes)
      co_return fail(ErrorCode::Exhausted, fmt::format("a body of over {} bytes", most_bytes));
    if (framer.done()) co_return body;
    const Result<void> more = co_await read_more();
    if (!more && framer.ends_with_connection() && more.error().code == ErrorCode::Closed) co_return body;
    if (!more) co_return fail(more.error());
  }
}

}  // namespace tabacus::analytics
