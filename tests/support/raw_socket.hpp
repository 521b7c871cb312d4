// A blocking loopback socket that sends and expects exact bytes; every wait ends after a few seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"

namespace tabacus::test {

enum class StreamEnd { Clean, Reset, Open };

class RawSocket {
 public:
  /// Small sends go out at once.
  explicit RawSocket(UniqueFd fd);
  [[nodiscard]] static RawSocket connect(std::uint16_t port);

  /// False when the other end takes no more.
  bool send(std::string_view bytes);
  /// Sends until nothing was taken for that long; how much went out.
  std::size_t send_while_taken(std::string_view bytes, std::chrono::milliseconds patience);
  /// Everything up to and including `marker`; what came instead when the stream ends or stays silent.
  [[nodiscard]] std::string read_until(std::string_view marker);
  [[nodiscard]] std::string read_exactly(std::size_t count);
  /// Everything to the end of the stream.
  [[nodiscard]] std::string read_to_end();
  /// True when the other end closes in time; what it sends before is dropped.
  [[nodiscard]] bool closes_within(std::chrono::milliseconds time);
  /// True when the connection is reset in time; whatever came before it stays unread.
  [[nodiscard]] bool breaks_within(std::chrono::milliseconds time);
  [[nodiscard]] bool is_silent_for(std::chrono::milliseconds time);
  [[nodiscard]] bool is_connected() const { return static_cast<bool>(fd_); }
  /// How the stream ended, as far as it was read.
  [[nodiscard]] StreamEnd end() const { return end_; }

  [[nodiscard]] int native_handle() const { return fd_.get(); }
  void shutdown_write();
  void close() { fd_.reset(); }
  void reset();

 private:
  bool read_more(std::chrono::milliseconds patience);

  UniqueFd fd_;
  std::string received_;
  StreamEnd end_ = StreamEnd::Open;
};

}  // namespace tabacus::test
