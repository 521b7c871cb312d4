// The proxy between a raw client and a scripted upstream. Bytes are compared, never what a parser makes of them; "at
// once" is proven by order: the next piece is not sent before the last one was seen.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {

class Conformance : public CaptureFixture {
 protected:
  Conformance();
  ~Conformance() override;

  /// Opens the port before an upstream where nothing listens.
  void serve_nothing();
  /// The authority and the target by which the port is asked.
  [[nodiscard]] std::string host() const;
  [[nodiscard]] std::string target(std::string_view path) const;
};

/// What the upstream sees of such a request, without its Host.
[[nodiscard]] std::string forwarded(std::string_view method, std::string_view path, std::string_view fields = "");
/// A message without the line of Host.
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
