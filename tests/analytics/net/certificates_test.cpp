// Certificates of our own making, judged by OpenSSL's strict verification: for the names asked for and for no others.
#include "analytics/net/certificates.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace tabacus::analytics::net {
namespace {

using std::chrono::hours;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

Certificate read_certificate(const std::string& pem) {
  const std::unique_ptr<BIO, Freed<BIO_free>> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  return Certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
}

std::string described(const std::string& pem) {
  const std::unique_ptr<BIO, Freed<BIO_free>> bio{BIO_new(BIO_s_mem())};
  X509_print(bio.get(), read_certificate(pem).get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

const SystemTime kNow = SystemClock{}.wall();

/// "ok", or why a client that trusts `anchor` alone refuses `certificate` as the server `host`.
std::string verdict(const std::string& certificate, const std::string& anchor, const std::string& host,
                    SystemTime now = kNow) {
  const Certificate leaf = read_certificate(certificate);
  const Certificate trusted = read_certificate(anchor);
  const std::unique_ptr<X509_STORE, Freed<X509_STORE_free>> store{X509_STORE_new()};
  X509_STORE_add_cert(store.get(), trusted.get());
  const std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>> context{X509_STORE_CTX_new()};
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  X509_VERIFY_PARAM_set_time(wanted, std::chrono::system_clock::to_time_t(now));
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) != 1) X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), 0);
  if (X509_verify_cert(context.get()) == 1) return "ok";
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

TEST(LoopbackCertificate, IsTrustedForThisMachineOnly) {
  const Credential made = make_loopback_certificate(kNow).value();
  for (const char* host : {"127.0.0.1", "::1", "localhost"})
    EXPECT_EQ(verdict(made.certificate_pem, made.certificate_pem, host), "ok") << host;
  for (const char* host : {"127.0.0.2", "10.0.0.1", "example.com", "a.localhost"})
    EXPECT_THAT(verdict(made.certificate_pem, made.certificate_pem, host), HasSubstr("mismatch")) << host;
}

TEST(LoopbackCertificate, HoldsWhatStrictClientsAskFor) {
  const std::string text = described(make_loopback_certificate(kNow).value().certificate_pem);
  EXPECT_THAT(text, AllOf(HasSubstr("NIST CURVE: P-256"), HasSubstr("ecdsa-with-SHA256"), HasSubstr("CA:FALSE"),
                          HasSubstr("X509v3 Subject Key Identifier"), HasSubstr("X509v3 Authority Key Identifier"),
                          HasSubstr("TLS Web Server Authentication"), HasSubstr("X509v3 Key Usage: critical")));
}

TEST(LoopbackCertificate, LastsJustOverAYearAndBeganAnHourAgo) {
  const Credential made = make_loopback_certificate(kNow).value();
  const auto left = expiry_of(made).value() - kNow;
  EXPECT_LE(left, hours{24 * 398});
  EXPECT_GT(left, hours{24 * 390});
  EXPECT_EQ(verdict(made.certificate_pem, made.certificate_pem, "localhost", kNow - hours{2}),
            "certificate is not yet valid");
  EXPECT_EQ(verdict(made.certificate_pem, made.certificate_pem, "localhost", kNow - std::chrono::minutes{59}), "ok");
  EXPECT_EQ(verdict(made.certificate_pem, made.certificate_pem, "localhost", kNow + hours{24 * 398}),
            "certificate has expired");
}

TEST(LoopbackCertificate, IsAnotherEachTime) {
  const Credential a = make_loopback_certificate(kNow).value();
  const Credential b = make_loopback_certificate(kNow).value();
  EXPECT_NE(a.key_pem, b.key_pem);
  EXPECT_NE(described(a.certificate_pem), described(b.certificate_pem));
  EXPECT_NE(verdict(a.certificate_pem, b.certificate_pem, "localhost"), "ok");
}

TEST(CertificateAuthority, VouchesForItsHostsAndNoOthers) {
  const std::vector<std::string> hosts{"API.example.com", "gateway.test", "10.1.2.3"};
  const Credential authority = make_certificate_authority(hosts, kNow).value();
  for (const char* host : {"api.example.com", "eu.api.example.com", "gateway.test", "10.1.2.3"}) {
    const Credential leaf = issue_certificate(authority, host, kNow).value();
    EXPECT_EQ(verdict(leaf.certificate_pem, authority.certificate_pem, host), "ok") << host;
  }
  for (const char* host : {"example.com", "notapi.example.com", "example.org", "10.1.2.4", "::1"})
    EXPECT_EQ(issue_certificate(authority, host, kNow).error().code, ErrorCode::PermissionDenied) << host;
}

TEST(CertificateAuthority, IsRefusedByClientsForEveryOtherName) {
  const std::vector<std::string> own{"api.example.com"};
  const Credential authority = make_certificate_authority(own, kNow).value();
  for (const std::string other : {"bank.example", "10.1.2.3", "2001:db8::1"}) {
    const Credential rogue = make_certificate_authority(std::span{&other, 1}, kNow).value();
    const Credential forged = issue_certificate(rogue, other, kNow).value();
    EXPECT_EQ(verdict(forged.certificate_pem, rogue.certificate_pem, other), "ok");
    EXPECT_NE(verdict(forged.certificate_pem, authority.certificate_pem, other), "ok");
  }
}

TEST(CertificateAuthority, IsForServersUnderItDirectly) {
  const std::vector<std::string> hosts{"api.example.com"};
  const Credential authority = make_certificate_authority(hosts, kNow).value();
  EXPECT_THAT(described(authority.certificate_pem),
              AllOf(HasSubstr("CA:TRUE, pathlen:0"), HasSubstr("Certificate Sign"),
                    HasSubstr("X509v3 Name Constraints: critical"), HasSubstr("DNS:api.example.com"),
                    HasSubstr("IP:0.0.0.0/0.0.0.0"), Not(HasSubstr("Subject Alternative Name"))));
  const Credential leaf = issue_certificate(authority, "api.example.com", kNow).value();
  EXPECT_THAT(described(leaf.certificate_pem), AllOf(HasSubstr("CA:FALSE"), Not(HasSubstr("Certificate Sign"))));
}

TEST(CertificateAuthority, IssuesNothingThatOutlivesIt) {
  const std::vector<std::string> hosts{"api.example.com"};
  const Credential authority = make_certificate_authority(hosts, kNow).value();
  const Credential late = issue_certificate(authority, "api.example.com", kNow + hours{24 * 300}).value();
  EXPECT_EQ(expiry_of(late).value(), expiry_of(authority).value());
}

TEST(CertificateAuthority, TellsItsHosts) {
  const std::vector<std::string> hosts{"API.example.com", "10.1.2.3", "2001:db8::1"};
  EXPECT_THAT(permitted_hosts_of(make_certificate_authority(hosts, kNow).value()).value(),
              ElementsAre("api.example.com", "10.1.2.3", "2001:db8::1"));
  const std::vector<std::string> addresses{"10.1.2.3"};
  EXPECT_THAT(permitted_hosts_of(make_certificate_authority(addresses, kNow).value()).value(), ElementsAre("10.1.2.3"));
  EXPECT_FALSE(permitted_hosts_of(make_loopback_certificate(kNow).value()).has_value());
}

TEST(CertificateAuthority, RefusesWhatIsNoHost) {
  const std::vector<std::string> good{"api.example.com"};
  const Credential authority = make_certificate_authority(good, kNow).value();
  for (const std::string host : {"", ".", "a..b", ".example.com", "*.example.com", "a.com,IP:10.0.0.1", "a b", "@x"}) {
    EXPECT_EQ(make_certificate_authority(std::span{&host, 1}, kNow).error().code, ErrorCode::InvalidInput) << host;
    EXPECT_EQ(issue_certificate(authority, host, kNow).error().code, ErrorCode::InvalidInput) << host;
  }
  EXPECT_EQ(make_certificate_authority({}, kNow).error().code, ErrorCode::InvalidInput);
}

TEST(Credentials, ThatAreBrokenAreNotRead) {
  const Credential good = make_loopback_certificate(kNow).value();
  const Credential other = make_loopback_certificate(kNow).value();
  EXPECT_TRUE(expiry_of(good).has_value());
  const Credential broken[] = {
      {},
      {"", good.key_pem},
      {good.certificate_pem, ""},
      {good.certificate_pem.substr(0, good.certificate_pem.size() / 2), good.key_pem},
      {good.certificate_pem, good.key_pem.substr(0, good.key_pem.size() / 2)},
      {good.certificate_pem, other.key_pem},
  };
  for (const Credential& credential : broken) {
    const auto read = expiry_of(credential);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(read.error().message, Not(HasSubstr("BEGIN")));
    EXPECT_FALSE(issue_certificate(credential, "api.example.com", kNow).has_value());
  }
}

}  // namespace
}  // namespace tabacus::analytics::net
