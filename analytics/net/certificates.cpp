#include "analytics/net/certificates.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "analytics/net/openssl.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Constraints = std::unique_ptr<NAME_CONSTRAINTS, Freed<NAME_CONSTRAINTS_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

/// Clocks of containers and of virtual machines that slept are behind.
constexpr std::chrono::hours kBackdated{1};
constexpr std::chrono::hours kValidity{24 * 397};

/// A name that nobody can own (RFC 6761), for authorities without a DNS name: no permitted one at all means any.
constexpr std::string_view kNobody = "invalid";

// ---- names

enum class HostKind : std::uint8_t { Dns, Ipv4, Ipv6 };

bool is_dns_name(std::string_view host) {
  constexpr std::size_t kLongestName = 253;
  constexpr std::size_t kLongestLabel = 63;
  const auto is_label = [](std::string_view label) {
    return !label.empty() && label.size() <= kLongestLabel && std::ranges::all_of(label, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
  };
  return host.size() <= kLongestName && std::ranges::all_of(split(host, '.'), is_label);
}

/// Also what keeps a host from saying more than one thing in OpenSSL's extension syntax.
std::optional<HostKind> kind_of(std::string_view host) {
  const std::string text{host};
  std::array<unsigned char, sizeof(in6_addr)> address;
  if (::inet_pton(AF_INET, text.c_str(), address.data()) == 1) return HostKind::Ipv4;
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return HostKind::Ipv6;
  if (is_dns_name(host)) return HostKind::Dns;
  return std::nullopt;
}

Error no_host(std::string_view host) {
  return {ErrorCode::InvalidInput, fmt::format("'{}' is neither a host name nor an address", host)};
}

std::string alternative_name(std::string_view host, HostKind kind) {
  return fmt::format("{}:{}", kind == HostKind::Dns ? "DNS" : "IP", host);
}

/// Address families that are not named are excluded whole: a constraint on DNS names says nothing about addresses.
Result<std::string> constraints_on(std::span<const std::string> hosts) {
  if (hosts.empty()) return fail(ErrorCode::InvalidInput, "an authority needs a host to vouch for");
  std::string value = "critical";
  bool has_dns = false, has_ipv4 = false, has_ipv6 = false;
  for (const std::string& host : hosts) {
    const auto kind = kind_of(host);
    if (!kind) return fail(no_host(host));
    if (*kind == HostKind::Dns) has_dns = true, value += ",permitted;DNS:" + to_lower_ascii(host);
    if (*kind == HostKind::Ipv4) has_ipv4 = true, value += ",permitted;IP:" + host + "/255.255.255.255";
    if (*kind == HostKind::Ipv6)
      has_ipv6 = true, value += ",permitted;IP:" + host + "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  }
  if (!has_dns) value.append(",permitted;DNS:").append(kNobody);
  if (!has_ipv4) value += ",excluded;IP:0.0.0.0/0.0.0.0";
  if (!has_ipv6) value += ",excluded;IP:::/::";
  return value;
}

// ---- PEM

std::string drain(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Result<Credential> to_pem(X509* certificate, EVP_PKEY* key) {
  const OwnedBio certificate_text{BIO_new(BIO_s_mem())};
  const OwnedBio key_text{BIO_new(BIO_s_secmem())};
  if (!certificate_text || !key_text || PEM_write_bio_X509(certificate_text.get(), certificate) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return fail_with_openssl("write a certificate as PEM");
  return Credential{drain(certificate_text.get()), drain(key_text.get())};
}

/// An encrypted key would ask on the terminal.
int give_no_password(char*, int, int, void*) { return -1; }

struct Opened {
  Certificate certificate;
  Key key;
};

Result<Opened> from_pem(const Credential& credential) {
  const OwnedBio certificate_text{
      BIO_new_mem_buf(credential.certificate_pem.data(), static_cast<int>(credential.certificate_pem.size()))};
  const OwnedBio key_text{BIO_new_mem_buf(credential.key_pem.data(), static_cast<int>(credential.key_pem.size()))};
  Opened opened{Certificate{PEM_read_bio_X509(certificate_text.get(), nullptr, give_no_password, nullptr)},
                Key{PEM_read_bio_PrivateKey(key_text.get(), nullptr, give_no_password, nullptr)}};
  std::string_view problem;
  if (!opened.certificate)
    problem = "its certificate is not readable PEM";
  else if (!opened.key)
    problem = "its key is not readable PEM";
  else if (X509_check_private_key(opened.certificate.get(), opened.key.get()) != 1)
    problem = "its key belongs to another certificate";
  ERR_clear_error();
  if (!problem.empty()) return fail(ErrorCode::InvalidInput, std::string{problem});
  return opened;
}

// ---- making

struct Recipe {
  std::string common_name;
  SystemTime now;
  std::vector<std::pair<int, std::string>> extensions;  ///< key identifiers are added to these
};

bool set_random_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes;  // 126 random bits, and neither negative nor zero
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number{BN_bin2bn(bytes.data(), bytes.size(), nullptr)};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, SystemTime now, const X509* issuer) {
  const auto begin = std::chrono::system_clock::to_time_t(now - kBackdated);
  const auto end = std::chrono::system_clock::to_time_t(now - kBackdated + kValidity);
  if (ASN1_TIME_set(X509_getm_notBefore(certificate), begin) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate), end) == nullptr)
    return false;
  const ASN1_TIME* bound = X509_get0_notAfter(issuer);
  if (issuer == certificate || ASN1_TIME_compare(bound, X509_get0_notAfter(certificate)) >= 0) return true;
  return X509_set1_notAfter(certificate, bound) == 1;
}

bool set_names(X509* certificate, const std::string& common_name, const X509* issuer) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Signed by `issuer`, or by itself when there is none.
Result<Opened> make(const Recipe& recipe, const Opened* issuer) {
  Opened made{Certificate{X509_new()}, Key{EVP_EC_gen("P-256")}};
  X509* certificate = made.certificate.get();
  if (certificate == nullptr || !made.key) return fail_with_openssl("make an ECDSA P-256 key");
  X509* signer = issuer != nullptr ? issuer->certificate.get() : certificate;
  EVP_PKEY* signing_key = issuer != nullptr ? issuer->key.get() : made.key.get();
  bool good = X509_set_version(certificate, X509_VERSION_3) == 1 && set_random_serial(certificate) &&
              set_validity(certificate, recipe.now, signer) && set_names(certificate, recipe.common_name, signer) &&
              X509_set_pubkey(certificate, made.key.get()) == 1 &&
              add_extension(certificate, signer, NID_subject_key_identifier, "hash") &&
              add_extension(certificate, signer, NID_authority_key_identifier, "keyid:always");
  for (const auto& [kind, value] : recipe.extensions) good = good && add_extension(certificate, signer, kind, value);
  if (!good || X509_sign(certificate, signing_key, EVP_sha256()) == 0) return fail_with_openssl("make a certificate");
  return made;
}

Recipe server_recipe(std::string_view common_name, std::string alternative_names, SystemTime now) {
  return {std::string{common_name},
          now,
          {{NID_basic_constraints, "critical,CA:FALSE"},
           {NID_key_usage, "critical,digitalSignature"},
           {NID_ext_key_usage, "serverAuth"},
           {NID_subject_alt_name, std::move(alternative_names)}}};
}

Constraints constraints_of(const X509* certificate) {
  return Constraints{
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(certificate, NID_name_constraints, nullptr, nullptr))};
}

std::string text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// A permitted subtree as it was asked for; empty for one of ours that permits nothing.
std::string permitted_host(const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) {
    std::string host = text_of(name.d.dNSName);
    return host == kNobody ? std::string{} : host;
  }
  if (name.type != GEN_IPADD) return {};
  const int size = ASN1_STRING_length(name.d.iPAddress);  // the address and its mask
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = size == 8 ? AF_INET : AF_INET6;
  if (size != 8 && size != 32) return {};
  ::inet_ntop(family, ASN1_STRING_get0_data(name.d.iPAddress), text.data(), text.size());
  return text.data();
}

}  // namespace

Result<Credential> make_loopback_certificate(SystemTime now) {
  const auto made = make(server_recipe("tabacus on this machine", "IP:127.0.0.1,IP:::1,DNS:localhost", now), nullptr);
  if (!made) return fail(made.error());
  return to_pem(made->certificate.get(), made->key.get());
}

Result<Credential> make_certificate_authority(std::span<const std::string> permitted_hosts, SystemTime now) {
  auto constraints = constraints_on(permitted_hosts);
  if (!constraints) return fail(constraints.error(), "make a certificate authority");
  const auto made = make({"tabacus authority of this profile",
                          now,
                          {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                           {NID_key_usage, "critical,keyCertSign,cRLSign"},
                           {NID_name_constraints, std::move(*constraints)}}},
                         nullptr);
  if (!made) return fail(made.error());
  return to_pem(made->certificate.get(), made->key.get());
}

Result<Credential> issue_certificate(const Credential& authority, std::string_view host, SystemTime now) {
  const std::string attempted = fmt::format("issue a certificate for {}", host);
  const auto kind = kind_of(host);
  if (!kind) return fail(no_host(host), "issue a certificate");
  const auto issuer = from_pem(authority);
  if (!issuer) return fail(issuer.error(), attempted + ": open its authority");
  const auto made = make(server_recipe("tabacus capture", alternative_name(host, *kind), now), &*issuer);
  if (!made) return fail(made.error(), attempted);
  X509* certificate = made->certificate.get();
  X509_check_purpose(certificate, -1, 0);  // parses its extensions; the check below looks at parsed ones only
  const Constraints constraints = constraints_of(issuer->certificate.get());
  if (!constraints || NAME_CONSTRAINTS_check(certificate, constraints.get()) != X509_V_OK)
    return fail(ErrorCode::PermissionDenied, attempted + ": the authority was not made for this host");
  return to_pem(certificate, made->key.get());
}

Result<SystemTime> expiry_of(const Credential& credential) {
  const auto opened = from_pem(credential);
  if (!opened) return fail(opened.error(), "read a certificate");
  const ASN1_TIME* end = X509_get0_notAfter(opened->certificate.get());
  const std::unique_ptr<ASN1_TIME, Freed<ASN1_STRING_free>> epoch{ASN1_TIME_set(nullptr, 0)};
  int days = 0, seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), end) != 1)
    return fail(ErrorCode::InvalidInput, "read a certificate: its last day is no date");
  return SystemTime{std::chrono::hours{24} * days + std::chrono::seconds{seconds}};
}

Result<std::vector<std::string>> permitted_hosts_of(const Credential& authority) {
  const auto opened = from_pem(authority);
  if (!opened) return fail(opened.error(), "read an authority");
  const Constraints constraints = constraints_of(opened->certificate.get());
  if (!constraints) return fail(ErrorCode::InvalidInput, "read an authority: it may vouch for any name");
  std::vector<std::string> hosts;
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees); ++i) {
    std::string host = permitted_host(*sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, i)->base);
    if (!host.empty()) hosts.push_back(std::move(host));
  }
  return hosts;
}

}  // namespace tabacus::analytics::net
