// A client's connection that may or may not begin with TLS: its first byte decides. Net thread.
#pragma once

#include <chrono>
#include <memory>

#include "analytics/net/tls.hpp"

namespace tabacus::analytics::net {

/// How long a handshake that has begun may take.
constexpr std::chrono::milliseconds kServerHandshakeDeadline{10'000};

/// The first read tells: 0x16 opens a TLS handshake, which that read then makes; anything else is passed as it is, and
/// costs nothing from then on. Nothing is to be written before it has returned. A failed handshake is a failed read.
[[nodiscard]] std::unique_ptr<Stream> make_tls_or_plain(const Executor& executor, std::unique_ptr<Stream> client,
                                                        std::shared_ptr<const TlsServer> server,
                                                        std::chrono::milliseconds deadline = kServerHandshakeDeadline);

}  // namespace tabacus::analytics::net
