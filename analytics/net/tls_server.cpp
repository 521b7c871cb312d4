#include <openssl/pem.h>

#include <array>

#include "analytics/net/key_log.hpp"
#include "analytics/net/tls_stream.hpp"

namespace tabacus::analytics::net {

struct TlsServer::Context {
  std::shared_ptr<KeyLog> key_log;
  OwnedContext context;
};

namespace {

/// Ours are ECDSA keys. TLS 1.3 has its own list, all of which is good.
constexpr const char* kSuites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:P-256:P-384";

/// RFC 7301 section 3.2: a client that offers only what we do not speak is told so at once.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, size, kHttp11.data(), kHttp11.size(), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

OwnedBio reading(const std::string& text) {
  return OwnedBio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

bool show(SSL_CTX* context, const Credential& credential) {
  const OwnedBio certificate_text = reading(credential.certificate_pem);
  const OwnedBio key_text = reading(credential.key_pem);
  const std::unique_ptr<X509, Freed<X509_free>> certificate{
      PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr)};
  const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key{
      PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr)};
  return certificate && key && SSL_CTX_use_certificate(context, certificate.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

}  // namespace

TlsServer::TlsServer(std::shared_ptr<Context> context) : context_{std::move(context)} {}

Result<std::shared_ptr<const TlsServer>> TlsServer::make(const Credential& credential,
                                                         std::shared_ptr<KeyLog> key_log) {
  if (const auto read = expiry_of(credential); !read) return fail(read.error(), "serve TLS");
  auto made = std::make_shared<Context>(Context{std::move(key_log), OwnedContext{SSL_CTX_new(TLS_server_method())}});
  SSL_CTX* context = made->context.get();
  if (context == nullptr || !set_common_options(context) || SSL_CTX_set_cipher_list(context, kSuites) != 1 ||
      SSL_CTX_set1_groups_list(context, kGroups) != 1 || !show(context, credential))
    return fail_with_openssl("serve TLS");
  // Sessions are kept by clients, in tickets; a store here would grow.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (made->key_log) made->key_log->attach(context);
  return std::make_shared<const TlsServer>(std::move(made));
}

std::unique_ptr<TlsStream> TlsServer::begin(const Executor& executor, std::unique_ptr<Stream> client,
                                            std::string_view already_read) const {
  OwnedSsl ssl{SSL_new(context_->context.get())};
  SSL_set_accept_state(ssl.get());
  return make_tls_stream(executor, std::move(ssl), context_, std::move(client), already_read);
}

}  // namespace tabacus::analytics::net
