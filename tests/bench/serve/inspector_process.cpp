#include "tests/bench/serve/inspector_process.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "tests/bench/proxy/socket.hpp"

namespace tabacus::bench {
namespace {

std::string between(const std::string& text, const std::string& begin, char end) {
  const std::size_t at = text.find(begin);
  if (at == std::string::npos) give_up("read what tabacus inspect says: " + text);
  const std::size_t from = at + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

}  // namespace

InspectorProcess::InspectorProcess(const std::string& program, const std::filesystem::path& directory)
    : process_{std::make_unique<testing::Process>(
          std::vector<std::string>{program, "inspect", "--no-browser", "--json", "--directory", directory.native()})} {
  const std::string line = process_->read_line();
  port_ = static_cast<std::uint16_t>(parse_int(between(line, "\"port\":", ',')).value_or(0));
  token_ = between(line, "\"token\":\"", '"');
}

std::string InspectorProcess::request(const std::string& path) const {
  return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n\r\n", path, port_, token_);
}

InspectorProcess::Answer InspectorProcess::get(const std::string& path) const {
  test::RawSocket socket = test::RawSocket::connect(port_);
  const std::int64_t began = now_ns();
  socket.send(request(path));
  const std::string head = socket.read_until("\r\n\r\n");
  const std::string length = between(head, "Content-Length: ", '\r');
  Answer answer;
  answer.body_bytes = socket.read_exactly(static_cast<std::size_t>(parse_int(length).value_or(0))).size();
  answer.ms = static_cast<double>(now_ns() - began) / 1e6;
  answer.status = static_cast<int>(parse_int(head.substr(9, 3)).value_or(0));
  return answer;
}

test::RawSocket InspectorProcess::follow() const {
  test::RawSocket socket = test::RawSocket::connect(port_);
  socket.send(request("/api/v1/live"));
  static_cast<void>(socket.read_until("event: snapshot"));
  static_cast<void>(socket.read_until("\n\n"));
  return socket;
}

}  // namespace tabacus::bench
