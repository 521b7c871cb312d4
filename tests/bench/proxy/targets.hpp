// The proxies side by side, each a process of its own with a plain or a TLS upstream.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace tabacus::bench {

/// Where to send requests, and whose work it is.
struct Target {
  std::string name;
  std::uint16_t port = 0;
  std::string path = "/v1/messages";
  std::string websocket_path = "/v1/responses";
  std::string certificate{};          ///< not empty: this target is spoken to by TLS
  pid_t pid = -1;                     ///< -1: no proxy in between
  bool is_slow = false;               ///< gets shorter scenarios
  std::filesystem::path directory{};  ///< of our database
};

struct UpstreamPorts {
  std::uint16_t plain = 0;
  std::uint16_t tls = 0;
  std::string certificate{};
};

/// A real `tabacus run` that records into `target.directory` until its command is told to end.
struct Tabacus {
  Target target;
  std::unique_ptr<testing::Process> process;
};
struct TabacusOptions {
  std::filesystem::path program;
  std::filesystem::path home;
  std::filesystem::path directory;
  std::string anthropic_upstream;
  std::string openai_upstream;
  std::string certificate{};  ///< trusted beside the system's
};
[[nodiscard]] Tabacus start_tabacus(const TabacusOptions& options);

/// Some scenarios leave out what takes too long or cannot work.
enum class Peers : std::uint8_t { All, Fast };
enum class UpstreamKind : std::uint8_t { Plain, Tls };

/// Started by the constructor, ended by the destructor.
class Lineup {
 public:
  Lineup(const std::filesystem::path& work, const std::filesystem::path& tabacus, const UpstreamPorts& upstream,
         UpstreamKind kind, Peers peers);
  ~Lineup();

  /// direct, copy, nginx, haproxy, mitmproxy, tabacus: those that are here.
  [[nodiscard]] const std::vector<Target>& targets() const { return targets_; }
  /// Ends tabacus as a user would; then its database holds all calls.
  void stop_tabacus();

 private:
  void start(Target target, const std::vector<std::string>& command,
             const std::vector<std::pair<std::string, std::string>>& environment = {});
  void add_copy();
  void add_nginx();
  void add_haproxy();
  void add_mitmproxy();
  void add_tabacus(const std::filesystem::path& tabacus);

  const std::filesystem::path work_;
  const UpstreamPorts upstream_;
  const UpstreamKind kind_;
  std::vector<Target> targets_;
  std::vector<std::unique_ptr<testing::Process>> processes_;
  testing::Process* tabacus_ = nullptr;
};

/// This program in another role.
[[nodiscard]] std::string own_path();

}  // namespace tabacus::bench
