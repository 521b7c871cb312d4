#include "analytics/capture/upstream_pool.hpp"

namespace tabacus::analytics {
std::unique_ptr<UpstreamConnection> UpstreamPool::take_idle(const UpstreamUrl& upstream) {
  const auto found = idle_.find(origin_of(upstream));
  if (found == idle_.end()) return nullptr;
  std::deque<Idle>& idle = found->second;
  std::unique_ptr<UpstreamConnection> taken;
  while (!taken && !idle.empty()) {
    Idle last = std::move(idle.back());
    idle.pop_back();
    if (!is_stale(last) && last.connection->stream->is_idle()) taken = std::move(last.connection);
  }
  if (idle.empty()) idle_.erase(found);
  if (!taken) return nullptr;
  taken->reused = true;
  taken->connect = taken->tls = std::nullopt;
  return taken;
}

net::Awaitable<Result<std::unique_ptr<UpstreamConnection>>> UpstreamPool::connect(UpstreamUrl upstream,
                                                                                  net::RefuseAddress refuses,
                                                                                  net::DialStop& stop) {
  net::DialTarget target{upstream.host, upstream.port, upstream.tls, proxy_.proxy_for(upstream), std::move(refuses)};
  auto dialed = co_await dialer_.dial(std::move(target), stop);
  if (!dialed) co_return fail(dialed.error());
  auto connection = std::make_unique<UpstreamConnection>();
  connection->stream = std::move(dialed->stream);
  connection->connect = dialed->connect;
  connection->tls = dialed->tls;
  co_return connection;
}

void UpstreamPool::keep(const UpstreamUrl& upstream, std::unique_ptr<UpstreamConnection> connection) {
  std::deque<Idle>& idle = idle_[origin_of(upstream)];
  idle.push_back({std::move(connection), clock_.steady(), clock_.wall()});
  if (idle.size() > kMaxIdle) idle.pop_front();
}

bool UpstreamPool::is_stale(const Idle& idle) const {
  return clock_.steady() - idle.since > kMaxIdleTime || clock_.wall() - idle.since_wall > kMaxIdleTime;
}

void UpstreamPool::sweep() {
  for (auto& [key, idle] : idle_)
    std::erase_if(idle, [&](const Idle& each) { return is_stale(each) || !each.connection->stream->is_idle(); });
  std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace tabacus::analytics
