// An OpenSSL session over a stream. Private to this folder.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/net/openssl.hpp"
#include "analytics/net/tls.hpp"

namespace tabacus::analytics::net {

/// Settings that both sides share. `ssl` has its role and its names set; `context` is whatever its callbacks need.
[[nodiscard]] bool set_common_options(SSL_CTX* context);
[[nodiscard]] std::unique_ptr<TlsStream> make_tls_stream(const Executor& executor, OwnedSsl ssl,
                                                         std::shared_ptr<const void> context,
                                                         std::unique_ptr<Stream> inner, std::string_view already_read);

}  // namespace tabacus::analytics::net
