// OpenSSL's objects with owners, and its errors in our codes. Included by .cpp files of this folder, never by a public
// header.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics::net {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using OwnedContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using OwnedSsl = std::unique_ptr<SSL, Freed<SSL_free>>;
using OwnedSession = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;
using OwnedBio = std::unique_ptr<BIO, Freed<BIO_free>>;

/// The oldest of this thread's OpenSSL errors, in words; the queue is empty afterwards.
[[nodiscard]] inline std::string take_openssl_reason() {
  const unsigned long reason = ERR_get_error();
  ERR_clear_error();
  const char* text = ERR_reason_error_string(reason);
  return text != nullptr ? text : "OpenSSL gives no reason";
}

[[nodiscard]] inline tl::unexpected<Error> fail_with_openssl(std::string_view attempted) {
  return fail(ErrorCode::Io, fmt::format("{}: {}", attempted, take_openssl_reason()));
}

}  // namespace tabacus::analytics::net
