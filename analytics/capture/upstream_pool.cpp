#include "analytics/capture/upstream_pool.hpp"

namespace tabacus::analytics {
namespace {

std::string key_of(const UpstreamUrl& upstream) {
  return fmt::format("{}://{}", upstream.tls ? "https" : "http", upstream.authority());
}

}  // namespace

std::unique_ptr<UpstreamConnection> UpstreamPool::take_idle(const UpstreamUrl& upstream) {
  auto found = idle_.extract(key_of(upstream));
  if (found.empty() || !found.mapped()->stream->is_idle()) return nullptr;
  auto connection = std::move(found.mapped());
  connection->reused = true;
  connection->connect = connection->tls = std::nullopt;
  return connection;
}

net::Awaitable<Result<std::unique_ptr<UpstreamConnection>>> UpstreamPool::connect(UpstreamUrl upstream,
                                                                                  net::DialStop& stop) {
  net::DialTarget target{upstream.host, upstream.port, upstream.tls};
  auto dialed = co_await dialer_.dial(std::move(target), stop);
  if (!dialed) co_return fail(dialed.error());
  auto connection = std::make_unique<UpstreamConnection>();
  connection->stream = std::move(dialed->stream);
  connection->connect = dialed->connect;
  connection->tls = dialed->tls;
  co_return connection;
}

void UpstreamPool::keep(const UpstreamUrl& upstream, std::unique_ptr<UpstreamConnection> connection) {
  idle_[key_of(upstream)] = std::move(connection);
}

}  // namespace tabacus::analytics
