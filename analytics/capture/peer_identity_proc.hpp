// The other end of a loopback connection by /proc/net/tcp: for kernels without sock_diag. Slow where many sockets are
// open, as the whole table is read. Source: proc(5).
#pragma once

#include <string_view>

#include "analytics/capture/peer_identity.hpp"

namespace tabacus::analytics {

/// NotFound: no such connection; Unsupported: there is no table to be read.
[[nodiscard]] Result<PeerSocket> look_up_in_proc(LoopbackPair pair);

/// One line of /proc/net/tcp or tcp6 whose ends are those of the pair on 127.0.0.1. NotFound.
[[nodiscard]] Result<PeerSocket> find_in_proc_table(std::string_view table, LoopbackPair pair);

}  // namespace tabacus::analytics
