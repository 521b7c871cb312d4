#include "tests/support/tls_upstream.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>

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
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;

void add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate self_signed(EVP_PKEY* key) {
  Certificate certificate{X509_new()};
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1");
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

void write_pem(const std::filesystem::path& path, X509* certificate) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
}

class Connection final : public TlsConnection {
 public:
  explicit Connection(SSL* session) : session_{session} {}

  bool send(std::string_view bytes) override {
    return SSL_write(session_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  std::string read_until(std::string_view marker) override {
    std::string received;
    std::array<char, 4096> bytes;
    while (received.find(marker) == std::string::npos) {
      const int got = SSL_read(session_, bytes.data(), static_cast<int>(bytes.size()));
      if (got <= 0) break;
      received.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return received;
  }
  void close_notify() override { SSL_shutdown(session_); }

 private:
  SSL* session_;
};

}  // namespace

struct TlsUpstream::Server {
  Context context{SSL_CTX_new(TLS_server_method())};
  UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port = 0;
  Script script;

  void serve_all() const {
    for (;;) {
      const UniqueFd client{::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)};
      if (!client) return;
      const Session session{SSL_new(context.get())};
      SSL_set_fd(session.get(), client.get());
      if (SSL_accept(session.get()) != 1) continue;
      Connection connection{session.get()};
      script(connection);
    }
  }
};

TlsUpstream::TlsUpstream(const std::filesystem::path& certificate_file, Script script)
    : server_{std::make_unique<Server>()} {
  const Key key{EVP_EC_gen("P-256")};
  const Certificate certificate = self_signed(key.get());
  write_pem(certificate_file, certificate.get());
  SSL_CTX_use_certificate(server_->context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(server_->context.get(), key.get());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(server_->listener.get(), reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(server_->listener.get(), 16);
  ::getsockname(server_->listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  server_->port = ntohs(address.sin_port);
  server_->script = std::move(script);
  thread_ = std::jthread{[server = server_.get()] { server->serve_all(); }};
}

TlsUpstream::~TlsUpstream() {
  ::shutdown(server_->listener.get(), SHUT_RDWR);  // wakes accept()
  thread_.join();
}

std::uint16_t TlsUpstream::port() const { return server_->port; }

}  // namespace tabacus::test
