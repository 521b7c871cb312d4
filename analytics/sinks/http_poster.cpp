#include "analytics/sinks/http_poster.hpp"

#include "analytics/net/watchdog.hpp"

namespace tabacus::analytics::sinks {
namespace {

std::string head_of(const UpstreamUrl& server, const HttpPost& post) {
  std::string head = fmt::format("POST {}{} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n", server.base_path,
                                 post.target, server.authority(), post.body.size());
  for (const auto& [name, value] : post.fields) head += fmt::format("{}: {}\r\n", name, value);
  return head + "\r\n";
}

}  // namespace

HttpPoster::HttpPoster(const net::Executor& executor, UpstreamUrl server, net::Trust trust,
                       std::chrono::milliseconds deadline)
    : executor_{executor},
      server_{std::move(server)},
      deadline_{deadline},
      dialer_{executor, {.deadline = deadline, .trust = std::move(trust)}} {}

void HttpPoster::finish() { stop_.request(); }

void HttpPoster::stop() {
  finish();
  if (stream_) stream_->close(net::Close::Reset);
}

net::Awaitable<Result<void>> HttpPoster::connect() {
  net::DialTarget target{.host = server_.host, .port = server_.port, .tls = server_.tls};
  Result<net::Dialed> dialed = co_await dialer_.dial(std::move(target), stop_);
  if (!dialed) co_return fail(dialed.error());
  stream_ = std::move(dialed->stream);
  co_return Result<void>{};
}

net::Awaitable<Result<HttpReply>> HttpPoster::exchange(const std::string& head, const std::string& body) {
  const Result<void> head_sent = co_await stream_->write(head);
  if (!head_sent) co_return fail(head_sent.error());
  const Result<void> sent = co_await stream_->write(body);
  // A server that refuses may answer before it has read all, and close: its answer is what counts.
  MessageReader reader{*stream_};
  for (;;) {
    const Result<std::string> raw = co_await reader.next_head();
    if (!raw) co_return fail(sent ? raw.error() : sent.error());
    auto message = parse_response_head(*raw, "POST");
    if (!message) co_return fail(message.error());
    if (message->is_interim()) continue;
    Result<std::string> text = co_await reader.read_body(message->body, kMostReplyBytes);
    if (!text) co_return fail(text.error());
    if (!message->keep_alive || !sent) stream_.reset();
    co_return HttpReply{message->head.status, std::move(message->head.headers), std::move(*text)};
  }
}

net::Awaitable<Result<HttpReply>> HttpPoster::post(HttpPost post) {
  const std::string head = head_of(server_, post);
  for (;;) {
    const bool is_kept = stream_ && stream_->is_idle();
    if (!is_kept) {
      stream_.reset();
      const Result<void> connected = co_await connect();
      if (!connected) co_return fail(connected.error());
    }
    bool is_late = false;
    Result<HttpReply> reply = fail(ErrorCode::Closed, "");
    {
      const net::Watchdog patience{executor_, deadline_, [&] {
                                     is_late = true;
                                     if (stream_) stream_->close(net::Close::Reset);
                                   }};
      reply = co_await exchange(head, post.body);
    }
    if (reply) co_return reply;
    stream_.reset();
    if (is_late)
      co_return fail(ErrorCode::TimedOut,
                     fmt::format("{} gave no whole answer within {} ms", server_.authority(), deadline_.count()));
    // One that was kept may have been closed by the server just then: what is sent twice counts once.
    if (!is_kept || stop_.requested()) co_return reply;
  }
}

}  // namespace tabacus::analytics::sinks
