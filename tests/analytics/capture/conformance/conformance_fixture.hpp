// A proxy between a raw client and a scripted upstream: ours, or any other that runs already. Bytes are compared, never
// what a parser makes of them; "at once" is proven by order: the next piece is not sent before the last one was seen.
//
// Another proxy is tested with TABACUS_CONFORMANCE_PROXY=<its port> and TABACUS_CONFORMANCE_UPSTREAM=<the port on
// 127.0.0.1 that it forwards to>; tests that look at our own insides skip themselves then.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {

class Conformance : public CaptureFixture {
 protected:
  struct ForeignProxy {
    std::uint16_t port = 0;
    std::uint16_t upstream = 0;
  };

  void TearDown() override;

  /// Starts the upstream and the proxy before it.
  void serve(FakeUpstream::Script script);
  /// Starts the proxy before a port where nothing listens.
  void serve_nothing();
  [[nodiscard]] int upstream_connections() const;
  [[nodiscard]] RawSocket connect() const;

  /// The authority and the target by which the proxy is asked.
  [[nodiscard]] std::string host() const;
  [[nodiscard]] std::string target(std::string_view path) const;
  [[nodiscard]] std::string head(std::string_view method, std::string_view path, std::string_view fields = "") const;
  [[nodiscard]] std::string post(std::string_view path, std::string_view body) const;
  [[nodiscard]] static bool is_ours() { return !foreign(); }

 private:
  static const std::optional<ForeignProxy>& foreign();

  std::unique_ptr<FakeUpstream> foreign_upstream_;
};

/// What the upstream sees of such a request; its Host is left out, as without_host() leaves it out.
[[nodiscard]] std::string forwarded(std::string_view method, std::string_view path, std::string_view fields = "");
/// A head without the line of Host: what stands in it is the proxy's choice.
[[nodiscard]] std::string without_host(std::string message);
/// Empty when both are the same bytes; else where they part, with what stands there. For what is too long to print.
[[nodiscard]] std::string first_difference(std::string_view seen, std::string_view expected);

/// Lets the upstream go on when the client has seen what came so far.
class Turn {
 public:
  void give() { semaphore_.release(); }
  /// False when it did not come in time.
  [[nodiscard]] bool wait() { return semaphore_.try_acquire_for(std::chrono::seconds{8}); }

 private:
  std::counting_semaphore<> semaphore_{0};
};

}  // namespace tabacus::analytics::test
