// The inspector's server: who may ask, what answers, and how a connection lives. Serve thread but for start and end.
#include <unistd.h>

#include <algorithm>
#include <set>

#include "analytics/api/serve.hpp"
#include "analytics/capture/peer_identity.hpp"
#include "analytics/net/event.hpp"
#include "analytics/net/io_thread.hpp"
#include "analytics/net/listener.hpp"
#include "analytics/net/watchdog.hpp"
#include "analytics/serve/http/access.hpp"
#include "analytics/serve/http/live_feed.hpp"
#include "analytics/serve/http/page_files.hpp"
#include "analytics/serve/http/request_reader.hpp"
#include "analytics/serve/http/route.hpp"
#include "analytics/serve/mcp/mcp_server.hpp"
#include "analytics/serve/metrics/metrics.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace serve {
namespace {

constexpr log::Category kLog{"serve"};

constexpr std::size_t kMostConnections = 128;
constexpr std::size_t kTokenLength = 32;
constexpr std::chrono::seconds kRequestPatience{30};  ///< for a whole request, and for a connection without one
constexpr std::chrono::seconds kWritePatience{20};    ///< for a client to read what it asked for
constexpr std::chrono::seconds kHeartbeat{15};
constexpr std::chrono::milliseconds kAcceptPause{100};

HttpAnswer refusal(int status, std::string_view code, std::string_view message) {
  HttpAnswer answer = json_answer({{"error", {{"code", code}, {"message", message}}}});
  answer.status = status;
  return answer;
}

HttpAnswer unauthorized() {
  HttpAnswer answer = refusal(401, "unauthorized",
                              "needs the token: 'tabacus inspect' opens the page with it; programs send it as "
                              "Authorization: Bearer TOKEN");
  answer.fields.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

const PageFile* page_file(std::string_view path) {
  const auto files = page_files();
  const auto found = std::ranges::find(files, path, &PageFile::path);
  return found != files.end() ? &*found : nullptr;
}

HttpAnswer answer_of(const PageFile& file) {
  HttpAnswer answer{.type = std::string{file.type}, .body = std::string{file.gzip}};
  answer.fields.emplace_back("Content-Encoding", "gzip");
  return answer;
}

McpHeaders mcp_headers(const Headers& headers) {
  return {std::string{trim(headers.find("MCP-Protocol-Version"))}, std::string{trim(headers.find("Mcp-Method"))},
          std::string{trim(headers.find("Mcp-Name"))}};
}

/// What an EventSource, or what stands in for one, says it saw last.
std::optional<std::int64_t> last_seen(const HttpRequest& request) {
  if (const auto number = parse_int(request.headers.find("Last-Event-ID"))) return number;
  const auto given = request.query.find("after");
  return given != request.query.end() ? parse_int(given->second) : std::nullopt;
}

class LoopbackServer final : public Inspector {
 public:
  LoopbackServer(ServeOptions options, std::string token)
      : options_{std::move(options)}, token_{std::move(token)}, pause_{thread_.executor()} {}

  ~LoopbackServer() override {
    if (feed_) feed_->stop();
    thread_.run([this] {
      closed_ = true;
      if (listener_) listener_->close();
      pause_.notify();
      for (net::Stream* stream : connections_) stream->close(net::Close::Reset);
    });
    thread_.stop();
    feed_.reset();  // only now does nobody on that thread look at it
  }

  Result<void> listen(std::uint16_t port) {
    auto listener = net::Listener::bind(thread_.executor(), port);
    if (!listener) return fail(listener.error());
    listener_ = std::move(*listener);
    feed_ = std::make_unique<LiveFeed>(thread_, options_);
    thread_.post([this] { net::spawn(thread_.executor(), accept_all()); });
    return {};
  }

  [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }
  [[nodiscard]] std::string url() const override {
    return fmt::format("http://127.0.0.1:{}/#token={}", port(), token_);
  }
  [[nodiscard]] const std::string& token() const override { return token_; }

 private:
  net::Awaitable<void> accept_all();
  net::Awaitable<void> serve(std::unique_ptr<net::Stream> client);
  net::Awaitable<bool> answer(net::Stream& client, const HttpRequest& request, bool keep_alive);
  net::Awaitable<bool> send(net::Stream& client, std::string text);
  net::Awaitable<void> follow(net::Stream& client, std::optional<std::int64_t> after);
  [[nodiscard]] HttpAnswer answer_to(const HttpRequest& request);
  [[nodiscard]] HttpAnswer answer_mcp(const HttpRequest& request);
  [[nodiscard]] HttpAnswer metrics(const HttpRequest& request);
  [[nodiscard]] HttpAnswer health();

  const ServeOptions options_;
  const std::string token_;
  const SystemClock clock_;

  // Serve thread.
  StoreWindow store_{options_.directory};
  ServeContext context_{store_, options_, clock_};
  McpServer mcp_{context_, tools()};
  PeerIdentity peers_;
  std::set<net::Stream*> connections_;
  bool closed_ = false;
  std::unique_ptr<LiveFeed> feed_;  // before the thread: what is left on that asks whether it is there

  net::IoThread thread_{"serve"};
  net::Event pause_;
  std::unique_ptr<net::Listener> listener_;
};

net::Awaitable<void> LoopbackServer::accept_all() {
  while (!closed_) {
    auto client = co_await listener_->accept();
    if (closed_) break;
    if (!client || connections_.size() >= kMostConnections) {
      co_await pause_.wait_for(kAcceptPause);
      continue;
    }
    const auto peer = peers_.peer_of((*client)->native_handle());
    if (!may_call(peer, ::getuid(), RootCalls::Refused)) continue;
    net::spawn(thread_.executor(), serve(std::move(*client)));
  }
}

net::Awaitable<void> LoopbackServer::serve(std::unique_ptr<net::Stream> client) {
  net::Stream* stream = client.get();
  connections_.insert(stream);
  const ScopeExit gone{[&] { connections_.erase(stream); }};
  RequestReader reader{*client};
  for (bool goes_on = true; goes_on && !closed_;) {
    Result<HttpRequest> request = fail(ErrorCode::Closed, "");
    {
      const net::Watchdog patience{thread_.executor(), kRequestPatience, [&] { client->close(net::Close::Normal); }};
      request = co_await reader.next();
    }
    if (!request) {
      if (request.error().code == ErrorCode::InvalidInput || request.error().code == ErrorCode::Exhausted) {
        std::string text = render(error_answer(request.error()), false, false);
        co_await send(*client, std::move(text));
      }
      break;
    }
    goes_on = co_await answer(*client, *request, reader.keeps_alive());
  }
  client->shutdown_write();
  client->close(net::Close::Normal);
}

/// False: the connection ends.
net::Awaitable<bool> LoopbackServer::answer(net::Stream& client, const HttpRequest& request, bool keep_alive) {
  const bool is_head = request.method == "HEAD";
  if (request.path == "/api/v1/live" && request.method == "GET" && check_origin(request.headers, port()) &&
      has_token(request.headers, token_)) {
    const std::optional<std::int64_t> after = last_seen(request);
    co_await follow(client, after);
    co_return false;
  }
  std::string text;
  try {
    text = render(answer_to(request), keep_alive, is_head);
  } catch (const std::exception& thrown) {
    log::error(kLog, "a request was given up: {}", thrown.what());
    text = render(refusal(500, "internal", "the request was given up; the log says why"), keep_alive, is_head);
  }
  const bool is_sent = co_await send(client, std::move(text));
  co_return (is_sent && keep_alive);
}

net::Awaitable<bool> LoopbackServer::send(net::Stream& client, std::string text) {
  const net::Watchdog patience{thread_.executor(), kWritePatience, [&] { client.close(net::Close::Reset); }};
  const Result<void> written = co_await client.write(text);
  co_return written.has_value();
}

net::Awaitable<void> LoopbackServer::follow(net::Stream& client, std::optional<std::int64_t> after) {
  std::string head = render_stream_head("text/event-stream");
  head += "retry: 1000\n\n";
  bool is_sent = co_await send(client, std::move(head));
  const std::shared_ptr<FeedReader> reader = feed_->join(after);
  const ScopeExit gone{[&] {
    if (feed_) feed_->leave(reader);
  }};
  while (is_sent && !closed_ && !reader->is_dropped()) {
    const std::shared_ptr<const std::string> text = co_await reader->next(kHeartbeat);
    if (reader->is_dropped() || closed_) break;
    std::string bytes = text ? *text : std::string{": still here\n\n"};
    is_sent = co_await send(client, std::move(bytes));
  }
}

HttpAnswer LoopbackServer::answer_to(const HttpRequest& request) {
  if (auto checked = check_host(request.headers, port()); !checked) return error_answer(checked.error());
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  // The page's files hold no call, so a link from anywhere may lead to them.
  if (const PageFile* file = page_file(request.path); file != nullptr && is_reading) return answer_of(*file);
  if (auto checked = check_origin(request.headers, port()); !checked) return error_answer(checked.error());
  if (request.path == "/health") return health();
  if (!has_token(request.headers, token_)) return unauthorized();
  if (request.path == "/mcp") return answer_mcp(request);
  if (request.path == "/metrics" && is_reading) return metrics(request);
  if (request.path == "/api/v1/live") return refusal(405, "invalid_input", "the path takes GET");
  return answer_api(context_, request);
}

HttpAnswer LoopbackServer::answer_mcp(const HttpRequest& request) {
  if (request.method != "POST") {
    HttpAnswer answer = refusal(405, "invalid_input", "the path takes POST: every answer is told at once");
    answer.fields.emplace_back("Allow", "POST");
    return answer;
  }
  const McpHeaders headers = mcp_headers(request.headers);
  const McpReply reply = mcp_.answer(request.body, &headers);
  HttpAnswer answer;
  if (reply.message) answer = json_answer(*reply.message);
  if (!reply.message) answer.type.clear();
  answer.status = reply.http_status;
  return answer;
}

HttpAnswer LoopbackServer::metrics(const HttpRequest& request) {
  const MetricsForm form = metrics_form(request.headers.find("Accept"));
  auto text = metrics_text(context_, form);
  if (!text) return error_answer(text.error());
  return {.type = std::string{media_type(form)}, .body = std::move(*text)};
}

/// Says only whether calls can be read: it needs no token.
HttpAnswer LoopbackServer::health() {
  const auto last = store_.ask("SELECT 1 FROM v_calls LIMIT 1", 1);
  const bool is_missing = !last && last.error().code == ErrorCode::NotFound;
  HttpAnswer answer = json_answer({{"status", last ? "ok" : is_missing ? "no_calls_yet" : "trouble"}});
  answer.status = last || is_missing ? 200 : 503;
  return answer;
}

}  // namespace
}  // namespace serve

Result<std::unique_ptr<Inspector>> Inspector::start(ServeOptions options, const Options& inspector) {
  std::string token = inspector.token.empty() ? random_token(serve::kTokenLength) : inspector.token;
  auto server = std::make_unique<serve::LoopbackServer>(std::move(options), std::move(token));
  if (auto listening = server->listen(inspector.port); !listening) return fail(listening.error());
  return std::unique_ptr<Inspector>{std::move(server)};
}

}  // namespace tabacus::analytics
