// The Model Context Protocol over two descriptors: a message per line, nothing else. The caller's thread.
#include <unistd.h>

#include <array>
#include <cerrno>

#include "analytics/api/serve.hpp"
#include "analytics/serve/mcp/mcp_server.hpp"

namespace tabacus::analytics {
namespace {

using serve::kMaxMessageBytes;

Result<void> write_all(int out, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(out, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno("write to", "the client");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

class Lines {
 public:
  explicit Lines(int in) : in_{in} {}

  /// Without its end. Of a line that is too long its front, one byte too many: it is refused as too long. Empty
  /// optional: there are no more.
  Result<std::optional<std::string>> next() {
    std::string line;
    bool is_cut = false;
    for (;;) {
      if (const std::size_t end = received_.find('\n'); end != std::string::npos) {
        if (!is_cut) line += received_.substr(0, end);
        received_.erase(0, end + 1);
        return std::optional{std::move(line)};
      }
      if (!is_cut) line += received_;
      received_.clear();
      if (line.size() > kMaxMessageBytes) line.resize(kMaxMessageBytes + 1), is_cut = true;
      const auto more = read_more();
      if (!more) return fail(more.error());
      if (!*more) return line.empty() ? std::optional<std::string>{} : std::optional{std::move(line)};
    }
  }

 private:
  Result<bool> read_more() {
    std::array<char, 64 * 1024> bytes;
    for (;;) {
      const ssize_t got = ::read(in_, bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail_errno("read from", "the client");
      received_.assign(bytes.data(), static_cast<std::size_t>(got));
      return got > 0;
    }
  }

  int in_;
  std::string received_;
};

}  // namespace

Result<void> serve_mcp(const ServeOptions& options, int in, int out) {
  const SystemClock clock;
  serve::StoreWindow store{options.directory};
  serve::McpServer server{{store, options, clock}, serve::tools()};
  Lines lines{in};
  for (;;) {
    const auto line = lines.next();
    if (!line) return fail(line.error());
    if (!*line) return {};
    if ((*line)->find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto reply = server.answer(**line);
    if (!reply.message) continue;
    if (auto written = write_all(out, serve::dump(*reply.message) + '\n'); !written) return written;
  }
}

}  // namespace tabacus::analytics
