#include "analytics/capture/reader_stream.hpp"

#include <algorithm>
#include <cstring>

namespace tabacus::analytics {

net::Awaitable<Result<std::size_t>> ReaderStream::read_some(std::span<char> into) {
  while (reader_.pending().empty() && !reader_.ended() && !closed_) co_await reader_.wait();
  if (closed_) co_return fail(ErrorCode::Closed, "read: closed");
  const std::string_view pending = reader_.pending();
  const std::size_t count = std::min(pending.size(), into.size());
  std::memcpy(into.data(), pending.data(), count);
  reader_.consume(count);
  counts_->read += static_cast<std::int64_t>(count);
  co_return count;
}

net::Awaitable<Result<void>> ReaderStream::write(std::string_view bytes) {
  const Result<void> written = co_await client_.write(bytes);
  if (written) counts_->written += static_cast<std::int64_t>(bytes.size());
  co_return written;
}

void ReaderStream::close(net::Close how) {
  closed_ = true;
  client_.close(how);
  reader_.wake();
}

}  // namespace tabacus::analytics
