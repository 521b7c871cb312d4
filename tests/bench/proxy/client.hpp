// A blocking client, plain or TLS, and questions about the process that it loads.
#pragma once

#include <openssl/ssl.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/proxy/targets.hpp"

namespace tabacus::bench {

class Client {
 public:
  explicit Client(const Target& target);

  void send(std::string_view bytes);
  /// Everything up to and including `marker`; valid until the next call. Ends the program when the stream ends first.
  std::string_view read_through(std::string_view marker);
  /// What one read brings; empty at the end.
  std::string_view read_some();
  /// Nothing to read for so long.
  [[nodiscard]] bool is_silent_for(int timeout_ms) const;
  /// What read_through() has read beyond its marker.
  [[nodiscard]] std::string_view left_over() const { return std::string_view{buffer_}.substr(begin_); }
  [[nodiscard]] int fd() const { return fd_.get(); }
  void close() { fd_.reset(); }

 private:
  std::string name_;
  UniqueFd fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
  std::string buffer_;
  std::size_t begin_ = 0;
  std::vector<char> chunk_ = std::vector<char>(256 * 1024);
};

/// A POST with this query and body.
[[nodiscard]] std::string request(const Target& target, std::string_view query, std::string_view body);

/// User and system time of all its threads so far.
[[nodiscard]] std::int64_t cpu_ns(pid_t pid);
/// "VmRSS" or "VmHWM" in KiB.
[[nodiscard]] double memory_kib(pid_t pid, std::string_view field);
/// From now on VmHWM is the peak since now.
void reset_peak(pid_t pid);

}  // namespace tabacus::bench
