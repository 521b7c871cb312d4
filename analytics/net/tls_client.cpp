#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <map>

#include "analytics/net/key_log.hpp"
#include "analytics/net/tls_stream.hpp"
#include "base/log.hpp"
#include "base/paths.hpp"

namespace tabacus::analytics::net {

struct TlsClient::Context {
  std::shared_ptr<KeyLog> key_log;
  OwnedContext context;
  std::map<std::string, OwnedSession> sessions;  // the last one of each host:port; net thread
};

namespace {

constexpr log::Category kLog{"net"};

/// More servers than anyone's agents speak to; beyond them, a full handshake is no loss.
constexpr std::size_t kMaxSessions = 64;

/// What a connection's callbacks need: whose session it is, and where sessions go.
struct Origin {
  TlsClient::Context* context;
  std::string key;
};

void free_origin(void*, void* origin, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<Origin*>(origin); }

int origin_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_origin);
  return slot;
}

/// In TLS 1.3 sessions arrive as tickets, any time after the handshake. 1: the session is ours now.
int on_new_session(SSL* ssl, SSL_SESSION* session) {
  const auto* origin = static_cast<const Origin*>(SSL_get_ex_data(ssl, origin_slot()));
  auto& sessions = origin->context->sessions;
  if (sessions.size() >= kMaxSessions && !sessions.contains(origin->key)) return 0;
  sessions[origin->key].reset(session);
  return 1;
}

bool offer_http11(SSL_CTX* context) {
  static constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  return SSL_CTX_set_alpn_protos(context, kHttp11.data(), kHttp11.size()) == 0;
}

/// RFC 6066 forbids address literals as server names; certificates name them in another field.
bool name_peer(SSL* ssl, const std::string& host) {
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1) return true;
  ERR_clear_error();
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 && SSL_set1_host(ssl, host.c_str()) == 1;
}

}  // namespace

Result<void> check_authorities_file(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return fail(text.error());
  const OwnedBio bio{BIO_new_mem_buf(text->data(), static_cast<int>(text->size()))};
  const std::unique_ptr<X509, Freed<X509_free>> first{PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)};
  ERR_clear_error();
  if (!first) return fail(ErrorCode::InvalidInput, fmt::format("{} holds no certificate in PEM form", file.string()));
  return {};
}

TlsClient::TlsClient(std::shared_ptr<Context> context) : context_{std::move(context)} {}

Result<std::shared_ptr<const TlsClient>> TlsClient::make(const Trust& trust, std::shared_ptr<KeyLog> key_log) {
  auto made =
      std::make_shared<Context>(Context{std::move(key_log), OwnedContext{SSL_CTX_new(TLS_client_method())}, {}});
  SSL_CTX* context = made->context.get();
  if (context == nullptr || !set_common_options(context) || !offer_http11(context))
    return fail_with_openssl("prepare TLS");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_set_default_verify_paths(context) != 1) return fail_with_openssl("load the system's certificates");
  for (const auto& file : trust.more_authorities) {
    if (SSL_CTX_load_verify_file(context, file.c_str()) == 1) continue;
    log::warn(kLog, "certificates of {}: {}", file.string(), take_openssl_reason());  // as Node does
  }
  ERR_clear_error();  // a missing default file is no error
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, on_new_session);
  if (made->key_log) made->key_log->attach(context);
  return std::make_shared<const TlsClient>(std::move(made));
}

Result<std::unique_ptr<TlsStream>> TlsClient::begin(const Executor& executor, std::unique_ptr<Stream> server,
                                                    const std::string& host, std::uint16_t port) const {
  OwnedSsl ssl{SSL_new(context_->context.get())};
  SSL_set_connect_state(ssl.get());
  if (!name_peer(ssl.get(), host)) {
    ERR_clear_error();
    return fail(ErrorCode::InvalidInput, "the host's name cannot be verified");
  }
  auto origin = std::make_unique<Origin>(Origin{context_.get(), fmt::format("{}:{}", host, port)});
  const auto session = context_->sessions.find(origin->key);
  if (session != context_->sessions.end()) SSL_set_session(ssl.get(), session->second.get());
  SSL_set_ex_data(ssl.get(), origin_slot(), origin.release());
  return make_tls_stream(executor, std::move(ssl), context_, std::move(server), {});
}

}  // namespace tabacus::analytics::net
