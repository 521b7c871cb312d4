#include "analytics/net/resolver.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "analytics/net/asio.hpp"
#include "analytics/net/event.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics::net {
namespace {

/// Each costs a thread, and a resolver that does not answer keeps it for half a minute.
constexpr std::size_t kMaxLookups = 32;
/// Names that wait for one of these to end. Each has a dial that waits for it, and a dial a connection.
constexpr std::size_t kMaxQueued = 1024;

/// Whoever owns a name says how many addresses it has; each that is silent keeps a socket until the dial ends.
constexpr std::size_t kMaxEndpoints = 16;

using Addresses = Result<std::vector<std::string>>;

/// By the system's rules: /etc/hosts, DNS, in the order of RFC 6724.
Addresses ask_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int outcome = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (outcome != 0) return fail(ErrorCode::NotFound, fmt::format("resolve: {}", ::gai_strerror(outcome)));
  const ScopeExit freed{[found] { ::freeaddrinfo(found); }};
  std::vector<std::string> addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    char text[NI_MAXHOST];  // with the zone of a link-local address
    if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof(text), nullptr, 0, NI_NUMERICHOST) == 0)
      addresses.emplace_back(text);
  }
  return addresses;
}

Endpoints endpoints_of(const std::vector<std::string>& addresses, std::uint16_t port) {
  Endpoints endpoints;
  for (const std::string& text : addresses) {
    ErrorValue ec;
    const auto address = asio::ip::make_address(text, ec);
    if (!ec) endpoints.emplace_back(address, port);
  }
  return interleaved(endpoints);
}

}  // namespace

/// One name that is being looked up, or will be, for all who want it. Net thread.
struct Resolver::Question {
  std::vector<std::shared_ptr<Event>> waiting;
  std::optional<Addresses> answer;
};

/// Shared with the threads, which may outlast the resolver and its event loop.
struct Resolver::Hub {
  std::mutex mutex;
  bool closed = false;  // guarded by mutex; no thread touches the executor afterwards
  Executor executor;
  LookUp look_up;
  std::map<std::string, std::shared_ptr<Question>> questions;  // net thread
  std::deque<std::string> queued;                              // net thread; those not begun, in the order of asking
  std::size_t running = 0;                                     // net thread; threads

  void settle(const std::string& host, Addresses answer) {
    const auto found = questions.extract(host);
    if (found.empty()) return;
    found.mapped()->answer = std::move(answer);
    for (const auto& event : found.mapped()->waiting) event->notify();
  }

  static void deliver(const std::shared_ptr<Hub>& hub, const std::string& host, Addresses answer) {
    --hub->running;
    hub->settle(host, std::move(answer));
    begin_queued(hub);
  }

  static void work(const std::shared_ptr<Hub>& hub, const std::string& host) {
    Addresses answer = hub->look_up(host);
    const std::lock_guard lock{hub->mutex};
    if (hub->closed) return;
    asio::post(hub->executor, [hub, host, answer = std::move(answer)] { deliver(hub, host, answer); });
  }

  static void begin_queued(const std::shared_ptr<Hub>& hub) {
    while (hub->running < kMaxLookups && !hub->queued.empty() && !hub->is_closed()) {
      const std::string host = std::move(hub->queued.front());
      hub->queued.pop_front();
      try {
        std::thread{[hub, host] { work(hub, host); }}.detach();
        ++hub->running;
      } catch (const std::system_error& error) {
        hub->settle(host, fail(ErrorCode::Exhausted, fmt::format("resolve: start a thread: {}", error.what())));
      }
    }
  }

  [[nodiscard]] bool is_closed() {
    const std::lock_guard lock{mutex};
    return closed;
  }

  static Result<std::shared_ptr<Question>> ask(const std::shared_ptr<Hub>& hub, const std::string& host) {
    const auto found = hub->questions.find(host);
    if (found != hub->questions.end()) return found->second;
    if (hub->queued.size() >= kMaxQueued) return fail(ErrorCode::Exhausted, "too many names are to be resolved");
    const auto question = hub->questions[host] = std::make_shared<Question>();
    hub->queued.push_back(host);
    begin_queued(hub);
    return question;
  }

  /// Nobody looks a name up for those who have left.
  void leave(const std::string& host, Question& question, const std::shared_ptr<Event>& event) {
    std::erase(question.waiting, event);
    if (question.waiting.empty() && std::erase(queued, host) > 0) questions.erase(host);
  }
};

Resolver::Resolver(const Executor& executor, LookUp look_up)
    : hub_{new Hub{{}, false, executor, look_up ? std::move(look_up) : LookUp{ask_system}, {}, {}}} {}

Resolver::~Resolver() {
  const std::lock_guard lock{hub_->mutex};
  hub_->closed = true;
}

Awaitable<Result<Endpoints>> Resolver::resolve(std::string host, std::uint16_t port,
                                               std::chrono::steady_clock::time_point deadline, DialStop& stop) {
  ErrorValue not_literal;
  const auto address = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return Endpoints{{address, port}};

  const std::shared_ptr<Hub> hub = hub_;  // the resolver may go first
  const auto asked = Hub::ask(hub, host);
  if (!asked) co_return fail(asked.error());
  const std::shared_ptr<Question> question = *asked;
  const auto woken = std::make_shared<Event>(hub->executor);
  question->waiting.push_back(woken);
  stop.on_request([woken] { woken->notify(); });
  const ScopeExit gone{[&] {
    stop.on_request({});
    hub->leave(host, *question, woken);
  }};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (question->answer || stop.requested() || left.count() <= 0) break;
    co_await woken->wait_for(left);
  }
  if (stop.requested()) co_return fail(ErrorCode::Closed, "given up");
  if (!question->answer) co_return fail(ErrorCode::TimedOut, "its name did not resolve in time");
  const Addresses& answer = *question->answer;
  if (!answer) co_return fail(answer.error());
  Endpoints endpoints = endpoints_of(*answer, port);
  if (endpoints.empty()) co_return fail(ErrorCode::NotFound, "resolve: its name has no address");
  co_return endpoints;
}

Endpoints interleaved(const Endpoints& endpoints) {
  Endpoints preferred, other;
  for (const auto& endpoint : endpoints)
    (endpoint.protocol() == endpoints.front().protocol() ? preferred : other).push_back(endpoint);
  Endpoints mixed;
  for (std::size_t i = 0; i < std::max(preferred.size(), other.size()); ++i) {
    if (i < preferred.size()) mixed.push_back(preferred[i]);
    if (i < other.size()) mixed.push_back(other[i]);
  }
  mixed.resize(std::min(mixed.size(), kMaxEndpoints));
  return mixed;
}

}  // namespace tabacus::analytics::net
