// Events over a Unix socket, for programs of this user: each that connects gets a picture and then every call, a JSON
// object per line. One that does not read is let go of; nobody waits for it.
#pragma once

#include <atomic>
#include <filesystem>
#include <list>
#include <memory>
#include <thread>

#include "analytics/api/serve.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {

class EventSocket {
 public:
  /// Listening at `path`, mode 0600, when this returns. Errors as of listen_at.
  [[nodiscard]] static Result<std::unique_ptr<EventSocket>> start(const std::filesystem::path& path,
                                                                  analytics::ServeOptions options);
  /// Removes the socket; takes a second while somebody is connected.
  ~EventSocket();
  EventSocket(const EventSocket&) = delete;
  EventSocket& operator=(const EventSocket&) = delete;

 private:
  struct Client {
    UniqueFd fd;
    std::atomic<bool> is_gone = false;
    std::jthread thread;  // last: it uses what stands above
  };

  EventSocket(std::filesystem::path path, analytics::ServeOptions options, UniqueFd listener, UniqueFd wake);

  void accept_all();
  void take(UniqueFd fd);
  void serve(Client& client) const;

  const std::filesystem::path path_;
  const analytics::ServeOptions options_;
  const UniqueFd listener_;
  const UniqueFd wake_;  // an eventfd, written to by the destructor
  std::atomic<bool> stops_ = false;
  std::list<Client> clients_;  // acceptor's
  std::jthread acceptor_;      // last: it uses everything above
};

}  // namespace tabacus::app
