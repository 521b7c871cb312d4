#include "tests/support/tls_client.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <csignal>

#include "base/unique_fd.hpp"

namespace tabacus::test {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

UniqueFd connect_to(std::uint16_t port) {
  UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const timeval patience{8, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) fd.reset();
  return fd;
}

void trust(SSL_CTX* context, const std::string& pem) {
  if (pem.empty()) return;
  const std::unique_ptr<BIO, Freed<BIO_free>> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  const std::unique_ptr<X509, Freed<X509_free>> certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

}  // namespace

struct TlsClient::State {
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context{SSL_CTX_new(TLS_client_method())};
  UniqueFd fd;
  std::unique_ptr<SSL, Freed<SSL_free>> ssl;
  std::string received;
};

TlsClient::TlsClient(std::uint16_t port, const TlsClientOptions& options) : state_{std::make_unique<State>()} {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  SSL_CTX* context = state_->context.get();
  SSL_CTX_set_security_level(context, 0);  // whatever the server would take, this offers
  SSL_CTX_set_min_proto_version(context, options.version);
  SSL_CTX_set_max_proto_version(context, options.version);
  SSL_CTX_set_cipher_list(context, options.suites.empty() ? "ALL:@SECLEVEL=0" : options.suites.c_str());
  trust(context, options.trusted_pem);
  state_->fd = connect_to(port);
  state_->ssl.reset(SSL_new(context));
  SSL* ssl = state_->ssl.get();
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), "127.0.0.1");
  const auto* protocols = reinterpret_cast<const unsigned char*>(options.protocols.data());
  if (!options.protocols.empty())
    SSL_set_alpn_protos(ssl, protocols, static_cast<unsigned int>(options.protocols.size()));
  SSL_set_fd(ssl, state_->fd.get());
  ERR_clear_error();
  if (SSL_connect(ssl) == 1) return;
  const char* reason = ERR_reason_error_string(ERR_get_error());
  error_ = reason != nullptr ? reason : "hung up";
}

TlsClient::~TlsClient() {
  if (error_.empty()) SSL_shutdown(state_->ssl.get());
}

std::string TlsClient::version() const { return SSL_get_version(state_->ssl.get()); }

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(state_->ssl.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

bool TlsClient::send(std::string_view bytes) {
  return SSL_write(state_->ssl.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

std::string TlsClient::read_until(std::string_view marker) {
  std::string& received = state_->received;
  std::array<char, 16384> bytes;
  std::size_t found = received.find(marker);
  while (found == std::string::npos) {
    const int got = SSL_read(state_->ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (got <= 0) return std::exchange(received, {});
    received.append(bytes.data(), static_cast<std::size_t>(got));
    found = received.find(marker);
  }
  std::string taken = received.substr(0, found + marker.size());
  received.erase(0, taken.size());
  return taken;
}

bool TlsClient::ended_cleanly() const { return (SSL_get_shutdown(state_->ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

}  // namespace tabacus::test
