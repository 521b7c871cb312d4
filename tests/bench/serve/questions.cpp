// The page and its questions over many stored calls, and an agent's tool calls.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <thread>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "tests/bench/proxy/crowd.hpp"
#include "tests/bench/proxy/socket.hpp"
#include "tests/bench/serve/inspector_process.hpp"
#include "tests/bench/serve/parts.hpp"
#include "tests/bench/store/generator.hpp"

namespace tabacus::bench {
namespace {

using namespace analytics;

constexpr std::int64_t kMostWaiting = 20'000;
constexpr int kToolCalls = 180;  // what an agent may ask in one go

/// `tabacus mcp` with both ends of its pipes as one socket.
class McpProcess {
 public:
  McpProcess(const std::string& program, const std::filesystem::path& directory) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) give_up("make a pair of sockets");
    socket_ = std::make_unique<test::RawSocket>(UniqueFd{ends[0]});
    const UniqueFd theirs{ends[1]};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
    std::vector<std::string> words{program, "mcp", "--directory", directory.native()};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int failed = ::posix_spawn(&child_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) give_up("start tabacus mcp");
  }
  ~McpProcess() {
    socket_->close();
    ::waitpid(child_, nullptr, 0);
  }

  std::string ask(const std::string& message) {
    socket_->send(message + "\n");
    return socket_->read_until("\n");
  }

 private:
  std::unique_ptr<test::RawSocket> socket_;
  pid_t child_ = 0;
};

std::string tool_call(int id, std::string_view tool, std::string_view arguments) {
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"tools/call","params":{{"name":"{}","arguments":{}}}}})", id,
                     tool, arguments);
}

}  // namespace

void fill_store(const std::filesystem::path& directory, std::int64_t calls, std::vector<std::string> followers) {
  StoreOptions options{.file = directory / kCallsFileName, .queue_records = 2 * kMostWaiting};
  options.retention = {.calls = 0, .raw_usage = 0, .limits = 0, .tunnels = 0};
  options.followers = std::move(followers);
  const auto writer = StoreWriter::open(options);
  if (!writer->flush(std::chrono::seconds{60})) give_up("open a database");
  Generator generator{20'261'121, calls, 73, SystemClock{}.wall()};
  for (std::int64_t i = 0; i < calls; ++i) {
    writer->on_finished(generator.next());
    while (i % 1000 == 0 && i - writer->health().calls_written > kMostWaiting)
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  if (!writer->flush(std::chrono::seconds{120}) || writer->health().calls_written != calls) give_up("fill a database");
}

void measure_questions(const Settings& settings, ServeReport& report) {
  const std::filesystem::path directory = settings.work / "many";
  fill_store(directory, settings.calls, {});
  const InspectorProcess inspector{settings.program, directory};
  std::size_t page_bytes = 0;
  for (const char* file :
       {"/", "/app.css", "/app.js", "/api.js", "/list.js", "/detail.js", "/charts.js", "/views.js", "/format.js"}) {
    const auto answer = inspector.get(file);
    if (answer.status != 200) give_up(fmt::format("fetch {}", file));
    page_bytes += answer.body_bytes;
  }
  report.figure("page, KB gzip", static_cast<double>(page_bytes) / 1000, 120);
  const std::string list = "/api/v1/calls?limit=200";
  report.figure(fmt::format("first list of {} calls, ms", settings.calls), inspector.get(list).ms, 150);
  std::vector<double> later;
  for (int i = 0; i < 21; ++i) later.push_back(inspector.get(list).ms);
  report.figure("the list again, p50 ms", percentile(later, 0.5));

  McpProcess agent{settings.program, directory};
  static_cast<void>(agent.ask(
      R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}})"));
  for (const auto& [tool, arguments] : {std::pair{"recent_requests", R"({"scope":"all","limit":10})"},
                                        std::pair{"usage_summary", R"({"scope":"all"})"}}) {
    std::vector<double> took;
    for (int id = 1; id <= kToolCalls; ++id) {
      const std::int64_t began = now_ns();
      const std::string answer = agent.ask(tool_call(id, tool, arguments));
      took.push_back(static_cast<double>(now_ns() - began) / 1e6);
      if (answer.find("structuredContent") == std::string::npos) give_up("call a tool: " + answer.substr(0, 300));
    }
    report.figure(fmt::format("MCP {}, p50 ms", tool), percentile(took, 0.5), 3);
  }
}

}  // namespace tabacus::bench
