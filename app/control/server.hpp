// The listening end of the control socket, on a thread of its own ("control"): however many clients there are and
// whatever they send or do not read, nothing but this thread waits for them.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

struct ControlLimits {
  std::size_t clients = 16;                  ///< more wait to be accepted
  std::chrono::milliseconds patience{5000};  ///< for a whole request, and for its reply to be read
};

class ControlServer {
 public:
  /// From a request's line to the reply's, both without '\n'. Control thread.
  using Handler = std::function<std::string(std::string_view line)>;

  /// Listens at `path` once this returns; its directory must be private. Sockets of processes that have ended are
  /// removed from the directory first.
  [[nodiscard]] static Result<std::unique_ptr<ControlServer>> start(const std::filesystem::path& path, Handler handler,
                                                                    ControlLimits limits = {});
  /// Removes the socket and joins the thread; a request that is being handled is waited for.
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  struct Client;

  ControlServer(std::filesystem::path path, Handler handler, ControlLimits limits, UniqueFd listener, UniqueFd wake);

  void run();
  void poll_once();
  void accept_client();
  void serve(Client& client);
  void receive(Client& client);
  void answer_lines(Client& client);
  void transmit(Client& client);

  const std::filesystem::path path_;
  const Handler handler_;
  const ControlLimits limits_;
  const UniqueFd listener_;
  const UniqueFd wake_;        // an eventfd, written to by the destructor
  std::list<Client> clients_;  // control thread, as all below
  bool accepts_ = true;        // false for a moment when out of descriptors
  bool stops_ = false;
  std::jthread thread_;  // last: it uses everything above
};

/// Removes the sockets in the directory on which nobody listens.
void remove_dead_sockets(const std::filesystem::path& directory);

}  // namespace tabacus::app
