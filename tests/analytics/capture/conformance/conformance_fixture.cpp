#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

#include <algorithm>

namespace tabacus::analytics::test {

Conformance::Conformance() = default;
Conformance::~Conformance() = default;

void Conformance::serve_nothing() {
  std::uint16_t closed_port = 0;
  {
    const FakeUpstream gone{[](RawSocket&, int) {}};
    closed_port = gone.port();
  }
  open_port(fmt::format("http://127.0.0.1:{}", closed_port));
}

std::string Conformance::host() const { return fmt::format("127.0.0.1:{}", port()); }

std::string Conformance::target(std::string_view path) const { return fmt::format("/{}/anthropic{}", token(), path); }

std::string forwarded(std::string_view method, std::string_view path, std::string_view fields) {
  return fmt::format("{} {} HTTP/1.1\r\n{}\r\n", method, path, fields);
}

std::string without_host(std::string message) {
  const std::size_t begin = message.find("\r\nHost: ");
  if (begin == std::string::npos) return message;
  const std::size_t end = message.find("\r\n", begin + 2);
  return message.erase(begin, end - begin);
}

std::string first_difference(std::string_view seen, std::string_view expected) {
  const auto [at, other] = std::mismatch(seen.begin(), seen.end(), expected.begin(), expected.end());
  if (at == seen.end() && other == expected.end()) return {};
  const auto offset = static_cast<std::size_t>(at - seen.begin());
  return fmt::format("{} bytes instead of {}; they part at {}: '{}' instead of '{}'", seen.size(), expected.size(),
                     offset, seen.substr(offset, 40), expected.substr(offset, 40));
}

}  // namespace tabacus::analytics::test
