// Who holds the other end of a loopback connection. Linux: one exact NETLINK_SOCK_DIAG question (10 us), else
// what peer_identity_proc.hpp reads. Net thread. Source: sock_diag(7).
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {

struct PeerSocket {
  std::uint32_t uid = 0;
  std::uint64_t inode = 0;  ///< 0: the program has closed it; only the kernel still holds it
};

/// Ports of one TCP connection over 127.0.0.1, as the other end sees them.
struct LoopbackPair {
  std::uint16_t peer_port = 0;
  std::uint16_t our_port = 0;
};

enum class RootCalls : std::uint8_t { Refused, Taken };

/// Loopback is shared by all users of the machine; a port of ours is for ours alone. A client that is gone already is
/// nobody. Where the system cannot tell, the secret path decides.
[[nodiscard]] bool may_call(const Result<PeerSocket>& peer, std::uint32_t own_uid, RootCalls root);

/// Whether the program behind it is gone: its socket exists no more, or only in the kernel. Where the system cannot
/// tell (out of descriptors, say), it is not: an answer may still be waited for.
[[nodiscard]] bool has_closed(const Result<PeerSocket>& peer);

class PeerIdentity {
 public:
  PeerIdentity();

  /// `fd` is our end. NotFound: the other end exists no more; Unsupported: the system does not tell.
  [[nodiscard]] Result<PeerSocket> peer_of(int fd) const;

 private:
  UniqueFd netlink_;                     // empty where the kernel has no sock_diag
  mutable std::uint32_t questions_ = 0;  // numbers them, so that a late answer is not taken for the next one's
};

/// Asks a sock_diag socket for the connection's far end and passes over answers to other questions than `number`.
/// NotFound: there is none; Unsupported: no answer in the socket's patience.
[[nodiscard]] Result<PeerSocket> ask_netlink(int netlink, LoopbackPair pair, std::uint32_t number);

}  // namespace tabacus::analytics
