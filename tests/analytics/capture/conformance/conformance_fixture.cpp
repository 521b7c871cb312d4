#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"

namespace tabacus::analytics::test {
namespace {

std::optional<std::uint16_t> port_in(const char* variable) {
  const char* value = std::getenv(variable);
  const auto port = value != nullptr ? parse_int(value) : std::nullopt;
  return port ? std::optional{static_cast<std::uint16_t>(*port)} : std::nullopt;
}

}  // namespace

const std::optional<Conformance::ForeignProxy>& Conformance::foreign() {
  static const std::optional<ForeignProxy> kForeign = []() -> std::optional<ForeignProxy> {
    const auto proxy = port_in("TABACUS_CONFORMANCE_PROXY");
    const auto upstream = port_in("TABACUS_CONFORMANCE_UPSTREAM");
    if (!proxy || !upstream) return std::nullopt;
    return ForeignProxy{*proxy, *upstream};
  }();
  return kForeign;
}

void Conformance::TearDown() {
  foreign_upstream_.reset();
  CaptureFixture::TearDown();
}

void Conformance::serve(FakeUpstream::Script script) {
  if (is_ours())
    serve_upstream(std::move(script));
  else
    foreign_upstream_ = std::make_unique<FakeUpstream>(std::move(script), foreign()->upstream);
}

void Conformance::serve_nothing() {
  if (!is_ours()) return;
  std::uint16_t closed_port = 0;
  {
    const FakeUpstream gone{[](RawSocket&, int) {}};
    closed_port = gone.port();
  }
  open_port(fmt::format("http://127.0.0.1:{}", closed_port));
}

int Conformance::upstream_connections() const { return (is_ours() ? upstream() : *foreign_upstream_).connections(); }

RawSocket Conformance::connect() const { return RawSocket::connect(is_ours() ? port() : foreign()->port); }

std::string Conformance::host() const { return fmt::format("127.0.0.1:{}", is_ours() ? port() : foreign()->port); }

std::string Conformance::target(std::string_view path) const {
  return is_ours() ? fmt::format("/{}/anthropic{}", token(), path) : std::string{path};
}

std::string Conformance::head(std::string_view method, std::string_view path, std::string_view fields) const {
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", method, target(path), host(), fields);
}

std::string Conformance::post(std::string_view path, std::string_view body) const {
  return head("POST", path, fmt::format("Content-Length: {}\r\n", body.size())).append(body);
}

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
