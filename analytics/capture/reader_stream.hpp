// The rest of a client's connection, as a stream of its own: what comes through a CONNECT that ends here. Net thread.
#pragma once

#include <memory>

#include "analytics/capture/client_reader.hpp"
#include "analytics/net/stream.hpp"

namespace tabacus::analytics {

/// What went through a stream; outlives it.
struct ByteCounts {
  std::int64_t read = 0;
  std::int64_t written = 0;
};

class ReaderStream final : public net::Stream {
 public:
  /// Reads what `reader` has and gets, writes to `client`; `owner` keeps both.
  ReaderStream(std::shared_ptr<const void> owner, ClientReader& reader, net::Stream& client,
               std::shared_ptr<ByteCounts> counts)
      : owner_{std::move(owner)}, reader_{reader}, client_{client}, counts_{std::move(counts)} {}

  net::Awaitable<Result<std::size_t>> read_some(std::span<char> into) override;
  net::Awaitable<Result<void>> write(std::string_view bytes) override;
  void shutdown_write() override { client_.shutdown_write(); }
  void close(net::Close how) override;
  bool is_idle() override { return reader_.pending().empty() && !reader_.ended(); }
  int native_handle() override { return client_.native_handle(); }

 private:
  const std::shared_ptr<const void> owner_;
  ClientReader& reader_;
  net::Stream& client_;
  const std::shared_ptr<ByteCounts> counts_;
  bool closed_ = false;
};

}  // namespace tabacus::analytics
